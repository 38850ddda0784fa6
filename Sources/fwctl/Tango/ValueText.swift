import FoundationEssentials
import TangoIDL
import TangoTypes

/// Values as they are typed on a command line.
enum ValueText {
    /// Words as elements of one type. **Throws**: ``UsageError`` that names the first word that is none.
    static func elements<Scalar: TangoScalar>(
        _ words: [String], as type: Scalar.Type, labels: [String] = []
    ) throws(UsageError) -> [Scalar] {
        var elements: [Scalar] = []
        for word in words {
            let index = labels.firstIndex { $0.lowercased() == word.lowercased() }
            guard let element: Scalar = element(index.map(String.init) ?? word) else {
                let expected = labels.isEmpty ? expectation(type) : "one of \(labels.joined(separator: ", "))"
                throw UsageError("'\(word)': \(expected) is needed")
            }
            elements.append(element)
        }
        return elements
    }

    /// The two words of an encoded value: its format and the file that holds its bytes.
    static func encoded(_ words: [String]) throws -> DevEncoded {
        guard words.count == 2 else { throw UsageError("an encoded value is a format and the name of a file") }
        guard let data = FileManager.default.contents(atPath: words[1]) else {
            throw CommandError("cannot read \(words[1])", status: .notFound)
        }
        return DevEncoded(encoded_format: words[0], encoded_data: Array(data))
    }

    private static func element<Scalar: TangoScalar>(_ word: String) -> Scalar? {
        switch Scalar.self {
        case is Bool.Type: truths[word.lowercased()] as? Scalar
        case is DevState.Type: DevState.allCases.first { "\($0)" == word.uppercased() } as? Scalar
        default: Scalar(memorizedText: word)
        }
    }

    private static let truths = ["true": true, "1": true, "on": true, "false": false, "0": false, "off": false]

    private static func expectation<Scalar: TangoScalar>(_ type: Scalar.Type) -> String {
        switch type {
        case is Bool.Type: "true or false"
        case is DevState.Type: "a state such as ON"
        case is any BinaryFloatingPoint.Type: "a number"
        case let integer as any FixedWidthInteger.Type: range(integer)
        default: "a value of type \(type.tangoType.name)"
        }
    }

    private static func range<Integer: FixedWidthInteger>(_: Integer.Type) -> String {
        "a whole number from \(Integer.min) to \(Integer.max)"
    }
}

extension TangoType {
    /// Whether a command's argument of this type is a list.
    var isArray: Bool { self != .encoded && arrayType == self && elementType != nil }
}
