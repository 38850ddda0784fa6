import TangoClient
import TangoIDL
import TangoTypes

/// `fwctl read`: attributes of any device.
enum ReadCommand: Subcommand {
    static let spec = CommandSpec(
        name: "read", summary: "reads attributes of any Tango device",
        positionals: [
            .init(
                name: "NAME",
                help: "an attribute, DEVICE/ATTRIBUTE, or a device for all of its attributes\n"
                    + "(default: all attributes of --device)", isOptional: true, isRepeated: true)
        ],
        options: DeviceAccess.options,
        examples: [
            "fwctl read sys/tg_test/1/double_scalar", "fwctl read sys/tg_test/1 --json",
            "fwctl read --device 'tango://127.0.0.1:45450/fw/local/1#dbase=no' State FramesArchived",
        ])

    static func run(_ arguments: Arguments, _ console: Console) throws -> ExitStatus {
        var (reports, status) = ([ReadingReport](), ExitStatus.success)
        let groups = try DeviceAccess(arguments).groups(arguments.positionals)
        for group in groups {
            do {
                try read(group, &reports, &status)
            } catch let error as DevFailed where groups.count > 1 {
                // One device that does not answer hides no other.
                let names = group.names.isEmpty ? ["State"] : group.names
                reports += names.map { ReadingReport(error, of: group.device.name, $0) }
                if status == .success { status = error.exitStatus }
            }
        }
        try console.answer(reports, text)
        return status
    }

    private static func read(
        _ group: DeviceAccess.Group, _ reports: inout [ReadingReport], _ status: inout ExitStatus
    ) throws {
        let configurations = try configurations(group)
        let names = group.names.isEmpty ? configurations.map(\.name) : group.names
        for (name, reading) in zip(names, try group.device.readAttributes(names)) {
            let configuration = configurations.first { $0.name.lowercased() == name.lowercased() }
            var report = ReadingReport(reading, of: group.device.name, configuration)
            if report.attribute.isEmpty { report.attribute = name }
            reports.append(report)
            if status == .success { status = reading.error?.exitStatus ?? .success }
        }
    }

    /// Without names everything; with names as much as there is, because the reading itself tells what is not.
    private static func configurations(_ group: DeviceAccess.Group) throws -> [AttributeConfig_5] {
        if group.names.isEmpty { return try group.device.attributeConfiguration() }
        do {
            return try group.device.attributeConfiguration(group.names)
        } catch let error as DevFailed where error.exitStatus == .notFound {
            return []
        }
    }

    private static func text(_ reports: [ReadingReport]) -> String {
        let several = Set(reports.map(\.device)).count > 1
        return Columns.text(
            reports.map { report in
                let name = several ? DeviceAccess.name(of: report.attribute, in: report.device) : report.attribute
                return [name] + report.cells
            })
    }
}
