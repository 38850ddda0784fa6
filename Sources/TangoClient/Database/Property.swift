internal import TangoIDL
internal import TangoTypes

/// A property: a name and texts.
public struct Property: Sendable, Equatable {
    /// The name.
    public var name: String
    /// The values; nil when it is not set.
    public var values: [String]?

    /// A property.
    public init(_ name: String, _ values: [String]?) { (self.name, self.values) = (name, values) }
}

/// The properties of one attribute or pipe.
public struct AttributeProperties: Sendable, Equatable {
    /// The attribute or pipe.
    public var name: String
    /// Its properties.
    public var properties: [Property]

    /// All of them.
    public init(_ name: String, _ properties: [Property]) { (self.name, self.properties) = (name, properties) }
}

/// Reads answers of the database: texts in which counts announce how many follow.
struct CountedTexts {
    private var rest: ArraySlice<String>
    private let command: String

    init(_ texts: [String], of command: String) { (rest, self.command) = (texts[...], command) }

    mutating func text() throws(DevFailed) -> String {
        guard let first = rest.popFirst() else { throw malformed }
        return first
    }

    mutating func count() throws(DevFailed) -> Int {
        guard let count = Int(try text()), count >= 0, count <= rest.count else { throw malformed }
        return count
    }

    /// - Parameter blankWhenMissing: a property that is not set is followed by one blank text.
    mutating func properties(blankWhenMissing: Bool) throws(DevFailed) -> [Property] {
        var all: [Property] = []
        for _ in 0..<(try count()) {
            let name = try text()
            let count = try count()
            if count == 0 {
                if blankWhenMissing { _ = rest.popFirst() }
                all.append(Property(name, nil))
            } else {
                all.append(Property(name, Array(rest.prefix(count))))
                rest = rest.dropFirst(count)
            }
        }
        return all
    }

    mutating func attributes() throws(DevFailed) -> [AttributeProperties] {
        var all: [AttributeProperties] = []
        for _ in 0..<(try count()) {
            all.append(AttributeProperties(try text(), try properties(blankWhenMissing: false)))
        }
        return all
    }

    private var malformed: DevFailed {
        DevFailed(.malformedAnswer, "The database answered \(command) with counts that do not fit its texts.")
    }
}

extension [Property] {
    /// As the commands that store take it.
    var flat: [String] {
        [String(count)] + flatMap { [$0.name, String($0.values?.count ?? 0)] + ($0.values ?? []) }
    }
}

extension [AttributeProperties] {
    var flat: [String] { [String(count)] + flatMap { [$0.name] + $0.properties.flat } }
}
