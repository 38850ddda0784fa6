import TangoClient
import TangoIDL
import TangoTypes

/// How the commands for any device reach one: the options they share, and what a name on the command line means.
struct DeviceAccess {
    /// What every command takes that talks to a device of any class.
    static let options: [CommandSpec.Option] = [
        .init("device", "NAME", "the device (default: FRAMEWATCH_DEVICE, or the one named in var/run/device)"),
        .init("timeout", "S", "how long one call may take, s (default 3)"),
        .init("database", "HOST:PORT", "the Tango database (default: TANGO_HOST)"),
    ]

    /// The words that name attributes or commands of one device.
    struct Group {
        let device: DeviceProxy
        var names: [String]
    }

    /// The ORB of this program and the database to ask.
    let context: ClientContext
    /// Of each call.
    let timeLimit: Duration
    private let arguments: Arguments

    /// **Throws**: ``UsageError`` for an option that makes no sense.
    init(_ arguments: Arguments) throws {
        self.arguments = arguments
        let seconds = try arguments.number("timeout", in: 0.01...3600.0) ?? 3
        timeLimit = .milliseconds(Int64(seconds * 1000))
        if let text = arguments.text("database") {
            guard HostPort.list(text) != nil else { throw UsageError("'--database \(text)': host:port is needed") }
            context = try ClientContext(environment: TangoEnvironment(environment: ["TANGO_HOST": text], files: []))
        } else {
            context = try ClientContext.shared()
        }
    }

    /// A device by name; nothing is sent yet.
    func proxy(_ name: String) throws -> DeviceProxy {
        try DeviceProxy(name, context: context, timeLimit: timeLimit)
    }

    /// The device of `--device`, or the default one.
    func device() throws -> DeviceProxy { try proxy(try Places.deviceName(arguments)) }

    /// The database, which must be known.
    func database() throws -> DatabaseProxy {
        guard let hosts = context.environment.databaseHosts else {
            throw CommandError(
                "no Tango database is known: give --database HOST:PORT or set TANGO_HOST", status: .notFound)
        }
        return DatabaseProxy(hosts, context: context, timeLimit: timeLimit)
    }

    /// Sorts words by device, in the order in which the devices come: `a/b/c/name` names its device itself, a plain
    /// `name` belongs to the device of `--device`, and `a/b/c` alone is a device without a name of anything in it.
    func groups(_ words: [String]) throws -> [Group] {
        if words.isEmpty { return [Group(device: try device(), names: [])] }
        var groups: [Group] = []
        for word in words {
            let (name, item) = try split(word)
            if let index = groups.firstIndex(where: { $0.device.name == name }) {
                groups[index].names += item.map { [$0] } ?? []
            } else {
                groups.append(Group(device: try proxy(name), names: item.map { [$0] } ?? []))
            }
        }
        return groups
    }

    /// One attribute or command.
    func item(_ word: String) throws -> (device: DeviceProxy, name: String) {
        let (name, item) = try split(word)
        guard let item else {
            throw UsageError("'\(word)' is a device; add a slash and the name of what is meant: \(word)/NAME")
        }
        return (try proxy(name), item)
    }

    /// The full name of an attribute or a command; `#dbase=no` stays at the end.
    static func name(of item: String, in device: String) -> String {
        let path = device.prefix { $0 != "#" }
        return "\(path)/\(item)\(device.dropFirst(path.count))"
    }

    private func split(_ word: String) throws -> (device: String, item: String?) {
        guard word.contains("/") else { return (try Places.deviceName(arguments), word) }
        let address = try DeviceAddress(word, environment: context.environment)
        guard let item = address.attribute else { return (word, nil) }
        let path = word.prefix { $0 != "#" }
        return (String(path.dropLast(item.count + 1)) + word.dropFirst(path.count), item)
    }
}
