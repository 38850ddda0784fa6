import TangoIDL
import TangoTypes
import Testing

@Suite struct AttributeDefaultsTests {
    @Test func libraryDefaultsAreThoseOfTheReference() {
        let config = sampleConfiguration().config5
        #expect(config.label == "Volt")
        #expect(config.description == "No description")
        #expect(config.unit == "")
        #expect(config.standard_unit == "No standard unit")
        #expect(config.display_unit == "No display unit")
        #expect(config.format == "%6.2f")
        #expect(config.writable_attr_name == "Volt")
        #expect(config.root_attr_name == "Not specified")
        #expect(config.min_value == "Not specified" && config.att_alarm.max_warning == "Not specified")
        #expect(config.att_alarm.delta_t == "Not specified")
        #expect(config.event_prop.per_event.period == "1000")
        #expect(config.event_prop.arch_event.period == "Not specified")
        #expect(config.max_dim_x == 1 && config.max_dim_y == 0)
    }

    /// What nobody memorizes is shown as written at start: Java clients tell so.
    @Test(arguments: [
        (AttrWriteType.READ, Memorization.none, false, false), (.READ_WITH_WRITE, .none, false, false),
        (.WRITE, .none, false, true), (.READ_WRITE, .none, false, true), (.READ_WRITE, .memory, true, false),
        (.READ_WRITE, .hardware, true, true),
    ])
    func memorizationIsToldAsTheReferenceDoes(
        writable: AttrWriteType, memorization: Memorization, isMemorized: Bool, isWritten: Bool
    ) {
        let definition = AttributeDefinition(
            name: "Volt", type: .double, writable: writable, memorization: memorization)
        let config = AttributeConfiguration(definition: definition, deviceName: "a/b/c").config5
        #expect(config.memorized == isMemorized)
        #expect(config.mem_init == isWritten)
    }

    @Test(arguments: [
        (TangoType.float, "%6.2f"), (.short, "%d"), (.ulong64, "%d"), (.string, "%s"), (.enumeration, "%s"),
        (.boolean, "Not specified"), (.state, "Not specified"), (.encoded, "Not specified"),
    ])
    func formatDependsOnTheType(type: TangoType, format: String) {
        #expect(sampleConfiguration(type, labels: ["A"]).config3.format == format)
    }

    @Test(arguments: [["Red", "Green"], ["Red,Green"]])
    func labelsOfAClassAreOnePerElementOrHaveCommas(_ stored: [String]) {
        let ofClass = ["enum_labels": stored]
        #expect(sampleConfiguration(.enumeration, ofClass: ofClass, labels: ["A"]).enumLabels == ["Red", "Green"])
        #expect(sampleConfiguration(.enumeration, device: ofClass, labels: ["A"]).enumLabels == ["Red", "Green"])
    }

    @Test func codeMayChangeTheNumberOfLabelsAndClientsMayNot() throws {
        var configuration = sampleConfiguration(.enumeration, labels: ["A"])
        #expect(try configuration.setLabels(["B", "C"]).stored == ["enum_labels": ["B", "C"]])
        #expect(configuration.enumLabels == ["B", "C"])
        var request = AttributeConfigurationRequest(configuration.config5)
        request.enumLabels = ["D"]
        var other = configuration
        let error = #expect(throws: DevFailed.self) { _ = try other.apply(request) }
        #expect(error?.reason == .notSupportedFeature)
        #expect(throws: DevFailed.self) { _ = try other.setLabels(["D", "D"]) }
        #expect(configuration.enumLabels == ["B", "C"])
        #expect(try configuration.setLabels(["A"]).deleted == ["enum_labels"])
    }

    @Test func theHighestSourceWins() {
        let user: [AttributeProperty: String] = [.unit: "mm", .label: "user"]
        let ofClass = ["unit": ["cm"]]
        #expect(sampleConfiguration(user: user).text(.unit) == "mm")
        #expect(sampleConfiguration(user: user, ofClass: ofClass).text(.unit) == "cm")
        let device = sampleConfiguration(user: user, ofClass: ofClass, device: ["unit": ["km"]])
        #expect(device.text(.unit) == "km")
        #expect(device.text(.label) == "user")
    }

    @Test func notSpecifiedInTheDatabaseHidesTheOtherSources() {
        let config = sampleConfiguration(
            user: [.label: "user", .maxAlarm: "5"], ofClass: ["unit": ["cm"]],
            device: ["label": ["Not specified"], "max_alarm": ["Not specified"], "unit": ["Not specified"]])
        // Release 9.3.4 shows texts as they stand in the database.
        #expect(config.text(.label) == "Not specified")
        #expect(config.text(.maxAlarm) == "Not specified")
        #expect(config.text(.unit) == "Not specified")
        #expect(config.limits.maxAlarm == nil)
    }

