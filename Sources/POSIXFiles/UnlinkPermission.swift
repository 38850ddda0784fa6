/// A value that proves that some names may be removed.
///
/// Conforming types are few and each can be made in one place only: by the check that justifies the removal.
public protocol UnlinkPermission {
    /// Whether exactly this path may be removed while exactly this file lies there.
    func permits(_ path: String, _ identity: FileIdentity) -> Bool
}

/// Covers the server's own unfinished files, by names that only it gives: `.framewatch-….part`. They are hidden, and
/// hidden names are never frames, so no file of a detector or of an archive is called so.
public struct PartPermission: UnlinkPermission, Sendable {
    /// How the names of all files begin that the server makes for itself.
    public static let prefix = ".framewatch-"
    /// How the names end of those that may be removed.
    public static let suffix = ".part"

    /// Makes the permission.
    public init() {}

    /// True for our own names, whatever lies there.
    public func permits(_ path: String, _ identity: FileIdentity) -> Bool {
        let name = Paths.base(of: path)
        return Paths.hasPrefix(name, Self.prefix) && Paths.hasSuffix(name, Self.suffix)
    }
}
