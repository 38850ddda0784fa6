/// A destination that was used, and what it lay on.
public struct StoreRow: Sendable, Equatable {
    /// Absolute root.
    public var root: String
    /// Where its file system was mounted; nil when that was never seen.
    public var mountPoint: String?

    /// Makes a row.
    public init(root: String, mountPoint: String?) {
        self.root = root
        self.mountPoint = mountPoint
    }
}
