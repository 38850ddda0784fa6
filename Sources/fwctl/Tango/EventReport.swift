import TangoClient
import TangoIDL
import TangoTypes

/// One event as it is printed.
struct EventReport: Encodable {
    var device: String
    /// Empty for a change of the interface.
    var attribute: String
    /// The kind that was subscribed to.
    var event: String
    /// The value, of the events that carry one.
    var reading: ReadingReport?
    /// What else came: the configuration, the counter of data, the interface.
    var content: [String: JSONValue]?
    var error: ErrorReport?
    /// For people.
    private let cells: [String]

    private enum CodingKeys: String, CodingKey { case device, attribute, event, reading, content, error }

    init(_ event: DeviceEvent, name: String, _ configuration: AttributeConfig_5?) {
        (device, attribute, self.event) = (event.device, event.attribute, name)
        switch event.content {
        case .value(let value):
            let report = ReadingReport(value, of: event.device, configuration)
            (reading, cells) = (report, report.cells)
        case .error(let failed):
            let report = ErrorReport(failed)
            (error, cells) = (report, report.cells)
        case .configuration(let new): (content, cells) = Self.table(Self.members(new))
        case .dataReady(let ready):
            let type = TangoType(rawValue: ready.data_type)?.name ?? "?"
            (content, cells) = Self.table(["counter": .integer(Int64(ready.ctr)), "type": .text(type)])
        case .interface(let new): (content, cells) = Self.table(Self.members(new))
        case .pipe(let pipe):
            let names = pipe.data_blob.blob_data.map { JSONValue.text($0.name) }
            (content, cells) = Self.table(["blob": .text(pipe.data_blob.name), "elements": .list(names)])
        }
    }

    private static func table(_ members: [String: JSONValue]) -> ([String: JSONValue], [String]) {
        (members, [JSONValue.object(members).summary])
    }

    private static func members(_ new: AttributeConfig_5) -> [String: JSONValue] {
        let alarm = new.att_alarm
        return [
            "label": .text(new.label), "unit": .text(new.unit), "format": .text(new.format),
            "description": .text(new.description), "min_value": .text(new.min_value), "max_value": .text(new.max_value),
            "min_alarm": .text(alarm.min_alarm), "max_alarm": .text(alarm.max_alarm),
            "min_warning": .text(alarm.min_warning), "max_warning": .text(alarm.max_warning),
        ]
    }

    private static func members(_ new: DevIntrChange) -> [String: JSONValue] {
        [
            "started": .boolean(new.dev_started), "attributes": .list(new.atts.map { .text($0.name) }),
            "commands": .list(new.cmds.map { .text($0.cmd_name) }),
        ]
    }

    /// A line.
    var text: String {
        let place = attribute.isEmpty ? device : DeviceAccess.name(of: attribute, in: device)
        return ([place, event] + cells).joined(separator: "  ") + "\n"
    }
}
