import Synchronization
public import TangoClient
import TangoIDL
import TangoTypes

extension DeviceContext {
    /// A proxy for another device that this one works with, on the connections of the server.
    ///
    /// The other device is listed by the admin command `QuerySubDevice` until this one is initialised anew. Nothing is
    /// sent before the first call, so that the other server may start later.
    ///
    /// **Throws**: `DevFailed` when the name is none, or needs a database and none is known; ``StartFailure`` when the
    /// server is still starting and cannot listen.
    /// **Isolation**: any thread. Calls of the proxy wait for the other device: keep its time limit below the 3.2 s that
    /// clients of this one wait.
    public func proxy(of name: String, timeLimit: Duration = .seconds(3)) throws -> DeviceProxy {
        guard let orb = try server.control?.orbForCalls() else {
            throw DevFailed(
                .notSupported, "\(self.name) has no server that could connect it to \(name)",
                origin: "DeviceContext.proxy")
        }
        let proxy = try DeviceProxy(name, context: ClientContext(orb: orb), timeLimit: timeLimit)
        let isElsewhere = name.lowercased().hasPrefix("tango://")
        server.subDevices.withLock { $0.add(isElsewhere ? name : proxy.address.device, of: self.name) }
        return proxy
    }
}
