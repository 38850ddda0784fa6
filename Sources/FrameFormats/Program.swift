/// How delivered files name the program that made them.
enum Program {
    static let name = "FrameWatch"
    static let version = "0.1"
    static let software = "\(name) \(version)"
    /// The release of the NeXus definitions that the files follow.
    static let nexusRelease = "v2026.01"
}
