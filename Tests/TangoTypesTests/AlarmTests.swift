import TangoIDL
import TangoTypes
import Testing

@Suite struct AlarmTests {
    private let limits = sampleConfiguration(
        device: ["min_alarm": ["-10"], "max_alarm": ["10"], "min_warning": ["-5"], "max_warning": ["5"]]
    ).limits

    @Test(arguments: [
        (0.0, AlarmFindings(), AttrQuality.ATTR_VALID), (4.9, AlarmFindings(), .ATTR_VALID),
        (5.0, AlarmFindings.warningHigh, .ATTR_WARNING),
        (-5.0, AlarmFindings.warningLow, .ATTR_WARNING), (10, .tooHigh, .ATTR_ALARM), (-11, .tooLow, .ATTR_ALARM),
        (.nan, AlarmFindings(), .ATTR_VALID), (.infinity, .tooHigh, .ATTR_ALARM),
    ])
    func limitsIncludeTheirValue(value: Double, findings: AlarmFindings, quality: AttrQuality) {
        #expect(AlarmLimits<Double>(limits).check([value]) == findings)
        #expect(findings.quality == quality)
    }

    @Test func anyElementIsEnough() {
        let checker = AlarmLimits<Double>(limits)
        #expect(checker.check([0, 6, 0]) == .warningHigh)
        #expect(checker.check([0, 11, -11]) == [.tooLow, .tooHigh])
        #expect(checker.check([]) == [])
    }

    @Test func sixtyFourBitLimitsAreExact() {
        let high = sampleConfiguration(.ulong64, device: ["max_alarm": ["18446744073709551615"]]).limits
        #expect(AlarmLimits<UInt64>(high).check([.max - 1]) == [])
        #expect(AlarmLimits<UInt64>(high).check([.max]) == .tooHigh)
    }

    @Test func readValueMustFollowInTime() {
        let delta = sampleConfiguration(device: ["delta_t": ["100"], "delta_val": ["2"]]).limits
        let checker = AlarmLimits<Double>(delta)
        #expect(checker.check([0], against: [3], sinceWrite: .milliseconds(99)) == [])
        #expect(checker.check([0], against: [3], sinceWrite: .milliseconds(100)) == .readDiffersFromSet)
        #expect(checker.check([0], against: [1.9], sinceWrite: .seconds(1)) == [])
        #expect(checker.check([0], against: [3], sinceWrite: nil) == [])
    }

    @Test func statusNamesEachCause() {
        let both: AlarmFindings = [.tooLow, .readDiffersFromSet]
        #expect(
            both.statusLines(label: "Volt")
                == "\nAlarm : Value too low for Volt\nAlarm : Read too Different than Set (RDS) for Volt")
        #expect(
            AlarmFindings().statusLine(label: "Volt", quality: .ATTR_WARNING)
                == "\nWarning : Quality factor set to WARNING for attribute Volt")
        #expect(AlarmFindings().statusLine(label: "Volt", quality: .ATTR_VALID) == "")
    }
}
