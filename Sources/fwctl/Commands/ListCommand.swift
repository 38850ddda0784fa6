import FrameTypes
import Ledger

/// `fwctl ls`: the frames of the ledger.
enum ListCommand: Subcommand {
    static let spec = CommandSpec(
        name: "ls", summary: "lists the newest frames of the ledger, with the server running or stopped",
        options: [
            .init("state", "STATE", "only frames in this state, such as archived or quarantined"),
            .init("limit", "N", "at most N frames (default 20)"),
            Places.ledgerOption,
        ],
        examples: ["fwctl ls", "fwctl ls --state quarantined", "fwctl ls --limit 1000 --json"])

    /// The answer.
    private struct Listing: Encodable {
        /// Frames in each state that has any.
        var counts: [String: Int]
        /// Newest first.
        var frames: [FrameRecord]
    }

    static func run(_ arguments: Arguments, _ console: Console) throws -> ExitStatus {
        let state: UnitState? = try arguments.choice("state")
        let limit = try arguments.number("limit", in: 1...10_000_000) ?? 20
        let ledger = try Places.ledger(arguments)
        let counts = try ledger.counts().filter { $0.value > 0 }
        let listing = Listing(
            counts: Dictionary(uniqueKeysWithValues: counts.map { ($0.key.rawValue, $0.value) }),
            frames: try ledger.frames(in: state, limit: limit))
        try console.answer(listing, text)
        return .success
    }

    private static func text(_ listing: Listing) -> String {
        guard !listing.frames.isEmpty else { return "no frames\n" }
        let rows = listing.frames.map { [$0.updated, $0.state.rawValue, $0.frame, $0.reason ?? ""] }
        let counts = listing.counts.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
        return Columns.text(rows) + counts.joined(separator: ", ") + "\n"
    }
}
