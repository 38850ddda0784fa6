import TangoIDL
import Testing

@testable import TangoTypes

/// Expected values: what Debian's server of release 9.3.4 answered.
struct ConfiguredNumberTests {
    @Test(arguments: ["", " ", "abc", "5 ", "5 6", "1,5", "0x10", "inf", "-inf", "nan", "1e400", "--1", "\u{e9}"])
    func whatIsNoNumberIsRefused(_ text: String) {
        #expect(ConfiguredNumber(text) == nil)
    }

    @Test(arguments: [(" 5", 5.0), ("+7", 7), (".5", 0.5), ("1.", 1), ("1e3", 1000), ("-10", -10), ("1e-400", 0)])
    func decimalNumbersAreRead(_ text: String, _ value: Double) {
        #expect(ConfiguredNumber(text)?.value == value)
    }

    @Test(
        arguments: [
            ("-0", TangoType.short, "0"), ("32768", .short, "-32768"), ("65535", .short, "-1"),
            ("65536", .short, "0"), ("2147483647", .short, "-1"), ("99999999999999999999", .short, "0"),
            ("1.9", .long, "1"), ("2147483648", .long, "-2147483648"), ("123456789012345", .long, "-2147483648"),
            ("99999999999999999999", .long64, "-9223372036854775808"), ("-10", .uchar, "10"), ("1e3", .uchar, "232"),
            ("32767", .uchar, "255"), ("65536", .ushort, "0"), ("2147483647", .ushort, "65535"),
            ("123456789012345", .ulong, "2249056121"), ("-10", .ulong64, "10"),
            ("99999999999999999999", .ulong64, "0"),
        ])
    func integersAreCastAsTheReferenceCastsThem(_ text: String, _ type: TangoType, _ kept: String) {
        #expect(ConfiguredNumber(text)?.text(as: type) == kept)
    }

    @Test func wholeNumbersOfSixtyFourBitsStayExact() {
        let text = "9007199254740993"
        #expect(ConfiguredNumber(text)?.text(as: .long64, exactly: text) == text)
    }

    @Test func realNumbersStayAsTheyWereWritten() {
        #expect(ConfiguredNumber(" 5")?.text(as: .double) == nil)
    }
}
