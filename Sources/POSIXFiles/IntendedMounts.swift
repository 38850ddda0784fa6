/// Where file systems of this machine are meant to be mounted, whether they are or not: what `/etc/fstab` says.
public struct IntendedMounts: Sendable {
    /// The file of this machine.
    public static let path = "/etc/fstab"

    /// The mount points as they are written there, normalised, without the root.
    public let points: [String]

    /// Reads the file of a machine; without one nothing is intended.
    ///
    /// **Isolation**: any thread.
    public init(path: String = Self.path) {
        self.init(parsing: (try? MountTable.text(of: path)) ?? "")
    }

    /// Reads the text of such a file. Swap and the like have no place.
    ///
    /// **Source**: fstab(5).
    public init(parsing text: String) {
        points = text.utf8.split(separator: UInt8(ascii: "\n")).compactMap { line in
            let fields = line.split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
            guard fields.count > 1, fields[0].first != UInt8(ascii: "#") else { return nil }
            let point = MountTable.unescaped(Substring(fields[1]))
            guard Paths.isAbsolute(point) else { return nil }
            return Paths.normalised(point).flatMap { $0.utf8.count > 1 ? $0 : nil }
        }
    }
}
