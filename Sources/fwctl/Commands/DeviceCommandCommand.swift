import TangoClient
import TangoIDL
import TangoTypes

/// `fwctl command`: runs a command of any device.
enum DeviceCommandCommand: Subcommand {
    static let spec = CommandSpec(
        name: "command", summary: "runs a command of any Tango device and prints what it returns",
        positionals: [
            .init(name: "NAME", help: "a command of --device, or DEVICE/COMMAND"),
            .init(
                name: "VALUE",
                help: "its argument, several for a list; FORMAT FILE for encoded bytes; -- before a negative word",
                isOptional: true, isRepeated: true),
        ],
        options: [
            .init("numbers", "N,N…", "the numbers of an argument made of numbers and texts; the values are its texts")
        ] + DeviceAccess.options,
        examples: [
            "fwctl command sys/tg_test/1/DevDouble 3.5", "fwctl command Explain CeO2-00001.tif --device fw/p02/1",
            "fwctl command dserver/TangoTest/test/AddObjPolling --numbers 1000 sys/tg_test/1 attribute double_scalar",
        ])

    /// The answer.
    private struct Report: Encodable {
        var device: String
        var command: String
        /// `null` for a command that returns nothing.
        var result: JSONValue
    }

    static func run(_ arguments: Arguments, _ console: Console) throws -> ExitStatus {
        let words = Array(arguments.positionals.dropFirst())
        let (device, name) = try DeviceAccess(arguments).item(arguments.positionals[0])
        let info = try device.commandInfo(name)
        let type = TangoType(rawValue: info.in_type) ?? .void
        let input = try argument(words, arguments.text("numbers"), type, info)
        let result = JSONValue(try device.command(info.cmd_name, input, source: .DEV))
        try console.answer(Report(device: device.name, command: info.cmd_name, result: result)) { text($0.result) }
        return .success
    }

    private static func argument(
        _ words: [String], _ numbers: String?, _ type: TangoType, _ info: DevCmdInfo_2
    ) throws -> CORBAAny {
        let numberWords = numbers.map { $0.split(separator: ",").map(String.init) } ?? []
        switch type {
        case .void:
            guard words.isEmpty, numbers == nil else { throw UsageError("\(info.cmd_name) takes no argument") }
            return .null
        case .longStringArray:
            let numbers = try ValueText.elements(numberWords, as: Int32.self)
            return .longStrings(DevVarLongStringArray(lvalue: numbers, svalue: words))
        case .doubleStringArray:
            let numbers = try ValueText.elements(numberWords, as: Double.self)
            return .doubleStrings(DevVarDoubleStringArray(dvalue: numbers, svalue: words))
        case _ where numbers != nil:
            throw UsageError(
                "'--numbers' is for commands that take numbers and texts; \(info.cmd_name) takes \(type.name)")
        case .encoded: return .encoded(try ValueText.encoded(words))
        default:
            guard let scalar = type.elementType else { throw CommandError("\(type.name) cannot be typed here") }
            return try simple(words, scalar, type, info)
        }
    }

    private static func simple<Scalar: TangoScalar>(
        _ words: [String], _ scalar: Scalar.Type, _ type: TangoType, _ info: DevCmdInfo_2
    ) throws -> CORBAAny {
        let elements = try ValueText.elements(words, as: scalar)
        if type.isArray { return Scalar.anySequence(elements) }
        guard elements.count == 1, let value = elements.first as? any CommandValue else {
            throw UsageError(
                "\(info.cmd_name) takes one \(type.name) (\(info.in_type_desc)), there are \(words.count) values")
        }
        return value.any
    }

    /// The whole result: one text per line, numbers in a row.
    private static func text(_ result: JSONValue) -> String {
        switch result {
        case .null: ""
        case .object(let members) where members["texts"] != nil:
            text(members["numbers"] ?? .null) + text(members["texts"] ?? .null)
        case .list(let values) where values.contains(where: { if case .text = $0 { true } else { false } }):
            values.map { $0.summary + "\n" }.joined()
        case .list(let values): values.map(\.summary).joined(separator: " ") + "\n"
        default: result.summary + "\n"
        }
    }
}
