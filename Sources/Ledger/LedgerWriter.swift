import POSIXFiles
import Synchronization

/// The one thread that writes the ledger: what waits is written together and made durable by one commit.
///
/// When the store does not work, everything waits in order and is tried again; the health handler tells.
///
/// **Isolation**: any thread.
public final class LedgerWriter: Sendable {
    /// How soon a batch is written.
    public enum Urgency: Sendable {
        /// At once, with whatever waits.
        case now
        /// With the next commit, at the latest after ``LedgerWriter/laziness``.
        case lazy
    }

    /// Told on the writer's thread when a batch is durable, or was refused by the schema, or the ledger was closed.
    public typealias Completion = @Sendable (LedgerError?) -> Void

    /// The longest wait of a lazy batch.
    public static let laziness = Duration.milliseconds(100)
    /// Between two attempts at a store that does not work.
    static let retryInterval = Duration.milliseconds(300)
    /// So that one commit never holds the file for long.
    static let greatestGroup = 512

    private struct Entry: Sendable {
        var changes: [LedgerChange]
        var completion: Completion?
    }

    private struct State: Sendable {
        var waiting: [Entry] = []
        var urgent = false
        var closing = false
        var thread: DedicatedThread?
    }

    private let state = Mutex(State())
    private let bell: WakeUp
    private let store: any LedgerWriting
    private let onHealth: @Sendable (LedgerError?) -> Void

    /// Starts the thread.
    ///
    /// - Parameters:
    ///   - store: the database, not used by anybody else from now on.
    ///   - onHealth: told on the writer's thread when the store stops (with the error) or resumes (nil) working.
    ///
    /// **Throws**: what the system says when it has no descriptor or thread left.
    public init(_ store: any LedgerWriting, onHealth: @escaping @Sendable (LedgerError?) -> Void) throws {
        bell = try WakeUp()
        self.store = store
        self.onHealth = onHealth
        let thread = try DedicatedThread(name: "ledger") { [self] in run() }
        state.withLock { $0.thread = thread }
    }

    /// Hands over a batch; returns at once. Batches are written in the order of the calls.
    public func submit(_ changes: [LedgerChange], _ urgency: Urgency = .now, completion: Completion? = nil) {
        let (accepted, wakes) = state.withLock { state in
            guard !state.closing else { return (false, false) }
            let first = state.waiting.isEmpty
            state.waiting.append(Entry(changes: changes, completion: completion))
            if urgency == .now { state.urgent = true }
            return (true, first || urgency == .now)
        }
        guard accepted else {
            completion?(LedgerError(.closed, "The ledger is closed."))
            return
        }
        if wakes { bell.ring() }
    }

    /// Writes what waits, if the store works, and ends the thread. Idempotent.
    public func close() {
        let thread = state.withLock { state in
            state.closing = true
            return state.thread.take()
        }
        bell.ring()
        thread?.join()
    }

    private func run() {
        var healthy = true
        while true {
            let (group, closing) = nextGroup()
            guard !group.isEmpty else {
                if closing { return }
                waitForWork()
                continue
            }
            write(group, healthy: &healthy)
        }
    }

    private func waitForWork() {
        let idle = state.withLock { $0.waiting.isEmpty }
        let rung = WakeUp.poll([bell.pollDescriptor], timeout: idle ? .seconds(3_600) : Self.laziness)
        bell.clear()
        // Without a ring, a lazy batch has now waited its time.
        if rung.isEmpty { state.withLock { $0.urgent = !$0.waiting.isEmpty } }
    }

    private func nextGroup() -> ([Entry], closing: Bool) {
        state.withLock { state in
            guard state.urgent || state.closing else { return ([], false) }
            let group = Array(state.waiting.prefix(Self.greatestGroup))
            state.waiting.removeFirst(group.count)
            state.urgent = !state.waiting.isEmpty
            return (group, state.closing)
        }
    }

    private func write(_ group: [Entry], healthy: inout Bool) {
        while true {
            do {
                let errors = try store.write(group.map(\.changes))
                if !healthy {
                    healthy = true
                    onHealth(nil)
                }
                for (entry, error) in zip(group, errors) { entry.completion?(error) }
                return
            } catch {
                if healthy {
                    healthy = false
                    onHealth(error)
                }
                if state.withLock({ $0.closing }) {
                    for entry in group { entry.completion?(error) }
                    return
                }
                _ = WakeUp.poll([], timeout: Self.retryInterval)
            }
        }
    }
}
