/// A property in the interface table, its type forgotten: what configuration tools ask about.
public struct DeviceProperty: Sendable {
    /// The name.
    public let name: String
    /// What it is for.
    public let description: String
    /// The default as text; nil when there is none.
    public let defaultText: [String]?

    /// Declares a property that the class reads as text.
    public init(_ name: String, description: String = "", default defaultText: [String]? = nil) {
        self.name = name
        self.description = description
        self.defaultText = defaultText
    }

    /// Declares the property of `key`.
    public init<Value>(_ key: PropertyKey<Value>) {
        name = key.name
        description = key.description
        defaultText = key.showsDefault ? key.defaultValue.propertyText : nil
    }
}

/// Collects the properties of an interface table.
@resultBuilder
public enum DevicePropertyBuilder {
    /// One property.
    public static func buildExpression(_ property: DeviceProperty) -> [DeviceProperty] { [property] }
    /// The list.
    public static func buildBlock(_ properties: [DeviceProperty]...) -> [DeviceProperty] { properties.flatMap { $0 } }
    /// Properties made in a loop.
    public static func buildArray(_ properties: [[DeviceProperty]]) -> [DeviceProperty] { properties.flatMap { $0 } }
}
