internal import FoundationEssentials

/// The variables of Tango: from the environment, then `~/.tangorc`, then `/etc/tangorc`.
///
/// The files hold lines `NAME=value`; `#` begins a comment. Unlike the C++ library this one keeps the case of values.
///
/// **Source:** tango-server reference, section 1.4.
public struct TangoEnvironment: Sendable {
    private let environment: [String: String]
    private let files: [String]

    /// That of this process.
    public init() {
        let environment = ProcessInfo.processInfo.environment
        let home = environment["HOME"].map { [$0 + "/.tangorc"] } ?? []
        self.init(environment: environment, files: home + ["/etc/tangorc"])
    }

    /// Any other, for tests.
    public init(environment: [String: String], files: [String]) {
        (self.environment, self.files) = (environment, files)
    }

    /// The value of a variable; nil when it is set nowhere.
    public subscript(_ name: String) -> String? {
        if let value = environment[name], !value.isEmpty { return value }
        return files.lazy.compactMap { Self.value(of: name, inFile: $0) }.first
    }

    /// The databases named by `TANGO_HOST`; nil when it is not set or not `host:port[,host:port…]`.
    public var databaseHosts: [HostPort]? { self["TANGO_HOST"].flatMap { HostPort.list($0) } }

    private static func value(of name: String, inFile path: String) -> String? {
        guard let data = FileManager.default.contents(atPath: path) else { return nil }
        for line in String(decoding: data, as: UTF8.self).split(whereSeparator: \.isNewline) {
            let text = line.prefix { $0 != "#" }
            guard let equals = text.firstIndex(of: "=") else { continue }
            let key = text[..<equals].filter { !$0.isWhitespace }
            let value = text[text.index(after: equals)...].filter { !$0.isWhitespace }
            if key.lowercased() == name.lowercased(), !value.isEmpty { return String(value) }
        }
        return nil
    }
}
