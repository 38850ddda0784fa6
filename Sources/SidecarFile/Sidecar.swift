/// The contents of a sidecar: a file that Qt's `QSettings` wrote in its INI format beside a frame.
///
/// Reading never fails: what can be understood is in ``entries``, what cannot is told in ``complaints``.
///
/// **Isolation**: a value; any thread.
/// **Source**: `QSettings::IniFormat` of Qt 4 and 5.
public struct Sidecar: Sendable, Equatable {
    /// All keys in the order of the file; of a key that occurs twice, the last value at the first place.
    public let entries: [SidecarEntry]
    /// What is wrong with the file, as sentences; empty when nothing is.
    public let complaints: [String]
    private let positions: [String: Int]

    /// Reads the bytes of a sidecar.
    public init(parsing bytes: [UInt8]) {
        var parser = SidecarParser(bytes)
        parser.parse()
        entries = parser.entries
        complaints = parser.complaints
        positions = parser.positions
    }

    /// The value of a full key such as `centerfinder/centerX`.
    public subscript(key: String) -> SidecarValue? {
        positions[key].map { entries[$0].value }
    }

    /// A value of the section `metadata`, with or without the prefix `properties/` that newer programs write.
    public func metadata(_ name: String) -> SidecarValue? {
        self["metadata/\(name)"] ?? self["metadata/properties/\(name)"]
    }
}

/// One key of a sidecar.
public struct SidecarEntry: Sendable, Equatable {
    /// Section and key, joined by `/`; the key alone for the section `General`.
    public var key: String
    /// The value as it stands in the file, escapes included, blanks around it removed.
    public var text: String
    /// The decoded value.
    public var value: SidecarValue

    /// Makes an entry.
    public init(key: String, text: String, value: SidecarValue) {
        self.key = key
        self.text = text
        self.value = value
    }
}
