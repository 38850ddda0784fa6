import FoundationEssentials
import FrameTypes
import Ledger
import POSIXFiles

/// The answer to ``FrameEngine/explain(_:)``.
struct Explanation: Encodable {
    /// An older frame of the same name.
    struct Earlier: Encodable {
        var id: Int64
        var state: String
        var found: String
    }

    var frame: String
    var id: Int64?
    /// A state of the ledger, or `seen` for a frame that is not settled yet.
    var state: String
    /// How it ended; null while it is on its way.
    var outcome: String?
    var reason: String?
    var path: String
    var destination: String
    var bytes: Int64?
    var attempts: Int?
    var found: String?
    var updated: String?
    var members: [UnitMember] = []
    var files: [ReplicaRow] = []
    var statistics: FrameStatistics?
    var history: [FrameRecord.Event] = []
    var earlier: [Earlier] = []

    /// Joins what the ledger knows, newest first, with what the engine has in memory; nil when nobody knows it.
    init?(_ records: [FrameRecord], live: LiveFrame?) {
        let record = live?.id.map { id in records.first { $0.id == id } } ?? (live == nil ? records.first : nil)
        guard live != nil || record != nil else { return nil }
        path = live?.path ?? record?.path ?? ""
        frame = Paths.base(of: path)
        id = live?.id ?? record?.id
        state = live?.state ?? record?.state.rawValue ?? ""
        reason = live?.reason ?? record?.reason
        destination = live?.destination ?? record?.destination ?? ""
        if let record {
            (bytes, attempts, found, updated) = (record.bytes, record.attempts, record.found, record.updated)
            (members, files, statistics, history) = (record.members, record.files, record.statistics, record.history)
            outcome = record.state.isTerminal ? record.state.rawValue : nil
        }
        earlier = records.filter { $0.id != id }.map {
            Earlier(id: $0.id, state: $0.state.rawValue, found: $0.found)
        }
    }

    var json: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        guard let data = try? encoder.encode(self) else { return "{}" }
        return String(decoding: data, as: UTF8.self)
    }
}
