import Log

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
            let near = declared.map { ($0, steps(from: $0.lowercased(), to: name.lowercased())) }
                .min { $0.1 < $1.1 }
            let hint = near.flatMap { $0.1 <= 1 + name.count / 4 ? " Did you mean \($0.0)?" : nil } ?? ""
            return "the class declares no property \(name), which is not used.\(hint)"
        }
    }

    /// How many letters to change, add or remove to make one word of the other (Levenshtein).
    private static func steps(from one: String, to other: String) -> Int {
        let letters = Array(other)
        var row = Array(0...letters.count)
        for (place, letter) in one.enumerated() {
            var diagonal = row[0]
            row[0] = place + 1
            for (index, wanted) in letters.enumerated() {
                let best = min(row[index + 1] + 1, row[index] + 1, diagonal + (letter == wanted ? 0 : 1))
                (diagonal, row[index + 1]) = (row[index + 1], best)
            }
        }
        return row[letters.count]
    }
}
