import Log
import Synchronization
import TangoIDL
import TangoTypes

extension DeviceRuntime {
    /// Runs a command on the device.
    func execute(_ name: String, _ argument: CORBAAny) throws -> CORBAAny {
        context.logger.debug("executing command \(name)")
        if isForwarding, PollingService.isBuiltIn(name) { readAlarmsAtRoots() }
        do { return try exclusively { try executeInside(name, argument) } } catch {
            throw failed(error, "executing command \(name)")
        }
    }

    private func executeInside(_ name: String, _ argument: CORBAAny) throws -> CORBAAny {
        guard let command = command(named: name) else {
            guard let handler = body.defaultCommand else { throw DevFailed.noCommand(name) }
            try body.alwaysExecuted()
            return try handler(name, argument)
        }
        try body.alwaysExecuted()
        guard command.isAllowed() else {
            throw DevFailed(
                .commandNotAllowed,
                "Command \(name) not allowed when the device is in \(context.state) state",
                origin: "DeviceClass::command_handler")
        }
        return try command.execute(argument)
    }

    /// `Init`: the device goes down and comes up again, with the values that were set.
    func reinitialize() throws {
        do { try bringUpAgain() } catch {
            throw failed(error, "executing command Init").appending(
                .initThrowsException,
                "Init command failed!!\nHINT: RESTART device with the Restart command of the device server adm. device\n"
                    + "Device server adm. device name = \(server.adminName)",
                origin: "DevInitCmd::execute()")
        }
    }

    private func bringUpAgain() throws {
        // First what may fail, so that a device with an unreadable configuration goes on with the old one.
        try loadProperties()
        body.shutdown()
        server.subDevices.withLock { $0.remove(of: name) }
        listRoots()
        try initializeInside()
        writeMemorizedValues()
    }
}

extension DevFailed {
    /// The device has no such command.
    static func noCommand(_ name: String, origin: String = "DeviceClass::command_handler") -> DevFailed {
        DevFailed(.commandNotFound, "Command \(name) not found", origin: origin)
    }
}
