import TangoTypes

/// Everything that a server needs of the database to start, as one answer packs it.
///
/// All names are lower case here.
///
/// **Source**: tango-server reference, section 2.3.
struct ServerCache: Sendable, Equatable {
    /// What the answer says about the admin device.
    struct Admin: Sendable, Equatable {
        var isExported: Bool
        var ior: String
    }

    /// Properties by name.
    typealias Properties = [String: [String]]

    /// Nil: the database does not know the server.
    var admin: Admin?
    var devicesByClass: [String: [String]] = [:]
    var deviceProperties: [String: Properties] = [:]
    var classProperties: [String: Properties] = [:]
    var freeProperties: [String: Properties] = [:]
    var deviceAttributes: [String: [String: Properties]] = [:]
    var classAttributes: [String: [String: Properties]] = [:]
    var devicePipes: [String: [String: Properties]] = [:]
    var classPipes: [String: [String: Properties]] = [:]

    /// Forgets a device: the next question about it goes to the database.
    mutating func forget(device: String) {
        let key = device.lowercased()
        deviceProperties[key] = nil
        deviceAttributes[key] = nil
        devicePipes[key] = nil
    }
}

extension ServerCache {
    /// Takes the answer apart; nil when it is none, as after an SQL error.
    init?(_ texts: [String]) {
        guard !texts.contains(where: { $0.lowercased().hasPrefix("mysql error") }) else { return nil }
        do throws(Malformed) { try self.init(parsing: texts) } catch { return nil }
    }

    private struct Malformed: Error {}

    private init(parsing texts: [String]) throws(Malformed) {
        var reader = Reader(rest: texts[...])
        let hasPipes = reader.release >= 109
        admin = try reader.admin()
        guard admin != nil else { return }
        // The two event channels of the notification service; nobody uses them any more.
        for _ in 0..<2 { try reader.skipEvent() }
        for _ in 0..<2 {
            let (name, properties) = try reader.properties()
            classProperties[name] = properties
        }
        let (name, properties) = try reader.properties()
        deviceProperties[name] = properties
        _ = try reader.text()
        for _ in 0..<(try reader.count()) { try readClass(&reader, hasPipes) }
        let (object, free) = try reader.properties()
        freeProperties[object] = free
    }

    private mutating func readClass(_ reader: inout Reader, _ hasPipes: Bool) throws(Malformed) {
        let (name, properties) = try reader.properties()
        classProperties[name] = properties
        classAttributes[name] = try reader.items()
        if hasPipes { classPipes[name] = try reader.items() }
        _ = try reader.text()
        let devices = try reader.texts(try reader.count())
        devicesByClass[name] = devices
        for _ in devices {
            let (device, properties) = try reader.properties()
            deviceProperties[device] = properties
            deviceAttributes[device] = try reader.items()
            if hasPipes { devicePipes[device] = try reader.items() }
        }
    }

    private struct Reader {
        var rest: ArraySlice<String>

        mutating func text() throws(Malformed) -> String {
            guard let first = rest.popFirst() else { throw Malformed() }
            return first
        }

        mutating func count() throws(Malformed) -> Int {
            guard let count = Int(try text()), count >= 0, count <= rest.count else { throw Malformed() }
            return count
        }

        mutating func texts(_ count: Int) throws(Malformed) -> [String] {
            guard count <= rest.count else { throw Malformed() }
            defer { rest = rest.dropFirst(count) }
            return Array(rest.prefix(count))
        }

        /// `release x.y` as x*100+y; 0 when the answer does not begin with it.
        lazy var release: Int = {
            guard let first = rest.first, first.hasPrefix("release ") else { return 0 }
            rest = rest.dropFirst()
            let parts = first.dropFirst(8).split(separator: ".").map { Int(Int16($0) ?? 0) }
            return (parts.first ?? 0) * 100 + (parts.count > 1 ? parts[1] : 0)
        }()

        /// Name, reference, version, server, host, exported, pid, class.
        mutating func admin() throws(Malformed) -> Admin? {
            _ = try text()
            let ior = try text()
            if ior == "Not Found" { return nil }
            let fields = try texts(6)
            return Admin(isExported: fields[3] == "1", ior: ior)
        }

        /// Name, reference, version, host, exported, pid; or name and a sign that there is none.
        mutating func skipEvent() throws(Malformed) {
            _ = try text()
            if try text() != "Not Found" { _ = try texts(4) }
        }

        mutating func properties() throws(Malformed) -> (owner: String, Properties) {
            let owner = try text().lowercased()
            return (owner, try list())
        }

        /// Properties of attributes or pipes.
        mutating func items() throws(Malformed) -> [String: Properties] {
            _ = try text()
            var all: [String: Properties] = [:]
            for _ in 0..<(try count()) {
                let name = try text().lowercased()
                all[name] = try list()
            }
            return all
        }

        private mutating func list() throws(Malformed) -> Properties {
            var all: Properties = [:]
            for _ in 0..<(try count()) {
                let name = try text().lowercased()
                all[name] = try texts(try count())
            }
            return all
        }
    }
}
