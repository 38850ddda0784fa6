import SidecarFile
import Testing

@Suite("Sidecars")
struct SidecarTests {
    static let moment = SidecarDateTime(dayNumber: 17_479, milliseconds: 83_308_053, zone: .local)

    /// Text after `=` and its value, verified against Qt 5.15.
    static let vectors: [(text: String, value: SidecarValue)] = [
        (#"@Variant(\0\0\0\x10\0%\x81\xd3\x4\xf7.\x15\xff)"#, .dateTime(moment)),
        (
            #"@Variant(\0\0\0\x10\0%\x81\xd3\x5\b\xeL\xff)"#,
            .dateTime(.init(dayNumber: 17_479, milliseconds: 84_414_028, zone: .local))
        ),
        (#"@DateTime(\0\0\0\x10\0\0\0\0\0\0%\x81\xd3\x4\xf7.\x15\0)"#, .dateTime(moment)),
        (#"@Variant(\0\0\0\x7f\0\0\0\xfQcepDoubleList\0\0\0\0\0)"#, .doubles([])),
        (#"@Variant(\0\0\0\x7f\0\0\0\xfQcepDoubleList\0\0\0\0\x1?\xf0\0\0\0\0\0\0)"#, .doubles([1])),
        (#"\xb5m \x65e5\x672c"#, .string("µm 日本")),
        (#"\xe9\x66"#, .string("éf")),
        (#""a; b = c, d""#, .string("a; b = c, d")),
        ("1, 2", .list([.string("1"), .string("2")])),
        (#""1,2,3""#, .string("1,2,3")),
        ("x;y", .string("x")),
        (#""x;y" z"#, .string("x;yz")),
        (",a", .list([.string(""), .string("a")])),
        (#"" q " , r"#, .list([.string(" q "), .string("r")])),
        (#"a\x41g"#, .string("aAg")),
        (#"\x3bz\101\8"#, .string(";zA")),
        ("@@home", .string("@home")),
        ("@Invalid()", .null),
        ("@ByteArray(a\\0)", .bytes([0x61, 0])),
        ("@String(a b)", .string("a b")),
        ("@Size(3 4)", .integers([3, 4])),
        ("@Rect(1 2 3 4)", .integers([1, 2, 3, 4])),
        ("@Point(1)", .string("@Point(1)")),
        ("  blanks around\t ", .string("blanks around")),
        (#"kept\x20"#, .string("kept ")),
        (#"\0\x61"#, .string("\0a")),
        (#"\a\b\f\n\r\t\v\"\?\'\\"#, .string("\u{7}\u{8}\u{c}\n\r\t\u{b}\"?'\\")),
        (#"@Variant(\0\0\0\x7f\0\0\0\fQcepPolygon\0\0)"#, .opaque(#"@Variant(\0\0\0\x7f\0\0\0\fQcepPolygon\0\0)"#)),
        ("", .string("")),
    ]

    @Test(arguments: vectors)
    func aValueIsReadAsQtReadsIt(text: String, value: SidecarValue) {
        let sidecar = Sidecar(parsing: Array("[metadata]\nkey=\(text)\n".utf8))
        #expect(sidecar.metadata("key") == value)
        #expect(sidecar.complaints.isEmpty)
    }

    @Test(arguments: ["\n", "\r\n", "\r"])
    func everyLineEndIsUnderstood(_ end: String) {
        let lines = ["; comment", "[metadata]", "a=1", "", "b = \"x", "y\"", "c=1\\", "2", "[general]", "d=4", ""]
        let sidecar = Sidecar(parsing: Array(lines.joined(separator: end).utf8))
        #expect(sidecar["metadata/a"] == .string("1"))
        #expect(sidecar["metadata/b"] == .string("x\(end)y"))
        #expect(sidecar["metadata/c"] == .string("12"))
        #expect(sidecar["d"] == .string("4"))
        #expect(sidecar.complaints.isEmpty)
    }

    @Test func keysAndSectionsAreUnescaped() {
        let text = "[met%61data]\nn\\1\\val=5\n%U65e5=x\n50%=y\n[%General]\nk=1\n#not=a comment\nk=2\n"
        let sidecar = Sidecar(parsing: Array(text.utf8))
        #expect(
            sidecar.entries.map(\.key) == [
                "metadata/n/1/val", "metadata/日", "metadata/50%", "General/k", "General/#not",
            ])
        #expect(sidecar["General/k"] == .string("2"))
    }

    @Test func newerProgramsPrefixTheirKeys() {
        let sidecar = Sidecar(parsing: Array("[metadata]\nproperties\\exposureTime=0.5\n".utf8))
        #expect(sidecar.metadata("exposureTime")?.double == 0.5)
    }

    @Test func latin1IsTheRuleAndAMarkSwitchesToUTF8() {
        let body = Array("[metadata]\nk=".utf8)
        #expect(Sidecar(parsing: body + [0xb5, 0x0a]).metadata("k") == .string("µ"))
        let marked = [0xef, 0xbb, 0xbf] + body + Array("µ\n".utf8)
        #expect(Sidecar(parsing: marked).metadata("k") == .string("µ"))
    }

    @Test(arguments: Fixtures.sidecars)
    func realSidecarsAreReadWhole(_ name: String) throws {
        let bytes = try Fixtures.sidecar(name)
        let sidecar = Sidecar(parsing: bytes)
        #expect(sidecar.complaints.isEmpty)
        #expect(sidecar.entries.count == 29)
        #expect(sidecar.metadata("width")?.integer == 2048)
        #expect(sidecar["normalization/size"] == .string("0"))
        #expect(sidecar.metadata("normalization") == .doubles([]))
        let text = try #require(sidecar.metadata("dateString")?.string)
        let time = try #require(sidecar.metadata("dateTime")?.dateTime)
        let spelt = text.replacing(" : ", with: "T").split(separator: "T")
        let day = try #require(spelt.first).replacing(".", with: "-")
        #expect(time.iso8601 == "\(day)T\(try #require(spelt.last))")
        #expect(Sidecar(parsing: bytes.flatMap { $0 == 0x0a ? [0x0d, 0x0a] : [$0] }) == sidecar)
    }

    @Test func whatIsWrongIsToldAndTheRestIsRead() throws {
        #expect(Sidecar(parsing: []).complaints == ["The sidecar is empty."])
        let whole = try Fixtures.sidecar(Fixtures.sidecars[1])
        let half = Sidecar(parsing: Array(whole[..<(whole.count / 2 + 3)]))
        #expect(half.complaints.contains("The sidecar ends in the middle of a line."))
        #expect(half.metadata("exposureTime") == .string("1"))
        let noise = (0..<400).map { UInt8(truncatingIfNeeded: $0 &* 167 &+ $0 / 7) }
        #expect(!Sidecar(parsing: noise).complaints.isEmpty)
        #expect(Sidecar(parsing: Array("[other]\na=1\n".utf8)).complaints == ["The sidecar has no section [metadata]."])
    }

    @Test func noCutOfARealSidecarIsTakenForWhole() throws {
        let whole = try Fixtures.sidecar(Fixtures.sidecars[0])
        for length in 0..<whole.count where length == 0 || whole[length - 1] != 0x0a {
            #expect(!Sidecar(parsing: Array(whole[..<length])).complaints.isEmpty, "cut to \(length) bytes")
        }
    }

    @Test func datesAreRightAcrossTheCalendar() {
        let days = [(0, "1970-01-01"), (-1, "1969-12-31"), (11_016, "2000-02-29"), (11_017, "2000-03-01")]
        for (number, text) in days {
            let time = SidecarDateTime(dayNumber: number, milliseconds: 0, zone: .offset(-5400))
            #expect(time.iso8601 == "\(text)T00:00:00.000-01:30")
        }
    }
}
