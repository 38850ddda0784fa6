internal import CTangoORB

/// Reads CDR, the binary form of CORBA, from a stream.
///
/// The handle is borrowed: it is valid only inside the call that lent it. The first error is sticky: from then on every
/// value reads as zero, every string and sequence as empty, and whoever lent the stream reports the error, on the wire
/// as `CORBA::MARSHAL`. A codec may therefore run to its end without looking.
///
/// **Isolation:** the thread that was lent the stream.
public struct CDRReader {
    let handle: OpaquePointer

    /// True as soon as something could not be read.
    public var failed: Bool { tgo_failed(handle) }

    /// Declares the data wrong.
    public func fail() { tgo_fail_marshal(handle) }

    /// Enters one level of a recursive type; beyond 64 levels the stream fails, so that no input can exhaust the stack.
    public func enter() { _ = tgo_enter(handle) }

    /// Leaves the level.
    public func leave() { tgo_leave(handle) }

    /// The length of a sequence whose elements take at least `minimumSize` bytes each.
    ///
    /// A length that the rest of the message cannot hold fails the stream and reads as 0, so nothing is allocated for it.
    public func sequenceLength(minimumSize: Int) -> Int {
        Int(tgo_get_length(handle, UInt32(minimumSize)))
    }

    /// Fills `destination` with `count` elements of 1, 2, 4 or 8 bytes each, in the byte order of this machine.
    public func readElements(into destination: UnsafeMutableRawPointer, count: Int, size: Int) {
        tgo_get_array(handle, destination, UInt32(count), UInt32(size))
    }

    /// The bytes of a string, lent to `body` without the final NUL.
    func withStringBytes<R>(_ body: (UnsafeBufferPointer<UInt8>) -> R) -> R {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 256) { buffer in
            var block: UnsafeMutablePointer<UInt8>?
            let length = tgo_get_string(handle, buffer.baseAddress, buffer.count, &block)
            defer { if let block { tgo_string_free(block) } }
            let start = block.map { UnsafePointer($0) } ?? buffer.baseAddress.map { UnsafePointer($0) }
            return body(UnsafeBufferPointer(start: start, count: length))
        }
    }
}
