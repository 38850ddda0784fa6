import POSIXFiles
import Synchronization

/// A thread that handles items in order, as many at once as wait.
///
/// **Isolation**: any thread.
final class BatchThread<Item: Sendable>: Sendable {
    private struct State: Sendable {
        var items: [Item] = []
        var isClosing = false
        var isHandling = false
        var thread: DedicatedThread?
    }

    private let state = Mutex(State())
    private let bell: WakeUp

    init(name: String, _ handle: @escaping @Sendable ([Item]) -> Void) throws(POSIXError) {
        bell = try WakeUp()
        let thread = try DedicatedThread(name: name) { [self] in run(handle) }
        state.withLock { $0.thread = thread }
    }

    /// Adds an item; dropped when closed.
    func submit(_ item: Item) {
        let isFirst = state.withLock { state in
            guard !state.isClosing else { return false }
            state.items.append(item)
            return state.items.count == 1
        }
        if isFirst { bell.ring() }
    }

    /// Nothing waits and nothing is under way.
    var isIdle: Bool { state.withLock { $0.items.isEmpty && !$0.isHandling } }

    /// Takes no more items and ends by itself, while ``close(within:)`` is still to come.
    func beginClosing() {
        state.withLock { $0.isClosing = true }
        bell.ring()
    }

    /// Handles what waits and ends the thread. False when it does not end in time, because what it handles hangs: then it
    /// is left behind.
    @discardableResult
    func close(within limit: Duration) -> Bool {
        let thread = state.withLock { state in
            state.isClosing = true
            return state.thread.take()
        }
        bell.ring()
        return thread?.join(within: limit) ?? true
    }

    private func run(_ handle: ([Item]) -> Void) {
        while true {
            let (items, isClosing) = state.withLock { state in
                defer { state.items.removeAll() }
                state.isHandling = !state.items.isEmpty
                return (state.items, state.isClosing)
            }
            if !items.isEmpty {
                handle(items)
            } else if isClosing {
                return
            } else {
                _ = WakeUp.poll([bell.pollDescriptor], timeout: .seconds(3_600))
                bell.clear()
            }
        }
    }
}
