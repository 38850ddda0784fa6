/// A value that proves that some names may be removed.
///
/// Conforming types are few and each can be made in one place only: by the check that justifies the removal.
public protocol UnlinkPermission {
    /// Whether exactly this path may be removed while exactly this file lies there.
    func permits(_ path: String, _ identity: FileIdentity) -> Bool
}

/// Covers names that end in `.part`: unfinished work, never anybody's only copy.
public struct PartPermission: UnlinkPermission, Sendable {
    /// Makes the permission.
    public init() {}

    /// True for names that end in `.part`.
    public func permits(_ path: String, _ identity: FileIdentity) -> Bool { path.hasSuffix(".part") }
}
