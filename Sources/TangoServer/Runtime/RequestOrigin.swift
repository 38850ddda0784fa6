public import TangoIDL

/// Who asks: a client with its address and identity, or the server itself.
public enum RequestOrigin: Sendable {
    /// A client; old ones do not say who they are.
    case client(peer: String, identity: ClntIdent?)
    /// The server's own polling.
    case polling
    /// The start of the server or of a device.
    case startup
}
