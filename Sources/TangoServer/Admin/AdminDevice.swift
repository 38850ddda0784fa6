import Synchronization
import TangoIDL
import TangoTypes

/// The admin device of a server: how tools look at it, restart it, poll, log, lock and subscribe.
///
/// It has no monitor, so that it answers while devices are busy; everything that it changes has a lock of its own.
actor AdminDevice: ConcurrentDevice {
    static let className = "DServer"

    static let interface: Interface<AdminDevice> = table(.six)

    /// What clients see at a level.
    static func table(_ level: InterfaceLevel) -> Interface<AdminDevice> {
        Interface(
            className, description: "A device server device !!",
            commands: {
                for command in serverCommands + loggingCommands { command }
                for command in pollingCommands + eventCommands(level) + lockCommands { command }
                for command in level >= .six ? eventReportCommands + telemetryCommands : [] { command }
            })
    }

    nonisolated let context: DeviceContext
    nonisolated let telemetry = TelemetryRegister()
    private let isUp = Atomic(false)

    init(context: DeviceContext) { self.context = context }

    /// At start there is nothing to do; the command `Init` makes all devices anew.
    func initialize() throws {
        context.setState(.ON)
        if isUp.exchange(true, ordering: .relaxed) { try server.control?.restartDevices() }
    }

    func deviceStatus(computed: () throws -> String) -> String {
        "The device is ON\nThe polling is \(server.polling?.isRunning ?? true ? "ON" : "OFF")"
    }

    nonisolated var server: ServerContext { context.server }

    /// The answer for a part of the server that is not there.
    nonisolated func unavailable(_ what: String) -> DevFailed {
        DevFailed(.notSupported, "This server has no \(what)", origin: "AdminDevice")
    }

    /// A device of this server.
    ///
    /// **Throws**: `API_DeviceNotFound`.
    nonisolated func device(_ name: String) throws(DevFailed) -> DeviceRuntime {
        guard let device = server.device(called: Self.bareName(name)) else {
            throw DevFailed(.deviceNotFound, "Device \(name) not found", origin: "Util::get_device_by_name()")
        }
        return device
    }

    /// A device name without address and marks.
    static func bareName(_ name: String) -> String {
        var rest = Substring(name.lowercased())
        if rest.hasPrefix("tango://") {
            rest = rest.dropFirst(8)
            if let slash = rest.firstIndex(of: "/") { rest = rest[rest.index(after: slash)...] }
        }
        if let mark = rest.firstIndex(of: "#") { rest = rest[..<mark] }
        return String(rest)
    }
}

extension DeviceClass {
    /// The class of admin devices of a level.
    static func admin(_ level: InterfaceLevel) -> DeviceClass {
        DeviceClass(AdminDevice.self, interface: AdminDevice.table(level))
    }
}
