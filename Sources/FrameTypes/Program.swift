/// How delivered files, and `info`, name the program.
public enum Program {
    /// The name.
    public static let name = "FrameWatch"
    /// The release.
    public static let version = "0.1"
    /// Both.
    public static let software = "\(name) \(version)"
    /// The release of the NeXus definitions that the files follow.
    public static let nexusRelease = "v2026.01"
}
