public import TangoIDL

/// The configuration of one attribute: every property with its sources, checked as a whole.
///
/// A value without I/O: the server reads the database, gives the properties to ``init``, and writes what ``apply``
/// returns. Only what differs from the library's default is stored, so that a thousand devices cost little.
public struct AttributeConfiguration: Sendable, Equatable {
    /// What cannot change.
    public let definition: AttributeDefinition
    /// For error texts.
    public let deviceName: String
    /// Defaults given in the code.
    let userDefaults: [AttributeProperty: String]
    /// Defaults of the class in the database.
    let classDefaults: [AttributeProperty: String]
    /// Labels given in the code.
    let userLabels: [String]
    /// Labels of the class in the database, nil without.
    let classLabels: [String]?
    /// What differs from the library's default.
    var values: [AttributeProperty: String] = [:]

    /// Names of the values of an enumeration, in their order.
    public internal(set) var enumLabels: [String] = []
    /// Numbers made of the properties.
    public internal(set) var limits = AttributeLimits()
    /// Criteria made of the properties.
    public internal(set) var events = EventCriteria()
    /// What was wrong with the properties at start; a good value for the same property removes it.
    public internal(set) var startupErrors: [StartupError] = []

    /// A property that was wrong when the device started.
    public struct StartupError: Sendable, Equatable {
        /// Its name in the database.
        public var property: String
        /// What clients get on every access.
        public var error: DevFailed

        /// Compares names and texts.
        public static func == (left: StartupError, right: StartupError) -> Bool {
            left.property == right.property && left.error.errors.map(\.desc) == right.error.errors.map(\.desc)
        }
    }

    /// Makes the configuration that holds from start.
    ///
    /// Never fails: what is wrong is kept in ``startupErrors``, shown, and has no effect.
    ///
    /// - Parameters:
    ///   - definition: What cannot change.
    ///   - deviceName: For error texts.
    ///   - userDefaults: Defaults given in the code.
    ///   - userLabels: Labels of an enumeration, from the code.
    ///   - classProperties: Attribute properties of the class in the database.
    ///   - deviceProperties: Attribute properties of the device in the database.
    public init(
        definition: AttributeDefinition, deviceName: String, userDefaults: [AttributeProperty: String] = [:],
        userLabels: [String] = [], classProperties: [String: [String]] = [:], deviceProperties: [String: [String]] = [:]
    ) {
        self.definition = definition
        self.deviceName = deviceName
        self.userDefaults = userDefaults
        self.userLabels = userLabels
        // Several elements have blanks between them where a class has them, and commas where a device has.
        classDefaults = Self.texts(classProperties, separator: " ")
        classLabels = Self.labels(classProperties)
        load(Self.texts(deviceProperties, separator: ","), labels: Self.labels(deviceProperties))
    }

    /// The value in force.
    public func text(_ property: AttributeProperty) -> String {
        values[property] ?? property.libraryDefault(for: definition)
    }

    /// Sets the value in force, without any check.
    mutating func set(_ property: AttributeProperty, _ text: String) {
        values[property] = text == property.libraryDefault(for: definition) ? nil : text
    }

    /// One label per element, or several with commas between them.
    private static func labels(_ properties: [String: [String]]) -> [String]? {
        properties[AttributeProperty.enumLabelsName]?.flatMap { element in
            element.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
    }

    private static func texts(
        _ properties: [String: [String]], separator: String
    ) -> [AttributeProperty: String] {
        var texts: [AttributeProperty: String] = [:]
        for (name, values) in properties {
            guard let property = AttributeProperty(rawValue: name.lowercased()) else { continue }
            texts[property] = values.joined(separator: AttributeProperty.texts.contains(property) ? separator : ",")
        }
        return texts
    }
}
