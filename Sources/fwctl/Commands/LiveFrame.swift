import FoundationEssentials
import Ledger
import TangoClient
import TangoIDL

/// What a running device tells of a frame, also of one that the ledger does not know yet.
struct LiveFrame: Codable {
    let frame: String
    let state: String
    let reason: String?
    let path: String
    let destination: String
    let files: [ReplicaRow]
    let history: [FrameRecord.Event]

    /// Asks the device.
    ///
    /// **Throws**: `DevFailed` when it does not answer, ``CommandError`` when it does not know the frame.
    init(asking device: DeviceProxy, for name: String) throws {
        do {
            guard case .string(let text) = try device.command("Explain", .string(name)) else {
                throw CommandError("the command Explain of \(device.address) is not that of a FrameWatch")
            }
            self = try JSONDecoder().decode(LiveFrame.self, from: Data(text.utf8))
        } catch let error as DevFailed where error.errors.contains(where: { $0.reason == "FrameWatch_UnknownFrame" }) {
            throw CommandError("the device knows no frame '\(name)'", status: .notFound)
        }
    }

    /// For people.
    var text: String {
        "\(frame): \(state)" + (reason.map { ", \($0)" } ?? "") + "\n"
            + Columns.text(
                [[files.isEmpty ? "lies at" : "found as", path], ["destination", destination]], indent: "  ")
            + ExplainCommand.text(files, history)
    }
}
