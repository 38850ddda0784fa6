import Log
import TangoTypes

/// Properties that configure this device and that nobody reads, most often because their names are misspelt.
extension DeviceRuntime {
    /// Of the framework and of tools; more begin with two underscores.
    private static let foreign: Set<String> = Set(kernelProperties).union([
        "alias", "doc_url", "projecttitle", "sub_dev", "icon", "helpargs", "memorized",
    ])

    /// Writes a warning into the log for each property that the class does not declare. A class that declares none may read
    /// others, so nothing is said about its devices.
    func warnOfUndeclaredProperties() {
        let declared = model.properties.map(\.name)
        guard !declared.isEmpty, let names = try? server.properties.devicePropertyNames(name) else { return }
        for warning in Self.warnings(about: names, declared: declared) {
            context.logger.warn("\(warning)")
        }
    }

    /// One sentence for each name that is neither declared nor one of the framework's.
    static func warnings(about names: [String], declared: [String]) -> [String] {
        let known = Set(declared.map { $0.lowercased() })
        return names.filter { name in
            let folded = name.lowercased()
            return !known.contains(folded) && !foreign.contains(folded) && !folded.hasPrefix("__")
                && !folded.hasPrefix("logging_")
        }.map { name in
            let near = Spelling.nearest(
                to: name.lowercased(), among: declared, within: 1 + name.count / 4, as: { $0.lowercased() })
            let hint = near.map { " Did you mean \($0)?" } ?? ""
            return "the class declares no property \(name), which is not used.\(hint)"
        }
    }
}
