import POSIXFiles
import Synchronization

/// Calls that may hang, such as a look at a network file system: they run on a thread of their own, and who waits for the
/// answer waits no longer than given.
///
/// **Isolation**: any thread.
enum BoundedCall {
    /// More calls than this do not hang at once.
    private static let greatestCount = 16

    /// What hangs now, so that asking again and again does not pile up threads.
    private static let hanging = Mutex<Set<PathKey>>([])

    /// Makes a call about a path; nil when it does not answer in time, or hangs since an earlier time. It then goes on by itself.
    static func run<Answer: Sendable>(
        _ path: String, within limit: Duration, _ call: @escaping @Sendable () -> Answer
    ) -> Answer? {
        guard let answered = try? WakeUp(),
            hanging.withLock({ $0.count < greatestCount && $0.insert(PathKey(path)).inserted })
        else { return nil }
        let box = Box<Answer>()
        let thread = try? DedicatedThread(name: "look") {
            let answer = call()
            box.value.withLock { $0 = answer }
            _ = hanging.withLock { $0.remove(PathKey(path)) }
            answered.ring()
        }
        guard let thread else {
            _ = hanging.withLock { $0.remove(PathKey(path)) }
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
