import ORBBridge
import TangoIDL
import TangoTypes

extension DeviceServant {
    /// Refuses a request that changes the device while another client has locked it.
    func protect(_ origin: StaticString, _ identity: ClntIdent?, _ call: CallInfo) throws {
        let locks = device.server.locks
        guard locks.mayBeHeld else { return }
        try locks.check(
            device.name, ClientIdentity(peer: call.peer, identity), origin: "Device_Impl::\(origin)")
    }

    /// The same for a command; State, Status and what the class allows to everybody are free.
    func protect(command name: String, _ origin: StaticString, _ identity: ClntIdent?, _ call: CallInfo) throws {
        do { try protect(origin, identity, call) } catch {
            let free = ["state", "status"] + (try allowedCommands())
            guard free.contains(name.lowercased()) else { throw error }
        }
    }

    /// Looked up only when a lock stands in the way.
    private func allowedCommands() throws -> [String] {
        let name = "AllowedAccessCmd"
        let found = try device.server.properties.classProperties(device.model.className, [name])
        return (found[name.lowercased()] ?? []).map { $0.lowercased() }
    }
}
