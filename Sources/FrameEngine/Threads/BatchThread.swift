import POSIXFiles
import Synchronization

/// A thread that handles items in order, as many at once as wait.
///
/// **Isolation**: any thread.
final class BatchThread<Item: Sendable>: Sendable {
    private struct State: Sendable {
        var items: [Item] = []
        var isClosing = false
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

    /// Handles what waits and ends the thread.
    func close() {
        let thread = state.withLock { state in
            state.isClosing = true
            return state.thread.take()
        }
        bell.ring()
        thread?.join()
    }

    private func run(_ handle: ([Item]) -> Void) {
        while true {
            let (items, isClosing) = state.withLock { state in
                defer { state.items.removeAll() }
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
