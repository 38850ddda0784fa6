import POSIXFiles
import Synchronization

/// Calls that may hang, such as a look at a network file system: they run on a thread of their own, and who waits for the
/// answer waits no longer than given.
///
/// **Isolation**: any thread.
enum BoundedCall {
    /// What hangs now, so that asking again and again does not pile up threads.
    private static let hanging = Mutex<Set<String>>([])

    /// Makes a call; nil when it does not answer in time, or hangs since an earlier time. It then goes on by itself.
    static func run<Answer: Sendable>(
        _ name: String, within limit: Duration, _ call: @escaping @Sendable () -> Answer
    ) -> Answer? {
        guard hanging.withLock({ $0.insert(name).inserted }), let answered = try? WakeUp() else { return nil }
        let box = Box<Answer>()
        let thread = try? DedicatedThread(name: "look") {
            let answer = call()
            box.value.withLock { $0 = answer }
            _ = hanging.withLock { $0.remove(name) }
            answered.ring()
        }
        guard let thread else {
            _ = hanging.withLock { $0.remove(name) }
            return nil
        }
        thread.leave()
        _ = WakeUp.poll([answered.pollDescriptor], timeout: limit)
        return box.value.withLock { $0 }
    }

    private final class Box<Answer: Sendable>: Sendable {
        let value = Mutex<Answer?>(nil)
    }
}
