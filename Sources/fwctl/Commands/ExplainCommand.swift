import FrameTypes
import Ledger

/// `fwctl explain`: what happened to a frame.
enum ExplainCommand: Subcommand {
    static let spec = CommandSpec(
        name: "explain",
        summary: "tells where a frame is, why, and what happened to it: from the ledger, else from the device",
        positionals: [
            .init(name: "FRAME", help: "its file name, the path where it was or is, or its number in the ledger")
        ],
        options: [Places.ledgerOption, Places.deviceOption],
        examples: [
            "fwctl explain CeO2-00001.tif", "fwctl explain /data/archive/CeO2-00001.tif --json",
            "fwctl explain CeO2-00001.tif --device fw/beamline/1",
        ])

    static func run(_ arguments: Arguments, _ console: Console) throws -> ExitStatus {
        let name = arguments.positionals[0]
        let isDeviceNamed = arguments.text("device") != nil
        // The ledger that is near may be that of another server.
        guard let ledger = Places.ledgerPath(arguments, ofNamedDevice: isDeviceNamed) else {
            guard isDeviceNamed || Places.defaultDeviceName != nil else { throw Places.noLedger }
            try console.answer(LiveFrame(asking: Places.device(arguments), for: name), \.text)
            return .success
        }
        let found = try Places.ledger(at: ledger).frames(named: name, limit: 100)
        guard let newest = found.first else {
            // What still lies in RawDir only the device knows.
            if arguments.text("ledger") == nil || isDeviceNamed,
                let frame = try? LiveFrame(asking: Places.device(arguments), for: name)
            {
                try console.answer(frame, \.text)
                return .success
            }
            throw CommandError("the ledger knows no frame '\(name)'; 'fwctl ls' lists what it knows", status: .notFound)
        }
        try console.answer(newest) { text($0) + others(found.count - 1, name) }
        return .success
    }

    private static func text(_ frame: FrameRecord) -> String {
        var text = "\(frame.frame): \(frame.state.rawValue)" + (frame.reason.map { ", \($0)" } ?? "") + "\n"
        text += Columns.text(
            [
                ["found", "\(frame.found) as \(frame.path), \(Columns.bytes(frame.bytes))"],
                ["destination", frame.destination],
                ["members", frame.members.map(\.name).joined(separator: ", ")],
            ] + (frame.statistics.map { [["pixels", "sum \($0.sum), maximum \($0.max)"]] } ?? []), indent: "  ")
        return text + Self.text(frame.files, frame.history)
    }

    /// What was delivered and what happened, as lines of their own.
    static func text(_ files: [ReplicaRow], _ history: [FrameRecord.Event]) -> String {
        var text = ""
        if !files.isEmpty {
            text += "files\n"
            text += Columns.text(
                files.map { [$0.role, $0.path, Columns.bytes($0.bytes), "\($0.hashKind) \($0.hash)"] }, indent: "  ")
        }
        if !history.isEmpty {
            text += "history\n" + Columns.text(history.map { [$0.time, $0.kind, $0.text ?? ""] }, indent: "  ")
        }
        return text
    }

    private static func others(_ count: Int, _ name: String) -> String {
        count == 0 ? "" : "\(count) older frames are called \(name), too; name one by its number in 'fwctl ls --json'\n"
    }
}
