import TangoIDL
import TangoTypes
import Testing

@Suite struct AttributeResetTests {
    /// One row of the table of reset conventions.
    struct Row: Sendable {
        var user: String?
        var ofClass: String?
        var received: String
        var value: String
        var stored: Bool
    }

    @Test(arguments: [
        Row(received: "Not specified", value: "", stored: false),
        Row(user: "mm", received: "NOT SPECIFIED", value: "", stored: true),
        Row(ofClass: "cm", received: "Not specified", value: "", stored: true),
        Row(user: "mm", received: "", value: "mm", stored: false),
        Row(user: "mm", ofClass: "cm", received: "", value: "mm", stored: true),
        Row(ofClass: "cm", received: "", value: "", stored: true),
        Row(received: "NaN", value: "", stored: false),
        Row(user: "mm", received: "nan", value: "mm", stored: false),
        Row(user: "mm", ofClass: "cm", received: "NaN", value: "cm", stored: false),
        Row(user: "mm", received: "mm", value: "mm", stored: false),
        Row(user: "mm", ofClass: "cm", received: "mm", value: "mm", stored: true),
        Row(ofClass: "cm", received: "cm", value: "cm", stored: false),
        Row(user: "mm", ofClass: "cm", received: "km", value: "km", stored: true),
    ])
    func conventions(row: Row) throws {
        var config = sampleConfiguration(
            user: row.user.map { [.unit: $0] } ?? [:], ofClass: row.ofClass.map { ["unit": [$0]] } ?? [:],
            device: ["unit": ["other"]])
        let changes = try config.change(.unit, to: row.received)
        #expect(config.text(.unit) == row.value)
        #expect(changes.stored == (row.stored ? ["unit": [row.value]] : [:]))
        #expect(changes.deleted == (row.stored ? [] : ["unit"]))
    }

    @Test(arguments: [AttributeProperty.maxValue, .minAlarm, .maxWarning])
    func limitsFollowTheSameConventions(property: AttributeProperty) throws {
        var config = sampleConfiguration(user: [property: "10"], device: [property.rawValue: ["20"]])
        #expect(try config.change(property, to: "").deleted == [property.rawValue])
        #expect(config.text(property) == "10")
        let away = try config.change(property, to: "Not specified")
        #expect(away.stored == [property.rawValue: ["Not specified"]])
        #expect(config.text(property) == "Not specified")
        #expect(try config.change(property, to: "10.0").deleted == [property.rawValue])
    }

    @Test(
        "A limit that is the same number as the default is shown as the default is written",
        arguments: [
            (TangoType.double, "5e3", "5e3", "5000"), (.double, "4999.5", nil, "4999.5"),
            (.float, "5000.0", "5", "5000"),
            (.short, "5000.7", nil, "5000"), (.long64, "9007199254740993", nil, "9007199254740993"),
        ] as [(TangoType, String, String?, String)])
    func numbersWrittenOtherwise(type: TangoType, text: String, user: String?, shown: String) throws {
        let isLarge = text.hasPrefix("9")
        let usual = isLarge ? "9007199254740992" : "5000"
        var config = sampleConfiguration(
            type, user: user.map { [.maxAlarm: $0] } ?? [:], ofClass: ["max_alarm": [usual]],
            device: ["max_alarm": ["6"]])
        _ = try config.change(.maxAlarm, to: text)
        #expect(config.text(.maxAlarm) == shown)
        var ofCode = sampleConfiguration(type, user: [.maxAlarm: usual], device: ["max_alarm": ["6"]])
        _ = try ofCode.change(.maxAlarm, to: text)
        #expect(ofCode.text(.maxAlarm) == shown)
    }

    @Test func zerosAreOneNumber() throws {
        for text in ["-0", "1e-400", "0.0"] {
            var config = sampleConfiguration(ofClass: ["min_value": ["0"]], device: ["min_value": ["-5"]])
            #expect(try config.change(.minValue, to: text).deleted == ["min_value"])
            #expect(config.text(.minValue) == "0")
        }
    }

    @Test func theLibrarysDefaultIsKeptOverAnotherOfTheClass() throws {
        var config = sampleConfiguration(ofClass: ["format": ["%9.4f"], "description": ["of the class"]])
        let format = sampleConfiguration().text(.format), description = sampleConfiguration().text(.description)
        #expect(try config.change(.format, to: format).stored == ["format": [format]])
        #expect(try config.change(.description, to: description).stored.keys.sorted() == ["description"])
        #expect(config.text(.format) == format && config.text(.description) == description)
    }

    @Test func eachHalfOfAChangeFollowsTheConventions() throws {
        var config = sampleConfiguration(user: [.relativeChange: "1,2"])
        let changes = try config.change(.relativeChange, to: "5,")
        #expect(config.events.relative == ChangeCriterion(fall: 5, rise: 2))
        #expect(changes.stored == ["rel_change": ["-5", "2"]])
        #expect(try config.change(.relativeChange, to: "NaN").deleted == ["rel_change"])
        #expect(config.text(.relativeChange) == "1,2")
    }

    @Test func periodsGoBackToTheirDefault() throws {
        var config = sampleConfiguration(device: ["event_period": ["250"], "archive_period": ["5000"]])
        #expect(config.events.period == 250 && config.events.archivePeriod == 5000)
        #expect(try config.change(.eventPeriod, to: "Not specified").deleted == ["event_period"])
        #expect(try config.change(.archivePeriod, to: "Not specified").deleted == ["archive_period"])
        #expect(config.events.period == 1000 && config.events.archivePeriod == nil)
    }

