import TangoIDL
import TangoTypes
import Testing

@Suite("Limits as numbers of the attribute's type")
struct LimitNumberTests {
    @Test func wholeNumbersAreExactAtTheEnds() {
        #expect(LimitValue.signed(.min).number(as: Int64.self) == .min)
        #expect(LimitValue.unsigned(.max).number(as: UInt64.self) == .max)
        #expect(LimitValue.signed(-3).number(as: Double.self) == -3)
        #expect(LimitValue.real(Double(Float(0.1))).number(as: Float.self) == 0.1)
    }

    @Test func anotherTypeHasNoSuchNumber() {
        #expect(LimitValue.signed(40_000).number(as: Int16.self) == nil)
        #expect(LimitValue.signed(-1).number(as: UInt8.self) == nil)
        #expect(LimitValue.real(1.5).number(as: Int32.self) == nil)
    }

    @Test func onlyFloatingPointHasNumbersThatAreNotFinite() {
        #expect(Double.firstNotFinite(.double_att_value([1, .nan, .infinity])) == 1)
        #expect(Float.firstNotFinite(.float_att_value([1, 2])) == nil)
        #expect(Int32.firstNotFinite(.long_att_value([1])) == nil)
    }
}
