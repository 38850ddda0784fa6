import NexusFile

/// The keys of a sidecar as a NeXus collection: each under its own name as text, sections as collections inside.
///
/// Names keep letters, digits, `_`, `.` and `-`; another character becomes `_`, and the name as it was is kept beside
/// it in the attribute `key`.
enum SettingsTree {
    static func collection(_ name: String, _ settings: [NexusContents.Setting]) -> HDF5Node {
        var sections: [(name: String, settings: [NexusContents.Setting])] = []
        var positions: [String: Int] = [:]
        for setting in settings {
            guard let section = setting.section else { continue }
            if let position = positions[section] {
                sections[position].settings.append(setting)
            } else {
                positions[section] = sections.count
                sections.append((section, [setting]))
            }
        }
        var names = UniqueNames()
        // Keys first: a key of [metadata] keeps its own name when a section is called the same.
        var members = settings.filter { $0.section == nil }.map { member($0, &names) }
        for section in sections {
            let (safe, attributes) = names.name(section.name)
            var inner = UniqueNames()
            members.append(
                .group(safe, "NXcollection", attributes: attributes, section.settings.map { member($0, &inner) }))
        }
        return .group(name, "NXcollection", members)
    }

    private static func member(_ setting: NexusContents.Setting, _ names: inout UniqueNames) -> HDF5Node {
        let (name, attributes) = names.name(setting.key)
        return HDF5Node(name, .text(setting.text), attributes)
    }
}

/// Names that HDF5 and NeXus allow, each once.
private struct UniqueNames {
    private var taken: Set<String> = []
    /// The next number to try behind a name: thousands of keys may become the same one.
    private var next: [String: Int] = [:]

    mutating func name(_ key: String) -> (String, [HDF5Node.Attribute]) {
        let safe = String(
            String.UnicodeScalarView(
                key.unicodeScalars.map { scalar in
                    let isSafe = scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar))
                    return isSafe || "_.-".unicodeScalars.contains(scalar) ? scalar : "_"
                }))
        let start = safe.isEmpty || safe.hasPrefix(".") ? "_" + safe : safe
        var name = start
        while !taken.insert(name).inserted {
            let number = next[start, default: 2]
            next[start] = number + 1
            name = "\(start)_\(number)"
        }
        return (name, name == key ? [] : [.init("key", key)])
    }
}
