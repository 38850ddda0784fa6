/// A run of bytes of a frame that stands in its delivered image. A delivery tells of all of them, so that the server can
/// hold the image to the frame by itself, without believing the worker that wrote it.
public struct KeptBytes: Codable, Sendable, Equatable {
    /// Where the run begins in the frame. **Unit**: byte.
    public var source: Int64
    /// Where it begins in the delivered image. **Unit**: byte.
    public var image: Int64
    /// Its length. **Unit**: byte.
    public var count: Int64
    /// Size of the words whose byte order was turned round; 1 for bytes that stand as they were. **Unit**: byte.
    public var wordSize: Int

    /// Makes a description.
    public init(source: Int64, image: Int64, count: Int64, wordSize: Int = 1) {
        self.source = source
        self.image = image
        self.count = count
        self.wordSize = wordSize
    }

    /// How much of a frame its delivered image may leave out: headers and tags, which are written anew. A frame with more
    /// beside its pixels is delivered with all its bytes. **Unit**: byte.
    public static func dispensable(of size: Int64) -> Int64 { max(16_384, size / 16) }
}
