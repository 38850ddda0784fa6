import TangoTypes

/// Who asks for what the admin device is just doing.
///
/// Its commands are ordinary commands, which see only their argument; locks belong to the client behind it.
enum CurrentRequest {
    /// Set around every command of the admin device; nil for old clients that do not say who they are, and outside of
    /// requests.
    @TaskLocal static var client: ClientIdentity?
}
