import POSIXFiles
import Synchronization

/// Looks how full the file system of the raw directory is, from a thread of its own.
final class StorageMonitor: Sendable {
    static let interval = Duration.milliseconds(500)

    private let isClosing = Mutex(false)
    private let bell: WakeUp

    init(
        raw: String, usage: @escaping @Sendable (String) throws(POSIXError) -> FileSystemUsage,
        _ report: @escaping @Sendable (FileSystemUsage?) -> Void
    ) throws(POSIXError) {
        bell = try WakeUp()
        let thread = try DedicatedThread(name: "storage") { [self] in
            while !isClosing.withLock({ $0 }) {
                report(try? usage(raw))
                _ = WakeUp.poll([bell.pollDescriptor], timeout: Self.interval)
                bell.clear()
            }
        }
        thread.leave()
    }

    /// Ends the thread; one that hangs in a look ends when the look does.
    func close() {
        isClosing.withLock { $0 = true }
        bell.ring()
    }
}
