import Testing

@testable import FrameSimulator

@Suite("Values as Qt spells them")
struct SettingsTextTests {
    @Test(arguments: [
        ("CeO2", "CeO2"),
        ("a; b = c, d", #""a; b = c, d""#),
        ("µm 日本", #"\xb5m \x65e5\x672c"#),
        ("éf", #"\xe9\x66"#),
        ("é g", #"\xe9 g"#),
        ("\0a", #"\0\x61"#),
        (" both ", #"" both ""#),
        ("@home", "@@home"),
        ("tab\tquote\"back\\", #"tab\tquote\"back\\"#),
        ("\u{1F52C}", #"\xd83d\xdd2c"#),
        ("", ""),
    ])
    func stringIsEscaped(_ text: String, _ expected: String) {
        #expect(SettingsText.string(text) == expected)
    }

    @Test("A list of no doubles is the one of real sidecars")
    func emptyList() {
        #expect(SettingsText.emptyDoubles == #"@Variant(\0\0\0\x7f\0\0\0\xfQcepDoubleList\0\0\0\0\0)"#)
    }

    @Test("The stream of a date is the one of a real sidecar")
    func dateTime() {
        let time = LocalTime(
            unixMilliseconds: 53, year: 2017, month: 11, day: 9, hour: 23, minute: 8, second: 28)
        #expect(time.julianDay == 2_458_067)
        #expect(SettingsText.dateTime(time) == #"@Variant(\0\0\0\x10\0%\x81\xd3\x4\xf7.\x15\xff)"#)
        #expect(time.sidecarText == "2017.11.09 : 23:08:28.053")
        #expect(time.tiffText == "2017:11:09 23:08:28")
    }
}
