import Glibc
import Hashing
import POSIXFiles
import WorkerProtocol

/// Reads a copy once from its beginning to its end, for its hash, and beside it the file that it is a copy of.
///
/// A hash alone says that the copy is what its writer meant to write, not that this is what lay in the source.
struct CopyComparison {
    private static let pieceSize = 256 * 1024

    private let path: String
    private let source: SourceFile
    /// What of the source has to stand in the copy, in the order of both.
    private let kept: [KeptBytes]

    /// Prepares to compare; without `kept` the copy has to be the source, byte for byte.
    ///
    /// **Throws**: ``VerificationError`` when `kept` leaves out more than headers and tags.
    init(_ path: String, _ source: SourceFile, _ kept: [KeptBytes]?) throws(VerificationError) {
        self.path = path
        self.source = source
        self.kept = kept ?? [KeptBytes(source: 0, image: 0, count: source.identity.size)]
        var (end, imageEnd, covered) = (Int64(0), Int64(0), Int64(0))
        let size = source.identity.size
        for run in self.kept {
            guard run.source >= end, run.image >= imageEnd, run.count >= 0, run.count <= size - run.source,
                run.image <= .max - run.count, [1, 2, 4, 8].contains(run.wordSize),
                run.count % Int64(run.wordSize) == 0
            else { throw VerificationError(description: "What \(path) is said to hold of its frame makes no sense.") }
            (end, imageEnd) = (run.source + run.count, run.image + run.count)
            covered += run.count
        }
        guard size - covered <= (kept == nil ? 0 : KeptBytes.dispensable(of: size)) else {
            throw VerificationError(
                description: "\(path) is said to hold only \(covered) of the \(size) bytes of its frame.")
        }
    }

    /// Reads both and compares; gives the hash of the copy.
    ///
    /// **Throws**: ``VerificationError`` where they differ, ``SourceChanged`` when the source is not that file, before or
    /// after it was read, `POSIXError`.
    func run() throws -> String {
        let copy = try FileDescriptor(opening: path, for: .regular)
        let original = try FileDescriptor(opening: source.path, for: .regular)
        try checkSource(original)
        let memory = try PageBuffer(byteCount: 2 * Self.pieceSize)
        let buffer = memory.bytes
        var hash = ContentHash()
        var position: Int64 = 0
        for run in kept {
            try read(copy, position..<run.image, buffer, &hash) { _, _ in }
            let count = try read(copy, run.image..<(run.image + run.count), buffer, &hash) { piece, offset in
                let other = UnsafeMutableRawBufferPointer(rebasing: buffer[Self.pieceSize...].prefix(piece.count))
                let count = try original.read(into: other, at: run.source + offset)
                guard count == piece.count, Self.areEqual(piece, UnsafeRawBufferPointer(other), run.wordSize) else {
                    try checkSource(original)
                    throw VerificationError(description: "The copy \(path) differs from \(source.path).")
                }
            }
            guard count == run.count else {
                throw VerificationError(description: "The copy \(path) ends before it holds \(source.path).")
            }
            position = run.image + run.count
        }
        try read(copy, position..<Int64.max, buffer, &hash) { _, _ in }
        try checkSource(original)
        return hash.hexadecimal
    }

    /// Hands out a range of the copy piece by piece, in the first half of the buffer, with the place in the range; gives
    /// how much of it there is.
    @discardableResult
    private func read(
        _ copy: borrowing FileDescriptor, _ range: Range<Int64>, _ buffer: UnsafeMutableRawBufferPointer,
        _ hash: inout ContentHash, _ body: (UnsafeRawBufferPointer, Int64) throws -> Void
    ) throws -> Int64 {
        var position = range.lowerBound
        while position < range.upperBound {
            let wanted = Int(min(Int64(Self.pieceSize), range.upperBound - position))
            let piece = UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted])
            let count = try copy.read(into: piece, at: position)
            let bytes = UnsafeRawBufferPointer(rebasing: piece[..<count])
            hash.update(bytes)
            try body(bytes, position - range.lowerBound)
            position += Int64(count)
            if count < wanted { break }
        }
        return position - range.lowerBound
    }

    private func checkSource(_ original: borrowing FileDescriptor) throws {
        guard try original.status().identity == source.identity else { throw SourceChanged() }
    }

    private static func areEqual(_ one: UnsafeRawBufferPointer, _ other: UnsafeRawBufferPointer, _ wordSize: Int)
        -> Bool
    {
        if one.isEmpty { return true }
        guard let first = one.baseAddress, let second = other.baseAddress else { return false }
        guard wordSize > 1 else { return memcmp(first, second, one.count) == 0 }
        return one.indices.allSatisfy { index in
            let word = index / wordSize * wordSize
            return one[index] == other[word + wordSize - 1 - (index - word)]
        }
    }
}
