import TangoIDL
import TangoTypes

/// A writable double of the device `a/b/c`, as most tests need it.
func sampleConfiguration(
    _ type: TangoType = .double, user: [AttributeProperty: String] = [:], ofClass: [String: [String]] = [:],
    device: [String: [String]] = [:], labels: [String] = [], memorization: Memorization = .none
) -> AttributeConfiguration {
    AttributeConfiguration(
        definition: AttributeDefinition(name: "Volt", type: type, writable: .READ_WRITE, memorization: memorization),
        deviceName: "a/b/c", userDefaults: user, userLabels: labels, classProperties: ofClass,
        deviceProperties: device)
}

extension AttributeConfiguration {
    /// What a client does that reads the configuration, changes one text and sends all of it back.
    mutating func change(_ property: AttributeProperty, to text: String) throws(DevFailed) -> AttributePropertyChanges {
        var request = AttributeConfigurationRequest(config5)
        request.texts[property] = text
        return try apply(request)
    }
}
