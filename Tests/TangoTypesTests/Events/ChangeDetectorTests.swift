import TangoIDL
import TangoTypes
import Testing

@Suite struct ChangeDetectorTests {
    private func differs(
        _ old: EventContent, _ new: EventContent, relative: String = "Not specified",
        absolute: String = "Not specified", type: TangoType = .double
    ) throws -> Bool {
        var detector = ChangeDetector()
        detector.remember(old)
        return detector.differs(
            new, type: type, relative: try #require(ChangeCriterion(relative)),
            absolute: try #require(ChangeCriterion(absolute)))
    }

    @Test func theFirstReadingIsAnEvent() throws {
        let none = ChangeCriterion(fall: nil, rise: nil)
        #expect(ChangeDetector().differs(sample([1]), type: .double, relative: none, absolute: none))
    }

    @Test(arguments: [
        ("1", 10.0, 11.0, true), ("1", 10, 10.9, false), ("1", 10, 9, true), ("1,3", 10, 12, false),
        ("1,3", 10, 13, true), ("1,3", 10, 9, true), ("Not specified,3", 10, 0, false), ("0.1", 0.3, 0.4, true),
        ("Not specified", 10, 1e9, false),
    ])
    func absoluteChange(criterion: String, old: Double, new: Double, expected: Bool) throws {
        #expect(try differs(sample([old]), sample([new]), absolute: criterion) == expected)
    }

    @Test(arguments: [
        ("10", 100.0, 110.0, true), ("10", 100, 109, false), ("10", 100, 90, true), ("5,20", 100, 95, true),
        ("5,20", 100, 110, false), ("10", 0, 0.001, true), ("10", 0, 0, false), ("200", 0, 5, false),
        ("10", -100, -110, true),
    ])
    func relativeChange(criterion: String, old: Double, new: Double, expected: Bool) throws {
        #expect(try differs(sample([old]), sample([new]), relative: criterion) == expected)
    }

    @Test func notANumberIsAState() throws {
        #expect(try differs(sample([.nan]), sample([1]), absolute: "5"))
        #expect(try differs(sample([1]), sample([.nan]), absolute: "5"))
        #expect(try !differs(sample([.nan]), sample([.nan]), absolute: "5"))
    }

    @Test func qualityAndErrorsCount() throws {
        #expect(try differs(sample([1]), sample([1], quality: .ATTR_INVALID)))
        #expect(try differs(sample([1], quality: .ATTR_INVALID), sample([1])))
        #expect(try differs(sample([1]), sample([1], quality: .ATTR_WARNING)))
        #expect(try !differs(sample([1], quality: .ATTR_INVALID), sample([9], quality: .ATTR_INVALID)))
        #expect(try differs(sample([1]), failure()))
        #expect(try differs(failure(), sample([1])))
        #expect(try differs(failure("A"), failure("B")))
        #expect(try !differs(failure("A"), failure("A")))
    }

    @Test func numberOfElementsCounts() throws {
        #expect(try differs(sample([1, 2]), sample([1, 2, 3])))
        #expect(try differs(sample([1, 2, 3]), sample([1, 2, 4]), absolute: "1"))
    }

    @Test func anyDifferenceCountsWithoutCriteria() throws {
        func differ(_ old: AttrValUnion, _ new: AttrValUnion, _ type: TangoType) throws -> Bool {
            try differs(sample(old, type: type), sample(new, type: type), type: type)
        }
        #expect(try differ(.string_att_value(["a"]), .string_att_value(["b"]), .string))
        #expect(try !differ(.string_att_value(["a"]), .string_att_value(["a"]), .string))
        #expect(try differ(.bool_att_value([true]), .bool_att_value([false]), .boolean))
        #expect(try differ(.dev_state_att(.ON), .dev_state_att(.FAULT), .state))
        #expect(try differ(.short_att_value([1]), .short_att_value([2]), .enumeration))
        let old = DevEncoded(encoded_format: "raw", encoded_data: [1, 2])
        let other = DevEncoded(encoded_format: "raw", encoded_data: [9, 2])
        let longer = DevEncoded(encoded_format: "raw", encoded_data: [1, 2, 3])
        #expect(try differ(.encoded_att_value([old]), .encoded_att_value([longer]), .encoded))
        #expect(try !differ(.encoded_att_value([old]), .encoded_att_value([other]), .encoded))
    }

    @Test(arguments: [
        (AttrQuality.ATTR_VALID, AttrQuality.ATTR_ALARM, true), (.ATTR_WARNING, .ATTR_VALID, true),
        (.ATTR_VALID, .ATTR_CHANGING, false), (.ATTR_ALARM, .ATTR_ALARM, false), (.ATTR_ALARM, .ATTR_WARNING, true),
    ])
    func alarmEventsFollowTheQuality(old: AttrQuality, new: AttrQuality, expected: Bool) {
        var detector = ChangeDetector()
        #expect(detector.differsInAlarm(sample([1], quality: old)))
        detector.remember(sample([1], quality: old))
        #expect(detector.differsInAlarm(sample([2], quality: new)) == expected)
    }
}
