import ORBBridge
import TangoIDL
import Testing

struct CodecTests {
    let value = AttributeValue_5(
        value: .double_att_value([1, 2.5]), quality: .ATTR_VALID, data_format: .SPECTRUM, data_type: 5,
        time: TimeVal(tv_sec: 1, tv_usec: 2, tv_nsec: 3), name: "é", r_dim: .init(dim_x: 2, dim_y: 0),
        w_dim: .init(dim_x: 0, dim_y: 0), err_list: [])

    @Test(arguments: [ByteOrder.littleEndian, .bigEndian])
    func roundTrip(order: ByteOrder) {
        #expect(AttributeValue_5.decoded(cdr: value.cdrBytes(order), order) == value)
    }

    @Test func everyTruncationFails() {
        let bytes = CORBAAny.longStrings(.init(lvalue: [1], svalue: ["x"])).cdrBytes()
        for count in 0..<bytes.count {
            #expect(CORBAAny.decoded(cdr: Array(bytes.prefix(count))) == nil)
        }
    }
}
