import POSIXFiles
import Synchronization

@testable import FrameEngine

/// Lets every call of the server that touches a destination hang, as on a dead network mount, until it is opened.
final class Gate: Sendable {
    private struct State {
        var shut: Set<String> = []
        var caught = 0
    }

    private let state = Mutex(State())

    /// Calls that hung so far.
    var caught: Int { state.withLock { $0.caught } }

    func shut(_ destination: String) { state.withLock { _ = $0.shut.insert(destination) } }
    func open() { state.withLock { $0.shut.removeAll() } }

    var hooks: EngineHooks {
        var hooks = EngineHooks()
        hooks.rawUsage = { _ in .used(10) }
        hooks.atDestination = { [self] in pass($0) }
        return hooks
    }

    private func pass(_ destination: String) {
        let isShut = state.withLock { state in
            guard state.shut.contains(destination) else { return false }
            state.caught += 1
            return true
        }
        guard isShut else { return }
        while state.withLock({ $0.shut.contains(destination) }) { _ = WakeUp.poll([], timeout: .milliseconds(5)) }
    }
}
