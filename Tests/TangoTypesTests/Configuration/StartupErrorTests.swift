import TangoIDL
import TangoTypes
import Testing

/// What clients are told about properties that were wrong at start, and how they get rid of it.
@Suite struct StartupErrorTests {
    /// What people wrote, and the sentence about the way out that follows what is wrong.
    @Test(arguments: [
        (["max_value": "abc"], ""),
        (
            ["rel_change": "abc"],
            "Setting a valid value (also 'NaN', 'Not specified' and '' - empty string) for any property for this attribute "
                + "will automatically bring the above-mentioned property to its library defaults"
        ),
        (
            ["rel_change": "abc", "event_period": "soon"],
            "Setting a valid value (also 'NaN', 'Not specified' and '' - empty string) for any property for this attribute "
                + "will automatically bring the above-listed properties to their library defaults"
        ),
        (
            ["rel_change": "abc", "max_value": "x"],
            "Setting valid value (also 'NaN', 'Not specified' and '' - empty string) for max_value "
                + "will automatically bring rel_change to its library defaults"
        ),
        (
            [
                "rel_change": "abc", "archive_period": "soon", "abs_change": "x", "max_value": "x", "min_alarm": "x",
                "delta_t": "5",
            ],
            "Setting valid values (also 'NaN', 'Not specified' and '' - empty string) for max_value, min_alarm and rds_alarm "
                + "will automatically bring abs_change, archive_period and rel_change to their library defaults"
        ),
    ])
    func tellsTheWayOut(properties: [String: String], wayOut: String) {
        let text = sampleConfiguration(device: properties.mapValues { [$0] }).startupError?.errors.first?.desc ?? ""
        let end = wayOut.isEmpty ? "format" : "\n\(wayOut)\nHint : Check also class level attribute properties"
        #expect(text.hasSuffix(end))
    }

    @Test func anyGoodChangeBringsWhatMakesEventsToItsDefault() throws {
        var config = sampleConfiguration(device: [
            "rel_change": ["abc"], "archive_period": ["soon"], "max_alarm": ["9"],
        ])
        #expect(config.startupError != nil)
        #expect(try config.change(.label, to: "L").stored == ["label": ["L"]])
        #expect(config.startupError == nil)
    }

    /// Of a limit nothing is good but a number, and of a type without limits nothing but no limit.
    @Test(arguments: [TangoType.string, .boolean, .double], ["NaN", ""])
    func aRequestForADefaultIsNoLimit(type: TangoType, text: String) {
        let config = sampleConfiguration(type, device: ["max_alarm": [text]])
        #expect(config.startupError != nil)
        #expect(config.text(.maxAlarm) == text)
    }

    @Test func aTimeThatIsOfNoUseIsNotShown() {
        let config = sampleConfiguration(.string, device: ["delta_t": ["100"]])
        #expect(config.startupError != nil)
        #expect(config.config5.att_alarm.delta_t == "Not specified")
    }

    /// Small integers are read as such there; clients may send all of these.
    @Test(arguments: [
        (TangoType.short, "1.5", false), (.short, "70000", false), (.short, " -7", true), (.ushort, "-1", true),
        (.ushort, "65536", false), (.uchar, "300", true), (.uchar, "1.", false), (.encoded, "40000", false),
        (.long, "1.5", true),
    ])
    func limitsOfSmallIntegersAreWhole(type: TangoType, text: String, isGood: Bool) throws {
        let config = sampleConfiguration(type, device: ["max_alarm": [text]])
        #expect((config.startupError == nil) == isGood)
        #expect((config.limits.maxAlarm == nil) != isGood)
        var other = sampleConfiguration(type)
        #expect(try other.change(.maxAlarm, to: text).stored["max_alarm"] != nil)
    }

    @Test(arguments: [["max_value": ["abc"]], ["rel_change": ["x"]], ["min_alarm": ["5"], "max_alarm": ["4"]]])
    func aWrongPropertyOfTheClassKeepsNothingElseFromChanging(properties: [String: [String]]) throws {
        var config = sampleConfiguration(ofClass: properties)
        #expect(config.startupError != nil)
        #expect(try config.change(.label, to: "L").stored == ["label": ["L"]])
    }

    /// They are shown as they stand there, and clients send them back.
    @Test func requestsInTheDatabaseAreMetWithTheFirstChange() throws {
        var config = sampleConfiguration(ofClass: ["unit": ["Not specified"], "max_alarm": [""]])
        #expect(config.text(.unit) == "Not specified" && config.startupError != nil)
        let changes = try config.change(.label, to: "L")
        #expect(changes.stored == ["label": ["L"], "unit": [""], "max_alarm": ["Not specified"]])
        #expect(config.startupError == nil)
    }
}
