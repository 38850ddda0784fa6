/// A type with a form on the wire.
public protocol CDRCodable {
    /// The fewest bytes that a value takes on the wire, padding aside; bounds what a sequence length may claim.
    static var minimumWireSize: Int { get }

    /// Reads a value; any value once the reader has failed.
    static func read(_ r: CDRReader) -> Self

    /// Writes the value.
    func write(_ w: CDRWriter)

    /// Reads `count` values without a length before them.
    static func readElements(_ r: CDRReader, count: Int) -> [Self]

    /// Writes the values without a length before them.
    static func writeElements(_ values: [Self], _ w: CDRWriter)
}

extension CDRCodable {
    /// Reads one after the other; stops as soon as the reader fails.
    @inlinable
    public static func readElements(_ r: CDRReader, count: Int) -> [Self] {
        // Most lists have one element, and a literal is made much faster than a list that grows.
        if count == 1 {
            let value = read(r)
            return r.failed ? [] : [value]
        }
        var values: [Self] = []
        values.reserveCapacity(count)
        for _ in 0..<count {
            values.append(.read(r))
            if r.failed { return [] }
        }
        return values
    }

    /// Writes one after the other.
    @inlinable
    public static func writeElements(_ values: [Self], _ w: CDRWriter) {
        for value in values { value.write(w) }
    }
}

extension Array: CDRCodable where Element: CDRCodable {
    /// The length alone.
    @inlinable public static var minimumWireSize: Int { 4 }

    /// Reads a sequence.
    @inlinable
    public static func read(_ r: CDRReader) -> [Element] {
        let count = r.sequenceLength(minimumSize: Element.minimumWireSize)
        return count == 0 ? [] : Element.readElements(r, count: count)
    }

    /// Writes a sequence.
    @inlinable
    public func write(_ w: CDRWriter) {
        UInt32(count).write(w)
        Element.writeElements(self, w)
    }
}

/// An IDL enumeration: its position travels as an unsigned 32-bit number.
public protocol CDREnum: CDRCodable, CaseIterable, RawRepresentable where RawValue == UInt32 {
    /// What a reader that has failed answers.
    static var first: Self { get }
}

extension CDREnum {
    /// The number.
    @inlinable public static var minimumWireSize: Int { 4 }

    /// Reads a position; one that the enumeration does not have fails the reader.
    @inlinable
    public static func read(_ r: CDRReader) -> Self {
        guard let value = Self(rawValue: .read(r)) else {
            r.fail()
            return first
        }
        return value
    }

    /// Writes the position.
    @inlinable public func write(_ w: CDRWriter) { rawValue.write(w) }
}
