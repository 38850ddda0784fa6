import TangoTypes

/// Who asks for what the admin device is just doing.
///
/// Its commands are ordinary commands, which see only their argument; locks belong to the client behind it.
enum CurrentRequest {
    /// Set around every command of the admin device.
    @TaskLocal static var origin: RequestOrigin?

    /// The client; nil for old clients that do not say who they are, and outside of requests.
    static var client: ClientIdentity? { origin?.client }
}

extension RequestOrigin {
    /// The client; nil for old clients that do not say who they are, and for the server itself.
    var client: ClientIdentity? {
        guard case .client(let peer, let identity) = self else { return nil }
        return ClientIdentity(peer: peer, identity)
    }
}
