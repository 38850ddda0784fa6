import TangoClient
import TangoIDL
import TangoTypes

/// `fwctl write`: one attribute of any device.
enum WriteCommand: Subcommand {
    static let spec = CommandSpec(
        name: "write", summary: "writes an attribute of any Tango device",
        positionals: [
            .init(name: "NAME", help: "an attribute of --device, or DEVICE/ATTRIBUTE"),
            .init(
                name: "VALUE",
                help: "one for a scalar, several for a spectrum or an image; FORMAT FILE for encoded bytes",
                isRepeated: true),
        ],
        options: [.init("width", "N", "columns of an image (default: one row)")] + DeviceAccess.options,
        examples: [
            "fwctl write sys/tg_test/1/double_scalar_w 3.5",
            "fwctl write sys/tg_test/1/short_image 1 2 3 4 5 6 --width 3",
            "fwctl write RemoteDir /data/CeO2 --device fw/p02/1",
        ])

    /// The answer.
    private struct Report: Encodable {
        var device: String
        var attribute: String
        /// As it was typed.
        var written: [String]
    }

    static func run(_ arguments: Arguments, _ console: Console) throws -> ExitStatus {
        let words = Array(arguments.positionals.dropFirst())
        let width = try arguments.number("width", in: 1...1_000_000)
        let (device, name) = try DeviceAccess(arguments).item(arguments.positionals[0])
        guard let configuration = try device.attributeConfiguration([name]).first else {
            throw CommandError("\(device.name) has no attribute \(name)", status: .notFound)
        }
        let data = try data(words, configuration)
        try device.writeAttribute(configuration.name, data, shape: shape(words.count, width, configuration))
        try console.answer(Report(device: device.name, attribute: configuration.name, written: words)) { report in
            "wrote \(report.attribute) of \(report.device)\n"
        }
        return .success
    }

    private static func data(_ words: [String], _ configuration: AttributeConfig_5) throws -> AttrValUnion {
        let type = TangoType(rawValue: configuration.data_type) ?? .void
        if type == .encoded { return .encoded_att_value([try ValueText.encoded(words)]) }
        guard let scalar = type.elementType else {
            throw CommandError("attribute \(configuration.name) is of type \(type.name), which cannot be typed here")
        }
        return try data(words, scalar, configuration.enum_labels)
    }

    private static func data<Scalar: TangoScalar>(
        _ words: [String], _ type: Scalar.Type, _ labels: [String]
    ) throws -> AttrValUnion {
        Scalar.attributeData(try ValueText.elements(words, as: type, labels: labels))
    }

    private static func shape(
        _ count: Int, _ width: Int?, _ configuration: AttributeConfig_5
    ) throws(UsageError) -> ValueShape {
        switch configuration.data_format {
        case .SPECTRUM: return ValueShape(x: count, y: 0)
        case .IMAGE:
            let columns = width ?? count
            guard count % columns == 0 else {
                throw UsageError("\(count) values do not fill rows of \(columns): a multiple of --width is needed")
            }
            return ValueShape(x: columns, y: count / columns)
        default:
            let isEncoded = TangoType(rawValue: configuration.data_type) == .encoded
            guard count == 1 || isEncoded else {
                throw UsageError("\(configuration.name) is a scalar: one value is needed, there are \(count)")
            }
            return .scalar
        }
    }
}