    @Test func sendingBackWhatWasReadChangesNothing() throws {
        var config = sampleConfiguration(
            user: [.unit: "mm", .label: "L"], ofClass: ["max_value": ["9"]],
            device: ["abs_change": ["1,2"], "delta_t": ["5"], "delta_val": ["1"], "archive_period": ["700"]])
        let before = config
        #expect(try config.apply(AttributeConfigurationRequest(before.config5)).isEmpty)
        #expect(try config.apply(AttributeConfigurationRequest(before.config3)).isEmpty)
        #expect(try config.apply(AttributeConfigurationRequest(before.config1)).isEmpty)
        #expect(config == before)
    }

    @Test func aGoodValueEndsAStartupError() throws {
        var config = sampleConfiguration(device: ["max_value": ["bad"]])
        #expect(config.startupError != nil)
        #expect(try config.apply(AttributeConfigurationRequest(config.config5)).isEmpty)
        #expect(config.startupError != nil)
        #expect(try config.change(.maxValue, to: "5").stored == ["max_value": ["5"]])
        #expect(config.startupError == nil)
    }

    @Test func aLimitThatWasWrongOnlyWithTheOtherIsGoodAgain() throws {
        var config = sampleConfiguration(device: ["min_alarm": ["10"], "max_alarm": ["1"]])
        #expect(config.startupError != nil && !config.limits.hasAlarm)
        #expect(try config.change(.maxAlarm, to: "20").stored == ["max_alarm": ["20"]])
        #expect(config.startupError == nil)
        #expect(config.limits.minAlarm == .real(10) && config.limits.maxAlarm == .real(20))
    }

    @Test func oneHalfOfTheReadSetDifferenceIsNotStored() throws {
        var config = sampleConfiguration()
        #expect(try config.change(.deltaT, to: "5").isEmpty)
        #expect(try config.change(.deltaValue, to: "2").stored == ["delta_t": ["5"], "delta_val": ["2"]])
        _ = try config.change(.deltaValue, to: "Not specified")
        #expect(try config.change(.deltaValue, to: "2").stored == ["delta_t": ["5"], "delta_val": ["2"]])
    }

    @Test(arguments: [AttributeProperty.maxWarning, .deltaValue, .relativeChange, .archiveAbsoluteChange])
    func whatMeansNothingForTheTypeIsIgnored(property: AttributeProperty) throws {
        var config = sampleConfiguration(.boolean)
        #expect(try config.change(property, to: "5").isEmpty)
        #expect(config.text(property) == "Not specified")
    }

    /// The class has texts of its own for all of them.
    @Test(arguments: [
        (AttributeProperty.description, "No description"), (.label, "No label"),
        (.label, "Volt"), (.standardUnit, "No standard unit"), (.displayUnit, "No display unit"), (.format, "%d"),
        (.format, "%6.2f"),
    ])
    func aTextThatSaysNothingIsNotStored(property: AttributeProperty, text: String) throws {
        var config = sampleConfiguration(.short, device: [property.rawValue: ["other"]])
        #expect(try config.change(property, to: text).deleted == [property.rawValue])
        #expect(config.text(property) == text)
        var coded = sampleConfiguration(.short, user: [property: "coded"], device: [property.rawValue: ["other"]])
        #expect(try coded.change(property, to: text).deleted == [property.rawValue])
    }

    @Test func aLabelThatIsTheNameInOtherLettersIsStored() throws {
        var config = sampleConfiguration()
        #expect(try config.change(.label, to: "VOLT").stored == ["label": ["VOLT"]])
    }

    @Test func theGreatestPeriodIsNone() throws {
        var config = sampleConfiguration(device: ["archive_period": ["1"], "event_period": ["1"]])
        #expect(try config.change(.archivePeriod, to: "2147483647").deleted == ["archive_period"])
        #expect(config.config5.event_prop.arch_event.period == "Not specified" && config.events.archivePeriod == nil)
        #expect(try config.change(.eventPeriod, to: "2147483647").stored == ["event_period": ["2147483647"]])
        #expect(config.config5.event_prop.per_event.period == "1000" && config.events.period == 1000)
        // Clients send back what they were shown.
        let changes = try config.apply(AttributeConfigurationRequest(config.config5))
        #expect(changes.deleted == ["event_period"] && changes.stored.isEmpty)
    }

    /// Fractions are cut, and the last one wraps around.
    @Test(arguments: [("0", "0"), ("0.4", "0"), ("65536", "0")])
    func aLimitThatIsKeptAsTheOneOfTheClassIsNotStored(given: String, kept: String) throws {
        var config = sampleConfiguration(.ushort, user: [.minValue: "0"], device: ["min_value": ["5"]])
        let changes = try config.change(.minValue, to: given)
        #expect(config.text(.minValue) == kept)
        #expect(changes.deleted == ["min_value"])
        #expect(changes.stored.isEmpty)
    }

    @Test(arguments: [("1.5", "1"), ("-5", "-5"), ("0", "0"), ("99999999999", "-2147483648")])
    func periodsAreWholeNumbers(given: String, shown: String) throws {
        var config = sampleConfiguration()
        _ = try config.change(.eventPeriod, to: given)
        #expect(config.text(.eventPeriod) == shown && config.events.period > 0)
    }
}
