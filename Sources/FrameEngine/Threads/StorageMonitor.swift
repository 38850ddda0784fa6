import POSIXFiles
import Synchronization

/// How full the file systems are, and whether the destination can be written.
struct StorageReport: Sendable {
    var raw: FileSystemUsage?
    var remotePath: String
    var remote: FileSystemUsage?
    var remoteProblem: String?
    /// Where the file system of the destination is mounted.
    var remoteMountPoint: String?
}

/// Looks at the file systems from a thread of its own, because a look at a network file system may hang.
final class StorageMonitor: Sendable {
    private struct State: Sendable {
        var remote: String
        var mounts: DestinationMounts
        var isClosing = false
    }

    static let interval = Duration.milliseconds(500)

    private let raw: String
    private let state: Mutex<State>
    private let bell: WakeUp

    init(
        raw: String, remote: String, _ mounts: DestinationMounts, _ report: @escaping @Sendable (StorageReport) -> Void
    ) throws(POSIXError) {
        self.raw = raw
        state = Mutex(State(remote: remote, mounts: mounts))
        bell = try WakeUp()
        _ = try DedicatedThread(name: "storage") { [self] in run(report) }
    }

    /// Looks at another destination from now on, and at once.
    func setRemote(_ path: String, _ mounts: DestinationMounts) {
        state.withLock { ($0.remote, $0.mounts) = (path, mounts) }
        bell.ring()
    }

    /// Ends the thread; one that hangs in a look ends when the look does.
    func close() {
        state.withLock { $0.isClosing = true }
        bell.ring()
    }

    private func run(_ report: (StorageReport) -> Void) {
        while true {
            let (remote, mounts, isClosing) = state.withLock { ($0.remote, $0.mounts, $0.isClosing) }
            if isClosing { return }
            report(look(remote, mounts))
            _ = WakeUp.poll([bell.pollDescriptor], timeout: Self.interval)
            bell.clear()
        }
    }

    private func look(_ remote: String, _ mounts: DestinationMounts) -> StorageReport {
        var report = StorageReport(raw: try? FileSystemUsage(of: raw), remotePath: remote)
        if let problem = mounts.problem(of: remote) {
            report.remoteProblem = problem
            return report
        }
        do throws(POSIXError) {
            guard try FileStatus.following(remote)?.kind == .directory else {
                report.remoteProblem = "RemoteDir (\(remote)) is not there."
                return report
            }
            try Files.checkWritable(remote)
            report.remote = try FileSystemUsage(of: remote)
            report.remoteMountPoint = DestinationMounts.point(of: remote)
        } catch {
            report.remoteProblem = error.description
        }
        return report
    }
}
