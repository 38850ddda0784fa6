import ORBBridge
import Testing

@testable import TangoIDL

/// Every type of the IDL, every branch of its unions, and an `any` of every type that Tango puts into one.
struct CodecTests {
    static let samples = Samples.all

    @Test(arguments: samples, [ByteOrder.littleEndian, .bigEndian])
    func roundTrip(sample: Sample, order: ByteOrder) {
        #expect(sample.isDecoded(sample.encoded(order), order))
    }

    @Test(arguments: samples, [ByteOrder.littleEndian, .bigEndian])
    func everyTruncationIsRefused(sample: Sample, order: ByteOrder) {
        let bytes = sample.encoded(order)
        for count in stride(from: 0, to: bytes.count, by: max(1, bytes.count / 200)) {
            #expect(sample.reencoded(Array(bytes.prefix(count)), order) == nil, "\(count) of \(bytes.count) bytes")
        }
    }

    /// Every aligned word replaced by lengths and numbers that cannot be: decoding ends, refused or not, and quickly.
    @Test(arguments: samples)
    func absurdWordsAreHarmless(sample: Sample) {
        let bytes = sample.encoded(.littleEndian)
        for word: [UInt8] in [[255, 255, 255, 255], [255, 255, 255, 127], [0, 0, 0, 16], [0, 0, 0, 0]] {
            for at in stride(from: 0, to: bytes.count - 3, by: 4) {
                var damaged = bytes
                damaged.replaceSubrange(at..<at + 4, with: word)
                let again = sample.reencoded(damaged, .littleEndian)
                #expect(again.map { $0.count <= 4 * bytes.count } ?? true)
            }
        }
    }

    @Test(arguments: [[UInt8]([2]), [255]])
    func aBooleanIsZeroOrOne(bytes: [UInt8]) {
        #expect(Bool.decoded(cdr: bytes) == nil)
        #expect([Bool].decoded(cdr: [1, 0, 0, 0] + bytes) == nil)
    }

    @Test func anEnumerationHasNoOtherLabels() {
        #expect(DevState.decoded(cdr: [13, 0, 0, 0]) == .UNKNOWN)
        #expect(DevState.decoded(cdr: [14, 0, 0, 0]) == nil)
        #expect([DevState].decoded(cdr: [1, 0, 0, 0, 14, 0, 0, 0]) == nil)
        #expect(AttrValUnion.decoded(cdr: [15, 0, 0, 0, 0, 0, 0, 0]) == nil)
    }
}

struct StringTests {
    @Test(arguments: ["", "plain", "café", "\u{80}\u{FF}", String(repeating: "é", count: 5000)])
    func latin1Travels(text: String) {
        #expect(String.decoded(cdr: text.cdrBytes()) == text)
        #expect(text.cdrBytes().count == 4 + text.unicodeScalars.count + 1)
    }

    @Test func everyByteIsKept() {
        let bytes = (UInt8(1)...255).map { $0 }
        #expect(String.decoded(cdr: [0, 1, 0, 0] + bytes + [0])?.latin1Bytes == bytes)
    }

    @Test func whatCannotTravelBecomesAQuestionMark() {
        #expect(String.decoded(cdr: "a€b\0c".cdrBytes()) == "a?b?c")
    }

    @Test func aStringWithoutItsEndIsRefused() {
        #expect(String.decoded(cdr: [0, 0, 0, 0]) == nil)
        #expect(String.decoded(cdr: [2, 0, 0, 0, 65, 66]) == nil)
    }
}

struct NestingTests {
    /// A blob in a blob in a blob …
    func nested(_ depth: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        for _ in 0..<depth {
            bytes += [1, 0, 0, 0, 0, 0, 0, 0]  // the name: empty, padded
            bytes += [14, 0, 0, 0, 0, 0, 0, 0]  // no data, padded
            bytes += [1, 0, 0, 0]  // one inner element
        }
        return bytes
    }

    @Test func deepPipesAreRefused() {
        #expect(DevPipeDataElt.decoded(cdr: nested(1_000_000)) == nil)
    }

    @Test func deepTypeCodesAreRefused() {
        var type = TypeCode.long
        for _ in 0..<100 { type = .sequence(type, 0) }
        #expect(TypeCode.decoded(cdr: type.cdrBytes()) == nil)
        #expect(CORBAAny.decoded(cdr: type.cdrBytes() + [0, 0, 0, 0]) == nil)
    }

    @Test func aRecursiveTypeCodeIsRead() {
        let bytes = TypeCodes.DevPipeBlob.cdrBytes()
        #expect(TypeCode.decoded(cdr: bytes) != nil)
    }
}

struct AnyTests {
    @Test func aliasesAreLookedThrough() {
        let alias = TypeCode.alias("IDL:Other/Name:1.0", "Name", .alias("IDL:Tango/DevLong:1.0", "DevLong", .long))
        #expect(CORBAAny.decoded(cdr: alias.cdrBytes() + [7, 0, 0, 0]) == .long(7))
    }

    @Test func aBareSequenceIsUnderstood() {
        let type = TypeCode.sequence(.short, 0)
        #expect(CORBAAny.decoded(cdr: type.cdrBytes() + [1, 0, 0, 0, 5, 0]) == .shorts([5]))
        let states = TypeCode.sequence(TypeCodes.DevState, 0)
        #expect(CORBAAny.decoded(cdr: states.cdrBytes() + [1, 0, 0, 0, 1, 0, 0, 0]) == .states([.OFF]))
    }

    @Test func aTypeThatTangoDoesNotUseIsRefused() {
        #expect(CORBAAny.decoded(cdr: TypeCode.char.cdrBytes() + [65]) == nil)
        #expect(CORBAAny.decoded(cdr: TypeCodes.TimeVal.cdrBytes() + [UInt8](repeating: 0, count: 12)) == nil)
    }
}
