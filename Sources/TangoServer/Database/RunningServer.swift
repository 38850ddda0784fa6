import ORBBridge
import TangoIDL

/// A server that the database takes for running.
struct RunningServer: Sendable {
    /// The reference of its admin device.
    var ior: String
    /// `executable/instance`.
    var server: String

    /// Refuses to start beside it; an entry that a crash left behind is no reason.
    ///
    /// **Throws**: ``StartFailure`` when the server answers, or accepts a connection and then says nothing.
    func refuse(_ orb: ORB) throws(StartFailure) {
        // The reference may lead to this process, which has got the port of the one that crashed: it must not wait for
        // itself.
        try? orb.setMode(.discarding)
        defer { try? orb.setMode(.holding) }
        do {
            let admin = Device_6Ref(try orb.resolve(ior), timeLimit: .seconds(3))
            guard try admin.get_name().lowercased() == "dserver/\(server)".lowercased() else { return }
        } catch let error as CORBASystemException where error.isTimeout {
            throw StartFailure("This server is already running but is blocked!")
        } catch { return }
        throw StartFailure("This server is already running, exiting!")
    }
}

extension CORBASystemException {
    fileprivate var isTimeout: Bool { name == .timeout || detail == "TRANSIENT_CallTimedout" }
}
