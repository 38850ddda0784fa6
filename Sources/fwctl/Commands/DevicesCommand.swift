import TangoClient
import TangoIDL
import TangoTypes

/// `fwctl devices`: the devices of the database, or of a running server.
enum DevicesCommand: Subcommand {
    static let spec = CommandSpec(
        name: "devices", summary: "lists the devices of the Tango database, or those of a running server",
        positionals: [
            .init(
                name: "PATTERN", help: "domain/family/member with * in the database (default: all)", isOptional: true)
        ],
        options: [
            .init("server", "NAME", "the devices of EXECUTABLE/INSTANCE in the database, running or not"),
            .init("device", "NAME", "the devices of the server that runs this device; needs no database"),
            .init("long", nil, "tell of each device of the database whether it runs, and where"),
        ] + DeviceAccess.options.filter { $0.name != "device" },
        examples: [
            "fwctl devices 'sys/*/*' --long", "fwctl devices --server FrameWatch/p02",
            "fwctl devices --device 'tango://127.0.0.1:45450/fw/local/1#dbase=no'",
        ])

    /// One device.
    private struct Entry: Encodable {
        var device: String
        var className: String?
        var server: String?
        var host: String?
        /// Whether a server offers it now.
        var isExported: Bool?

        enum CodingKeys: String, CodingKey {
            case device, server, host
            case className = "class"
            case isExported = "exported"
        }
    }

    static func run(_ arguments: Arguments, _ console: Console) throws -> ExitStatus {
        let access = try DeviceAccess(arguments)
        let entries = try entries(access, arguments)
        try console.answer(entries) { entries in
            if entries.isEmpty { return "no devices\n" }
            return Columns.text(
                entries.map { entry in
                    let running = entry.isExported.map { $0 ? "running" : "stopped" }
                    return [entry.device] + [running, entry.className, entry.server, entry.host].compactMap { $0 }
                })
        }
        return entries.isEmpty ? .notFound : .success
    }

    private static func entries(_ access: DeviceAccess, _ arguments: Arguments) throws -> [Entry] {
        let pattern = arguments.positionals.first
        if let server = arguments.text("server") {
            if pattern != nil { throw UsageError("'--server' lists all devices of a server: a pattern makes no sense") }
            return try details(
                access.database().devicesAndClasses(ofServer: server).map {
                    Entry(device: $0.device, className: $0.className)
                }, access, arguments)
        }
        let asksServer = arguments.text("device") != nil || access.context.environment.databaseHosts == nil
        if pattern == nil, asksServer, arguments.text("device") ?? Places.defaultDeviceName != nil {
            return try running(access.device())
        }
        let names = try access.database().devices(matching: pattern ?? "*/*/*")
        return try details(names.map { Entry(device: $0) }, access, arguments)
    }

    /// What the admin device of a server says.
    private static func running(_ device: DeviceProxy) throws -> [Entry] {
        let admin = try device.adminDevice()
        let lines = try admin.command("QueryDevice", nil, returning: [String].self)
        return lines.map { line in
            // CLASS::DEVICE
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { return Entry(device: line) }
            return Entry(device: String(parts[1].drop { $0 == ":" }), className: String(parts[0]))
        }
    }

    private static func details(_ entries: [Entry], _ access: DeviceAccess, _ arguments: Arguments) throws -> [Entry] {
        guard arguments.flag("long") else { return entries }
        let database = try access.database()
        return try entries.map { entry in
            let found = try database.importDevice(entry.device)
            return Entry(
                device: entry.device, className: found.className.isEmpty ? entry.className : found.className,
                server: found.server, host: found.host, isExported: found.isExported)
        }
    }
}
