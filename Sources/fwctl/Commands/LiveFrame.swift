import FoundationEssentials
import TangoClient
import TangoIDL

/// What a running device tells of a frame, also of one that the ledger does not know yet.
struct LiveFrame: Codable {
    let frame: String
    let state: String
    let reason: String?
    let path: String
    let destination: String

    /// Asks the device; nil when it does not answer or does not know the frame.
    init?(_ name: String, of device: DeviceProxy) {
        guard case .string(let text) = try? device.command("Explain", .string(name)),
            let frame = try? JSONDecoder().decode(LiveFrame.self, from: Data(text.utf8))
        else { return nil }
        self = frame
    }

    /// For people.
    var text: String {
        "\(frame): \(state)" + (reason.map { ", \($0)" } ?? "") + "\n"
            + Columns.text([["lies at", path], ["destination", destination]], indent: "  ")
    }
}
