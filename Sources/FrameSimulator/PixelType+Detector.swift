import FrameTypes

extension PixelType {
    /// Whether the detector program subtracts the dark before it writes this type, so that values below zero are normal.
    var isSubtracted: Bool { self == .float32 || self == .float64 }
}
