/// The name of a property together with its type and default: the only place where they are written.
public struct PropertyKey<Value: PropertyValue>: Sendable {
    /// The name in the database or the property file.
    public let name: String
    /// The value when nobody configured one.
    public let defaultValue: Value
    /// What the property is for; shown by configuration tools.
    public let description: String
    /// Whether `defaultValue` says something, so that tools show it.
    let showsDefault: Bool

    /// The key of the property `name`.
    public init(_ name: String, default defaultValue: Value, description: String = "") {
        self.name = name
        self.defaultValue = defaultValue
        self.description = description
        showsDefault = true
    }
}

extension PropertyKey where Value: ExpressibleByNilLiteral {
    /// The key of a property that may be left out.
    public init(_ name: String, description: String = "") {
        self.name = name
        defaultValue = nil
        self.description = description
        showsDefault = false
    }
}

/// A property that was configured with something that is not a value of its type.
public struct PropertyError: Error, Sendable {
    /// The property's name.
    public let property: String
    /// The configured lines.
    public let text: [String]
    /// What would be accepted, as a phrase: "a number".
    public let expected: String

    /// The sentence for logs and status texts.
    public var message: String {
        "Property \(property) is \"\(text.joined(separator: ","))\": \(expected) is needed"
    }
}

/// What a property can hold. Properties are lists of texts; a conformance reads and writes them.
public protocol PropertyValue: Sendable {
    /// What is accepted, as a phrase: "a number".
    static var expectation: String { get }
    /// The value of the configured lines; nil when they are none.
    init?(propertyText: [String])
    /// The lines that give this value back.
    var propertyText: [String] { get }
}

/// A property value that is one text.
public protocol PropertyScalar: PropertyValue {
    /// The value of one line; nil when it is none.
    init?(propertyLine: String)
    /// The line that gives this value back.
    var propertyLine: String { get }
}

extension PropertyScalar {
    /// The only line; several are joined with commas, as Tango's tools do.
    public init?(propertyText: [String]) { self.init(propertyLine: propertyText.joined(separator: ",")) }
    /// One line.
    public var propertyText: [String] { [propertyLine] }
}

extension PropertyScalar where Self: LosslessStringConvertible {
    /// Parses the text without the blanks around it.
    public init?(propertyLine: String) { self.init(Self.trimmed(propertyLine)) }
    /// The shortest text.
    public var propertyLine: String { description }

    private static func trimmed(_ text: String) -> String {
        let blank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
        return String(text.drop(while: blank).reversed().drop(while: blank).reversed())
    }
}

extension Int: PropertyScalar {
    /// A whole number.
    public static var expectation: String { "a whole number" }
}
extension Int32: PropertyScalar {
    /// A whole number of 32 bits.
    public static var expectation: String { "a whole number" }
}
extension Int64: PropertyScalar {
    /// A whole number.
    public static var expectation: String { "a whole number" }
}
extension Double: PropertyScalar {
    /// A number.
    public static var expectation: String { "a number" }
}
extension String: PropertyScalar {
    /// Anything.
    public static var expectation: String { "a text" }
    /// The line itself.
    public init?(propertyLine: String) { self = propertyLine }
    /// The text itself.
    public var propertyLine: String { self }
}
extension Bool: PropertyScalar {
    /// A truth value.
    public static var expectation: String { "true or false" }
    /// Accepts `true`, `false`, `1` and `0` in any case.
    public init?(propertyLine: String) {
        switch propertyLine.lowercased() {
        case "true", "1": self = true
        case "false", "0": self = false
        default: return nil
        }
    }
    /// `true` or `false`.
    public var propertyLine: String { self ? "true" : "false" }
}

extension Array: PropertyValue where Element: PropertyScalar {
    /// As the element.
    public static var expectation: String { "a list, each " + Element.expectation }
    /// One element per line.
    public init?(propertyText: [String]) {
        let elements = propertyText.compactMap(Element.init(propertyLine:))
        guard elements.count == propertyText.count else { return nil }
        self = elements
    }
    /// One line per element.
    public var propertyText: [String] { map(\.propertyLine) }
}

extension Optional: PropertyValue where Wrapped: PropertyValue {
    /// As the value.
    public static var expectation: String { Wrapped.expectation }
    /// A configured value; nil is what stands for "not configured".
    public init?(propertyText: [String]) {
        guard let value = Wrapped(propertyText: propertyText) else { return nil }
        self = .some(value)
    }
    /// Nothing when nil.
    public var propertyText: [String] { map(\.propertyText) ?? [] }
}
