internal import CTangoORB

/// A number whose memory image, byte order aside, is its form on the wire: sequences of it move in one piece.
public protocol CDRScalar: CDRCodable, BitwiseCopyable {}

extension CDRScalar {
    /// The size in memory.
    @inlinable public static var minimumWireSize: Int { MemoryLayout<Self>.size }

    /// Reads all in one piece.
    @inlinable
    public static func readElements(_ r: CDRReader, count: Int) -> [Self] {
        // A scalar attribute travels as a list of one, and a literal is made faster than a list of any size.
        if count == 1 { return [read(r)] }
        return Array(unsafeUninitializedCapacity: count) { buffer, initialized in
            guard let base = buffer.baseAddress else { return }
            r.readElements(into: base, count: count, size: MemoryLayout<Self>.size)
            initialized = count
        }
    }

    /// Writes all in one piece.
    @inlinable
    public static func writeElements(_ values: [Self], _ w: CDRWriter) {
        values.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            w.writeElements(from: base, count: buffer.count, size: MemoryLayout<Self>.size)
        }
    }
}

extension UInt8: CDRScalar {
    /// Reads an IDL `octet`.
    public static func read(_ r: CDRReader) -> Self { tgo_get_u8(r.handle) }
    /// Writes an IDL `octet`.
    public func write(_ w: CDRWriter) { tgo_put_u8(w.handle, self) }
}

extension Int16: CDRScalar {
    /// Reads a IDL `short`.
    public static func read(_ r: CDRReader) -> Self { tgo_get_i16(r.handle) }
    /// Writes a IDL `short`.
    public func write(_ w: CDRWriter) { tgo_put_i16(w.handle, self) }
}

extension UInt16: CDRScalar {
    /// Reads an IDL `unsigned short`.
    public static func read(_ r: CDRReader) -> Self { tgo_get_u16(r.handle) }
    /// Writes an IDL `unsigned short`.
    public func write(_ w: CDRWriter) { tgo_put_u16(w.handle, self) }
}

extension Int32: CDRScalar {
    /// Reads a IDL `long`.
    public static func read(_ r: CDRReader) -> Self { tgo_get_i32(r.handle) }
    /// Writes a IDL `long`.
    public func write(_ w: CDRWriter) { tgo_put_i32(w.handle, self) }
}

extension UInt32: CDRScalar {
    /// Reads an IDL `unsigned long`.
    public static func read(_ r: CDRReader) -> Self { tgo_get_u32(r.handle) }
    /// Writes an IDL `unsigned long`.
    public func write(_ w: CDRWriter) { tgo_put_u32(w.handle, self) }
}

extension Int64: CDRScalar {
    /// Reads a IDL `long long`.
    public static func read(_ r: CDRReader) -> Self { tgo_get_i64(r.handle) }
    /// Writes a IDL `long long`.
    public func write(_ w: CDRWriter) { tgo_put_i64(w.handle, self) }
}

extension UInt64: CDRScalar {
    /// Reads an IDL `unsigned long long`.
    public static func read(_ r: CDRReader) -> Self { tgo_get_u64(r.handle) }
    /// Writes an IDL `unsigned long long`.
    public func write(_ w: CDRWriter) { tgo_put_u64(w.handle, self) }
}

extension Float: CDRScalar {
    /// Reads a IDL `float`.
    public static func read(_ r: CDRReader) -> Self { tgo_get_f32(r.handle) }
    /// Writes a IDL `float`.
    public func write(_ w: CDRWriter) { tgo_put_f32(w.handle, self) }
}

extension Double: CDRScalar {
    /// Reads a IDL `double`.
    public static func read(_ r: CDRReader) -> Self { tgo_get_f64(r.handle) }
    /// Writes a IDL `double`.
    public func write(_ w: CDRWriter) { tgo_put_f64(w.handle, self) }
}
