import POSIXFiles

/// How the directories of a configuration may lie to each other.
enum DirectoryLayout {
    /// Everything in the raw directory is taken for the detector's: what the server keeps there itself would be found as
    /// frames again.
    ///
    /// **Throws**: a problem that names the property.
    static func check(_ properties: EngineProperties) throws(PropertyProblem) {
        let raw = Destination.realPath(properties.rawDirectory)
        let own = [
            ("TempDir", properties.temporaryDirectory), ("ProcessedDir", properties.processedDirectory),
            ("StateDir", properties.stateDirectory),
        ]
        for (name, directory) in own where Paths.contains(raw, Destination.realPath(directory)) {
            throw PropertyProblem(
                property: name, value: directory,
                allowed:
                    "a directory outside RawDir (\(properties.rawDirectory)), in which every file is the detector's")
        }
    }
}
