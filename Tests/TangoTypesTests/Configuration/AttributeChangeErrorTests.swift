import TangoIDL
import TangoTypes
import Testing

@Suite struct AttributeChangeErrorTests {
    private func error(
        _ config: AttributeConfiguration, _ edit: (inout AttributeConfig_5) -> Void
    ) -> DevFailed? {
        var copy = config
        var wire = config.config5
        edit(&wire)
        do {
            _ = try copy.apply(AttributeConfigurationRequest(wire))
            return nil
        } catch {
            #expect(copy == config, "a refused change leaves everything as it was")
            return error
        }
    }

    @Test func fixedFieldsCannotChange() {
        let edits: [(String, (inout AttributeConfig_5) -> Void)] = [
            ("name", { $0.name = "other" }), ("data_type", { $0.data_type = 2 }),
            ("data_format", { $0.data_format = .IMAGE }), ("writable", { $0.writable = .READ }),
            ("max_dim_x", { $0.max_dim_x = 2 }), ("max_dim_y", { $0.max_dim_y = 1 }),
            ("writable_attr_name", { $0.writable_attr_name = "None" }), ("level", { $0.level = .EXPERT }),
            ("memorized", { $0.memorized = false }), ("mem_init", { $0.mem_init = false }),
        ]
        for (field, edit) in edits {
            let found = error(sampleConfiguration(memorization: .hardware), edit)
            #expect(found?.reason == .attributeNotAllowed)
            #expect(found?.errors.first?.desc == "Attribute property \(field) is not changeable at run time")
        }
    }

    @Test func namesMayDifferInCase() {
        #expect(
            error(sampleConfiguration()) {
                $0.name = "VOLT"; $0.writable_attr_name = "volt"
            } == nil)
    }

    @Test func limitsAreCheckedTogether() {
        let found = error(sampleConfiguration(device: ["max_value": ["5"]])) { $0.min_value = "6" }
        #expect(found?.reason == .incoherentValues)
        #expect(
            error(sampleConfiguration(device: ["max_value": ["5"]])) {
                $0.min_value = "6"; $0.max_value = "7"
            } == nil)
    }

    /// All properties of one kind are looked at before those of the next.
    @Test func theFirstOfSeveralErrorsIsTold() {
        let found = error(sampleConfiguration()) {
            $0.event_prop.per_event.period = "x"; $0.event_prop.arch_event.abs_change = "x"
        }
        #expect(found?.errors.first?.desc.contains("archive_abs_change") == true)
    }

    /// The oldest way to change it knows the same rules.
    @Test func oldClientsAreRefusedTheSame() throws {
        var config = sampleConfiguration(device: ["max_value": ["5"]])
        for text in ["6", "abc"] {
            var request = AttributeConfigurationRequest(config.config1)
            request.texts[.minValue] = text
            #expect(throws: DevFailed.self) { try config.apply(request) }
            #expect(config.text(.minValue) == "Not specified")
        }
    }

    @Test func aMemorizedValueMustStayAllowed() throws {
        var config = sampleConfiguration(memorization: .memory)
        var request = AttributeConfigurationRequest(config.config5)
        request.texts[.maxValue] = "4"
        let found = #expect(throws: DevFailed.self) { try config.apply(request, setValue: .real(4.5)) }
        #expect(found?.reason == .attributeOptionalProperty)
        #expect(found?.errors.first?.desc.hasSuffix("the memorized value (4.5) is above the new limit!!") == true)
    }

    @Test func labelsKeepTheirNumber() {
        let config = sampleConfiguration(.enumeration, labels: ["A", "B"])
        #expect(error(config) { $0.enum_labels = ["X"] }?.reason == .notSupportedFeature)
        #expect(error(config) { $0.enum_labels = ["X", "X"] }?.reason == .attributeOptionalProperty)
        #expect(error(config) { $0.enum_labels = ["Not specified"] }?.reason == .attributeOptionalProperty)
        #expect(error(config) { $0.enum_labels = [] }?.reason == .attributeOptionalProperty)
        #expect(error(config) { $0.enum_labels = [""] } == nil)
    }

    @Test func labelsAreStoredOnePerElement() throws {
        var config = sampleConfiguration(.enumeration, labels: ["A", "B"])
        var wire = config.config5
        wire.enum_labels = ["X", "Y"]
        #expect(try config.apply(AttributeConfigurationRequest(wire)).stored == ["enum_labels": ["X", "Y"]])
        wire.enum_labels = ["NaN"]
        #expect(try config.apply(AttributeConfigurationRequest(wire)).deleted == ["enum_labels"])
        #expect(config.enumLabels == ["A", "B"])
    }

    @Test(arguments: [AttributeProperty.minValue, .maxValue, .minAlarm])
    func anEnumerationHasNoLimits(_ property: AttributeProperty) {
        var configuration = sampleConfiguration(.enumeration, labels: ["A", "B"])
        let error = #expect(throws: DevFailed.self) { _ = try configuration.change(property, to: "1") }
        #expect(error?.reason == .attributeOptionalProperty)
    }
}
