public import TangoIDL

/// A device property of pairs: a name and a number, such as `polled_attr`.
///
/// Entries that the server does not know are kept, for they may belong to an attribute that comes later.
public struct PolledList: Sendable, Equatable {
    private var pairs: [(name: String, spelling: String, number: Int)] = []

    /// Nothing is listed.
    public init() {}

    /// Reads the elements of a property.
    ///
    /// **Throws**: `API_BadConfigurationProperty` for an odd number of elements, or a number that is none or needs more
    /// than 32 bits.
    public init(_ elements: [String], property: String, device: String) throws(DevFailed) {
        let texts = elements.map { $0.trimmingBlanks() }.filter { !$0.isEmpty }
        var index = 0
        while index < texts.count {
            guard index + 1 < texts.count, let number = Self.whole(texts[index + 1], property) else {
                throw DevFailed(
                    .badConfigurationProperty, "System property \(property) for device \(device) has wrong syntax",
                    origin: "PolledList")
            }
            if self[texts[index]] == nil { pairs.append((texts[index].lowercased(), texts[index], 0)) }
            self[texts[index]] = Int(number)
            index += 2
        }
    }

    /// Periods were once written as real numbers; the part after the point does not count, nor does a sign.
    private static func whole(_ text: String, _ property: String) -> Int32? {
        guard let real = Double(text), real >= 0 || property.hasPrefix("polled_") else { return nil }
        return Int32(exactly: real.magnitude.rounded(.towardZero))
    }

    /// The number of a name in any case.
    public subscript(name: String) -> Int? {
        get {
            let key = name.lowercased()
            return pairs.first { $0.name == key }?.number
        }
        set {
            let key = name.lowercased()
            guard let newValue else { return pairs.removeAll { $0.name == key } }
            if let index = pairs.firstIndex(where: { $0.name == key }) {
                pairs[index].number = newValue
            } else {
                pairs.append((key, key, newValue))
            }
        }
    }

    /// The names, in lower case, in the order of the property.
    public var names: [String] { pairs.map(\.name) }

    /// Whether nothing is listed: then the property is deleted.
    public var isEmpty: Bool { pairs.isEmpty }

    /// The elements of the property, in the spelling in which they came.
    public var elements: [String] { pairs.flatMap { [$0.spelling, String($0.number)] } }

    /// Compares names and numbers in their order.
    public static func == (left: PolledList, right: PolledList) -> Bool { left.elements == right.elements }
}