    @Test func severalDatabaseElementsAreJoined() {
        let config = sampleConfiguration(device: ["description": ["one", "two"], "abs_change": ["1", "2"]])
        #expect(config.text(.description) == "one,two")
        let ofClass = sampleConfiguration(ofClass: ["description": ["one", "two"], "abs_change": ["1", "2"]])
        #expect(ofClass.text(.description) == "one two")
        #expect(ofClass.events.absolute == ChangeCriterion(fall: 1, rise: 2))
        #expect(config.events.absolute == ChangeCriterion(fall: 1, rise: 2))
    }

    @Test(arguments: [
        ("min_value", "abc", "abc"), ("max_alarm", "1,5", "1,5"), ("max_alarm", "NaN", "NaN"),
        ("max_alarm", "5 ", "5 "),
        ("rel_change", "1,2,3", "Not specified"), ("archive_period", "soon", "Not specified"),
    ])
    func badPropertiesAreKeptAsStartupError(name: String, value: String, shown: String) {
        let config = sampleConfiguration(device: [name: [value]])
        let text = "The property \(name) is defined in an unsupported format"
        #expect(config.startupError?.reason == .attributeConfiguration)
        let told = config.startupError?.errors.first?.desc
        #expect(told?.hasPrefix("\nDevice a/b/c-> Attribute : Volt\n\(text)") == true)
        // A wrong limit is shown as it stands in the database, and what makes events as it is in force.
        #expect(config.text(AttributeProperty(rawValue: name) ?? .label) == shown)
    }

    @Test(arguments: [TangoType.string, .boolean, .state])
    func limitsCannotBeSetForTypesWithoutOrder(type: TangoType) {
        for name in ["min_value", "max_warning", "delta_val", "rel_change", "archive_abs_change"] {
            let text = sampleConfiguration(type, device: [name: ["1"]]).startupError?.errors.first?.desc
            let reason = "The property \(name) is not settable for the attribute data type"
            #expect(text?.hasPrefix("\nDevice a/b/c-> Attribute : Volt\n\(reason)") == true)
            #expect(sampleConfiguration(type, device: [name: ["Not specified"]]).startupError == nil)
        }
    }

    @Test func limitsInTheWrongOrderAreIncoherent() {
        let error = sampleConfiguration(device: ["min_alarm": ["5"], "max_alarm": ["5"]]).startupError
        #expect(error?.reason == .attributeConfiguration)
        #expect(
            error?.errors.first?.desc == "\nDevice a/b/c-> Attribute : Volt\n"
                + "Value of min_alarm is greater than or equal to max_alarm")
    }

    @Test func bothHalvesOfTheReadSetDifferenceAreNeeded() {
        let error = sampleConfiguration(device: ["delta_t": ["100"]]).startupError
        #expect(
            error?.errors.first?.desc
                == "\nDevice a/b/c-> Attribute : Volt\nRDS alarm properties (delta_t and delta_val) are not correctly defined"
                + " for attribute Volt in device a/b/c")
        let good = sampleConfiguration(device: ["delta_t": ["100"], "delta_val": ["2"]])
        #expect(good.limits.hasRDS && good.startupError == nil)
    }

    @Test func sixtyFourBitLimitsAreExact() {
        let config = sampleConfiguration(.long64, device: ["max_value": ["9223372036854775806"]])
        #expect(config.limits.maxValue == .signed(9_223_372_036_854_775_806))
    }

    @Test func anEnumerationNeedsDifferentLabels() {
        let missing = sampleConfiguration(.enumeration).startupError?.errors.first?.desc
        #expect(missing?.hasSuffix("has the DEV_ENUM data type but there is no enumeration label(s) defined") == true)
        let twice = sampleConfiguration(.enumeration, labels: ["A", "A"]).startupError?.errors.first?.desc
        #expect(twice == "\nEnumeration for attribute Volt has two similar labels (A, A)")
        let fromDatabase = sampleConfiguration(.enumeration, device: ["enum_labels": ["X", "Y"]], labels: ["A", "B"])
        #expect(fromDatabase.config5.enum_labels == ["X", "Y"])
    }

    @Test(arguments: [
        ("3", "3"), ("-3", "3"), ("-1,2", "1,2"), ("1.50", "1.5"), ("2,2", "2"), ("0", "Not specified"),
        ("2147483647,4", "Not specified,4"), ("Not specified,4", "Not specified,4"), ("0,4", "Not specified,4"),
        ("1e-3", "0.001"),
    ])
    func changeCriteriaAreShownAsMagnitudes(given: String, shown: String) {
        #expect(sampleConfiguration(device: ["abs_change": [given]]).config5.event_prop.ch_event.abs_change == shown)
    }
}
