internal import CTangoORB

/// Writes CDR, the binary form of CORBA, to a stream.
///
/// The handle is borrowed, as in ``CDRReader``. The ORB may run the writing of one reply twice, first to measure it, so
/// writing must be repeatable and without side effects.
///
/// **Isolation:** the thread that was lent the stream.
public struct CDRWriter {
    let handle: OpaquePointer

    /// Writes `count` elements of 1, 2, 4 or 8 bytes each, aligned to their size, without a length before them.
    public func writeElements(from source: UnsafeRawPointer, count: Int, size: Int) {
        tgo_put_array(handle, source, UInt32(count), UInt32(size))
    }

    /// Declares the value impossible to send; the call ends with `CORBA::MARSHAL`.
    public func fail() { tgo_fail_marshal(handle) }

    /// Writes the bytes of a string, which must not contain NUL.
    func writeString(_ bytes: UnsafeBufferPointer<UInt8>) {
        tgo_put_string(handle, bytes.baseAddress, bytes.count)
    }
}
