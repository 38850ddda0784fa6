/// Why an HDF5 file could not be made. Always a fault of this program or of the library, never of a destination: files
/// are laid out in memory.
public struct HDF5Error: Error, Equatable, CustomStringConvertible {
    /// What failed, on which object, as a sentence.
    public var message: String

    /// Makes an error.
    public init(_ message: String) { self.message = message }

    /// The message.
    public var description: String { message }
}
