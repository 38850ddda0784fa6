import POSIXFiles
import Synchronization

/// Looks at one destination again and again from a thread of its own, because a look at a dead network mount hangs: how
/// long the present look takes tells that from a destination that is merely slow.
///
/// **Isolation**: any thread.
final class DestinationWatch: Sendable {
    private struct State: Sendable {
        var mounts: DestinationMounts
        /// When the look that is under way began.
        var began: Double?
        var isClosing = false
    }

    static let interval = Duration.milliseconds(500)

    private let state: Mutex<State>
    private let bell: WakeUp

    init(
        _ mounts: DestinationMounts, look: @escaping @Sendable (DestinationMounts) -> DestinationReport,
        report: @escaping @Sendable (DestinationReport) -> Void
    ) throws(POSIXError) {
        state = Mutex(State(mounts: mounts))
        bell = try WakeUp()
        let thread = try DedicatedThread(name: "destination") { [self] in run(look, report) }
        thread.leave()
    }

    /// How long the present look has been waiting for its answer. **Unit**: s.
    var silence: Double { state.withLock { $0.began }.map { Monotonic.now() - $0 } ?? 0 }

    /// Looks at once, as soon as the present look is over.
    func look(_ mounts: DestinationMounts) {
        state.withLock { $0.mounts = mounts }
        bell.ring()
    }

    /// Ends the thread; one that hangs in a look ends when the look does.
    func close() {
        state.withLock { $0.isClosing = true }
        bell.ring()
    }

    private func run(
        _ look: (DestinationMounts) -> DestinationReport, _ report: (DestinationReport) -> Void
    ) {
        while true {
            let mounts: DestinationMounts? = state.withLock { state in
                guard !state.isClosing else { return nil }
                state.began = Monotonic.now()
                return state.mounts
            }
            guard let mounts else { return }
            let found = look(mounts)
            state.withLock { $0.began = nil }
            report(found)
            _ = WakeUp.poll([bell.pollDescriptor], timeout: Self.interval)
            bell.clear()
        }
    }
}
