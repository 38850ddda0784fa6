import Synchronization
import TangoClient
import TangoIDL
import TangoTypes

/// The database as a server uses it: patient while the server starts, quick afterwards, and with errors that say what
/// happened and that it will pass.
///
/// Nothing is given up when the database goes away: every call tries again to reach it.
///
/// **Isolation**: any thread.
final class DatabaseAccess: Sendable {
    private let proxy: DatabaseProxy
    private let attempts = Atomic(4)

    /// How long one call may take. **Unit**: second.
    private enum TimeLimit {
        static let start = 13
        static let cache = 52
        static let running = 3
    }

    /// Takes a proxy over; it is patient until ``started()``.
    init(_ proxy: DatabaseProxy) {
        self.proxy = proxy
        proxy.timeLimit = .seconds(TimeLimit.start)
    }

    /// Ends the patience: from now on clients wait behind each call.
    func started() {
        attempts.store(2, ordering: .relaxed)
        proxy.timeLimit = .seconds(TimeLimit.running)
    }

    /// Where it is, for messages.
    var place: String { proxy.hosts.map(\.description).joined(separator: ",") }

    /// The host and port as clients call them, with this host's name for a database on it.
    var address: (host: String, port: Int)? {
        guard let first = proxy.hosts.first else { return nil }
        let isHere = proxy.hosts.count == 1 && first.host.lowercased() == "localhost"
        return (isHere ? HostName.qualified : first.host.lowercased(), first.port)
    }

    /// Asks the database; `purpose` completes "The server wanted to …".
    ///
    /// Every question and every order is repeated when the connection broke meanwhile: an order replaces whole values, so
    /// that it may arrive twice.
    ///
    /// **Throws**: `API_DatabaseAccess`, first when the database cannot be reached, behind its own error when it refused.
    func call<Result>(_ purpose: String, _ body: (DatabaseProxy) throws -> Result) throws -> Result {
        var left = attempts.load(ordering: .relaxed)
        while true {
            left -= 1
            do { return try body(proxy) } catch let error as DevFailed {
                if left > 0, error.isBroken { continue }
                throw explained(error, purpose)
            }
        }
    }

    /// Everything for a start in one answer; nil when the database cannot do that or does not manage it in time.
    func serverCache(_ server: String, host: String) -> [String]? {
        proxy.timeLimit = .seconds(TimeLimit.cache)
        defer { proxy.timeLimit = .seconds(TimeLimit.start) }
        return try? proxy.serverCache(server, host: host)
    }

    private func explained(_ error: DevFailed, _ purpose: String) -> DevFailed {
        let origin = "DatabaseAccess"
        guard error.isUnreachable || error.isTimeout || error.isBroken else {
            return error.appending(
                .databaseAccess, "The Tango database at \(place) refused: the server wanted to \(purpose).",
                origin: origin)
        }
        let cause = error.errors.last?.desc ?? ""
        return DevFailed(
            .databaseAccess,
            "The Tango database at \(place) cannot be used now: the server wanted to \(purpose). \(cause) The server goes "
                + "on without it and uses it again as soon as it answers; try again then.", origin: origin)
    }
}

extension DevFailed {
    /// The connection ended while the call was under way.
    fileprivate var isBroken: Bool { errors.contains { $0.reason == Reason.communicationFailed.rawValue } }
}
