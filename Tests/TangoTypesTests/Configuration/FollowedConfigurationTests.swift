import TangoIDL
import TangoTypes
import Testing

struct FollowedConfigurationTests {
    private static let rootDefinition = AttributeDefinition(
        name: "Level", type: .double, writable: .READ_WRITE, memorization: .hardware)

    private static func root(_ properties: [String: [String]] = [:]) -> AttributeConfig_5 {
        AttributeConfiguration(definition: rootDefinition, deviceName: "a/b/c", deviceProperties: properties).config5
    }

    private static func forwarded(
        _ root: AttributeConfig_5, label: [String: [String]] = [:]
    ) throws -> AttributeConfiguration {
        let definition = try #require(
            AttributeDefinition(forwarded: "Value", rootName: "tango://h:1/a/b/c/level", root: root))
        var configuration = AttributeConfiguration(
            definition: definition, deviceName: "d/e/f", deviceProperties: label)
        configuration.follow(root)
        return configuration
    }

    @Test func everythingButNameAndLabelIsTheRoots() throws {
        let root = Self.root([
            "label": ["Root"], "unit": ["mm"], "max_value": ["5"], "max_alarm": ["4.5"], "delta_t": ["10"],
            "delta_val": ["2"], "abs_change": ["1,2"], "event_period": ["500"], "archive_period": ["3000"],
        ])
        var expected = root
        expected.name = "Value"
        expected.label = "Value"
        expected.writable_attr_name = "Value"
        expected.root_attr_name = "tango://h:1/a/b/c/level"
        #expect(try Self.forwarded(root).config5 == expected)
    }

    @Test func theLabelIsItsOwn() throws {
        let configuration = try Self.forwarded(Self.root(["label": ["Root"]]), label: ["label": ["Own"]])
        #expect(configuration.text(.label) == "Own")
    }

    @Test func labelsOfAnEnumerationAreTheRootsAndNoErrorStays() throws {
        let definition = AttributeDefinition(name: "Mode", type: .enumeration)
        let root = AttributeConfiguration(definition: definition, deviceName: "a/b/c", userLabels: ["A", "B"]).config5
        let configuration = try Self.forwarded(root)
        #expect(configuration.enumLabels == ["A", "B"])
        #expect(configuration.startupErrors.isEmpty)
    }

    @Test func whatTheRootTakesBackIsGone() throws {
        var configuration = try Self.forwarded(Self.root(["max_value": ["5"], "delta_t": ["10"], "delta_val": ["1"]]))
        configuration.follow(Self.root())
        #expect(configuration.config5.max_value == "Not specified")
        #expect(configuration.limits.maxValue == nil)
        #expect(configuration.config5.att_alarm.delta_t == "Not specified")
    }

    @Test func aTypeThatNobodyKnowsMakesNoAttribute() {
        var root = Self.root()
        root.data_type = 100
        #expect(AttributeDefinition(forwarded: "Value", rootName: "", root: root) == nil)
    }

    @Test func aRequestKeepsWhatIsTheRootsOwn() throws {
        let root = Self.root(["label": ["Root"], "unit": ["mm"]])
        let configuration = try Self.forwarded(root)
        var wanted = configuration.config5
        wanted.unit = "m"
        wanted.label = "Own"
        wanted.event_prop.ch_event.abs_change = "3"
        let request = try configuration.request(AttributeConfigurationRequest(wanted), of: root)
        var expected = root
        expected.unit = "m"
        expected.event_prop.ch_event.abs_change = "3"
        #expect(request == expected)
    }

    @Test func anotherRootIsRefused() throws {
        let root = Self.root()
        let configuration = try Self.forwarded(root)
        var wanted = configuration.config5
        wanted.root_attr_name = "tango://h:1/a/b/c/other"
        let failure = #expect(throws: DevFailed.self) {
            try configuration.request(AttributeConfigurationRequest(wanted), of: root)
        }
        #expect(failure?.reason == .attributeNotAllowed)
    }
}
