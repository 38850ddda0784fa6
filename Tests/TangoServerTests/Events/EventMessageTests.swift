import ORBBridge
import TangoIDL
import TangoTypes
import Testing

@testable import TangoServer

/// Bytes captured from release 10.3.3.
@Suite struct EventMessageTests {
    private func hex(_ text: String) -> [UInt8] {
        let digits = text.filter { $0.isHexDigit }
        return stride(from: 0, to: digits.count, by: 2).compactMap { offset in
            let start = digits.index(digits.startIndex, offsetBy: offset)
            return UInt8(digits[start...].prefix(2), radix: 16)
        }
    }

    @Test func callInformationHas21Bytes() {
        let bytes = EventMessage.callInfo(number: 2, isError: false)
        #expect(bytes == hex("01000000 02000000 01000000 00000000 00000000 00"))
        let other = ZmqCallInfo.decoded(cdr: EventMessage.callInfo(number: 0x0102_0304, isError: true))
        #expect(other == ZmqCallInfo(version: 1, ctr: 0x0102_0304, method_name: "", oid: [], call_is_except: true))
    }

    private func payload(_ body: some CDRCodable, _ kind: EventKind, _ encoder: inout EventEncoder) -> [UInt8] {
        var bytes: [UInt8] = []
        encoder.withPayload(kind, write: { body.write($0) }, { bytes = Array($0) })
        return bytes
    }

    private func payload(_ body: some CDRCodable, _ kind: EventKind) -> [UInt8] {
        var encoder = EventEncoder()
        return payload(body, kind, &encoder)
    }

    @Test func valueIsAlignedOnItself() {
        let value = AttributeValue_5(
            value: .double_att_value([2.5, 0]), quality: .ATTR_VALID, data_format: .SCALAR, data_type: 5,
            time: TimeVal(tv_sec: 0x6b00_1171, tv_usec: 0xa503f, tv_nsec: 0x38f), name: "volt",
            r_dim: AttributeDim(dim_x: 1, dim_y: 0), w_dim: AttributeDim(dim_x: 1, dim_y: 0), err_list: [])
        let captured = hex(
            """
            c0dec0de 05000000 02000000 0000000000000440 0000000000000000 00000000 00000000 05000000
            7111006b 3f500a00 8f030000 05000000 766f6c74 00000000 01000000 00000000 01000000 00000000 00000000
            """)
        #expect(payload(value, .change) == captured)
    }

    @Test func pipesHaveTwiceTheFiller() {
        let body = DevErrorList()
        #expect(payload(body, .pipe) == hex("c0dec0de c0dec0de 00000000"))
        #expect(payload(body, .change) == hex("c0dec0de 00000000"))
    }

    @Test("What was sent before is neither in the padding nor behind the end of the next payload, however long it was")
    func payloadsDoNotMix() {
        var encoder = EventEncoder()
        let short = AttDataReady(name: "a", data_type: 5, ctr: 1)
        let alone = payload(short, .dataReady)
        for length in [30, 300, 300_000] {
            let long = [String(repeating: "x", count: length)]
            #expect(payload(long, .pipe, &encoder) == payload(long, .pipe))
            #expect(payload(short, .dataReady, &encoder) == alone)
        }
    }

    @Test func receiversCountFrames() {
        #expect(EventMessage.heartbeatInfo.count == 21)
    }
}
