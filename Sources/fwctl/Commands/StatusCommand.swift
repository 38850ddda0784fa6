import FrameTypes
import Ledger
import TangoClient
import TangoIDL
import TangoTypes

/// `fwctl status`: how the server is, from the device; from the ledger alone when it does not run.
enum StatusCommand: Subcommand {
    static let spec = CommandSpec(
        name: "status", summary: "tells how the server is and what it has done",
        options: [Places.deviceOption, Places.ledgerOption],
        examples: [
            "fwctl status", "fwctl status --device fw/p02/1 --json",
            "fwctl status --device 'tango://127.0.0.1:45450/fw/local/1#dbase=no'",
        ])

    /// The answer.
    private struct Report: Encodable {
        var device: String?
        /// `null` when the device does not answer.
        var state: String?
        var status: String?
        /// Every attribute of the device; `null` where it has no value now.
        var attributes: [String: JSONValue] = [:]
        /// Frames in each state, from the ledger.
        var ledger: [String: Int] = [:]
        /// Where that is.
        var ledgerFile: String?
    }

    static func run(_ arguments: Arguments, _ console: Console) throws -> ExitStatus {
        var report = Report()
        if let path = Places.ledgerPath(arguments, ofNamedDevice: arguments.text("device") != nil),
            let counts = try? Places.ledger(at: path).counts()
        {
            (report.ledger, report.ledgerFile) = (named(counts), path)
        }
        do {
            let device = try Places.device(arguments)
            report.device = device.name
            try ask(device, &report)
        } catch {
            // The ledger outlives its server; without one, or of a device that is none of ours, there is nothing to tell.
            guard !report.ledger.isEmpty, (error as? CommandError)?.status != .failure else { throw error }
            console.note((error as? DevFailed)?.text ?? "\(error)")
            try console.answer(report, text)
            return (error as? DevFailed)?.exitStatus ?? .unreachable
        }
        try console.answer(report, text)
        return .success
    }

    private static func ask(_ device: DeviceProxy, _ report: inout Report) throws {
        let configurations = try device.attributeConfiguration()
        guard configurations.contains(where: { $0.name == "FramesFound" }) else {
            throw CommandError(
                "\(device.name) is no device of the class FrameWatch; 'fwctl read' shows the attributes of any device")
        }
        let readings = try device.readAttributes(configurations.map(\.name))
        for (configuration, reading) in zip(configurations, readings) {
            if ["State", "Status"].contains(configuration.name) { continue }  // asked for on their own
            report.attributes[configuration.name] = reading.json(labels: configuration.enum_labels)
        }
        report.state = "\(try device.state())"
        report.status = try device.status()
    }

    private static func named(_ counts: [UnitState: Int]) -> [String: Int] {
        Dictionary(uniqueKeysWithValues: counts.filter { $0.value > 0 }.map { ($0.key.rawValue, $0.value) })
    }

    private static func text(_ report: Report) -> String {
        guard let device = report.device, let state = report.state else {
            let counts = report.ledger.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
            return "The ledger \(report.ledgerFile ?? "") knows \(counts.joined(separator: ", ")) frames.\n"
        }
        func value(_ name: String) -> String { report.attributes[name]?.plain ?? "-" }
        var rows = [
            [
                "frames",
                "\(value("FramesFound")) found: \(value("FramesPending")) pending, "
                    + "\(value("FramesArchived")) archived, \(value("FramesFailed")) failed, "
                    + "\(value("FramesDiscarded")) discarded",
            ],
            ["rate", "\(value("FrameRate")) frames/s, \(value("DataRate")) MB/s, latency \(value("Latency")) s"],
            ["disks", "raw \(value("RawUsed")) % full, remote \(value("RemoteUsed")) %, level \(value("Level"))"],
            ["workers", "\(value("SubProcessCount")) of at most \(value("MaxSubProcess"))"],
            ["from", value("RawDir")],
            ["to", value("RemoteDir")],
        ]
        if value("LastFrame") != "-" { rows.append(["last frame", value("LastFrame")]) }
        if !["-", ""].contains(value("LastError")) { rows.append(["last error", value("LastError")]) }
        return "\(device): \(state)\n\(report.status ?? "")\n" + Columns.text(rows, indent: "  ")
    }
}
