internal import CTangoORB

/// The order of the bytes of a number.
public enum ByteOrder: Sendable {
    /// The most significant byte first.
    case bigEndian
    /// The least significant byte first; what this software sends.
    case littleEndian
}

/// A writer into memory: event payloads, encapsulations, tests.
///
/// **Isolation:** one thread at a time.
public final class CDRMemoryWriter {
    let handle: OpaquePointer

    /// An empty one.
    public init(_ order: ByteOrder = .littleEndian) { handle = tgo_memory_writer(order == .littleEndian) }

    deinit { tgo_memory_free(handle) }

    /// Where to write to. Valid as long as this object lives.
    public var writer: CDRWriter { CDRWriter(handle: handle) }

    /// What has been written so far.
    public var bytes: [UInt8] {
        var count = 0
        let start = tgo_memory_bytes(handle, &count)
        return Array(UnsafeRawBufferPointer(start: start, count: count))
    }

    /// Lends what has been written so far, without a copy.
    public func withBytes<E: Error>(_ body: (UnsafeRawBufferPointer) throws(E) -> Void) throws(E) {
        var count = 0
        let start = tgo_memory_bytes(handle, &count)
        try body(UnsafeRawBufferPointer(start: start, count: count))
    }

    /// Forgets what was written, and keeps the memory for the next value.
    public func rewind() { tgo_memory_rewind(handle) }
}

/// A reader of bytes in memory.
///
/// **Isolation:** one thread at a time.
public final class CDRMemoryReader {
    let handle: OpaquePointer

    /// Reads a copy of `bytes`; their first byte counts as aligned.
    public init(_ bytes: [UInt8], _ order: ByteOrder = .littleEndian) {
        handle = tgo_memory_reader(bytes, bytes.count, order == .littleEndian)
    }

    deinit { tgo_memory_free(handle) }

    /// Where to read from. Valid as long as this object lives.
    public var reader: CDRReader { CDRReader(handle: handle) }
}

extension CDRCodable {
    /// The value as CDR bytes.
    public func cdrBytes(_ order: ByteOrder = .littleEndian) -> [UInt8] {
        let memory = CDRMemoryWriter(order)
        write(memory.writer)
        return memory.bytes
    }

    /// The value that `bytes` begin with; nil when they are not one.
    public static func decoded(cdr bytes: [UInt8], _ order: ByteOrder = .littleEndian) -> Self? {
        let memory = CDRMemoryReader(bytes, order)
        let value = read(memory.reader)
        return memory.reader.failed ? nil : value
    }
}
