/// Writes values one behind the other: numbers little-endian, texts and bytes behind their length.
struct RecipeWriter {
    private(set) var bytes: [UInt8] = []

    mutating func put(_ number: Int) { put(UInt64(bitPattern: Int64(number))) }

    mutating func put(_ number: UInt64) {
        withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
    }

    mutating func put(_ flag: Bool) { bytes.append(flag ? 1 : 0) }

    mutating func put(_ text: String) { put(Array(text.utf8)) }

    mutating func put(_ content: [UInt8]) {
        put(content.count)
        bytes += content
    }

    mutating func put<Value>(_ value: Value?, _ body: (inout RecipeWriter, Value) -> Void) {
        put(value != nil)
        if let value { body(&self, value) }
    }

    mutating func put(_ text: String?) { put(text) { $0.put($1) } }

    mutating func put(_ number: Double?) { put(number) { $0.put($1.bitPattern) } }

    mutating func put(_ number: Int?) { put(number) { $0.put($1) } }
}

/// Reads what a ``RecipeWriter`` wrote; every length is checked before it is believed.
struct RecipeReader {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func take(_ count: Int) throws(RecipeError) -> ArraySlice<UInt8> {
        guard count >= 0, count <= rest.count else { throw .damaged }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }

    mutating func unsigned() throws(RecipeError) -> UInt64 {
        try take(8).reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    mutating func integer() throws(RecipeError) -> Int { Int(truncatingIfNeeded: try unsigned()) }

    mutating func flag() throws(RecipeError) -> Bool { try take(1).first == 1 }

    mutating func bytes() throws(RecipeError) -> [UInt8] { Array(try take(try integer())) }

    mutating func text() throws(RecipeError) -> String { String(decoding: try take(try integer()), as: UTF8.self) }

    mutating func optional<Value>(
        _ body: (inout RecipeReader) throws(RecipeError) -> Value
    ) throws(RecipeError) -> Value? {
        try flag() ? try body(&self) : nil
    }

    mutating func optionalText() throws(RecipeError) -> String? {
        try optional { reader throws(RecipeError) in try reader.text() }
    }

    mutating func optionalInteger() throws(RecipeError) -> Int? {
        try optional { reader throws(RecipeError) in try reader.integer() }
    }

    mutating func optionalDouble() throws(RecipeError) -> Double? {
        try optional { reader throws(RecipeError) in Double(bitPattern: try reader.unsigned()) }
    }
}

/// Why a recipe cannot be used; the remedy is always to merge again.
enum RecipeError: Error {
    /// It was cut short or changed.
    case damaged
    /// It was written by another version of this program.
    case otherVersion
}
