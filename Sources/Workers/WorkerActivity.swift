import Glibc
import POSIXFiles

/// What the system says of a worker at one instant.
struct WorkerActivity: Sendable {
    /// What it has computed so far.
    var processorTime = Duration.zero
    /// It waits for something that may never come, such as a message; not for a processor, a disk or memory.
    var isSleeping = false
    /// What it has handed to the system so far. **Unit**: byte.
    var bytesWritten = 0

    init(processorTime: Duration = .zero, isSleeping: Bool = false, bytesWritten: Int = 0) {
        self.processorTime = processorTime
        self.isSleeping = isSleeping
        self.bytesWritten = bytesWritten
    }

    /// Asks about a living worker.
    init(of pid: Int32) {
        processorTime = Self.processorTime(of: pid)
        // The name of the program, in parentheses, may hold anything.
        let words = Self.text("/proc/\(pid)/stat").split(separator: ")").last?.split(separator: " ")
        isSleeping = !["R", "D"].contains(words?.first)
        let line = Self.text("/proc/\(pid)/io").split(separator: "\n").first { $0.hasPrefix("wchar: ") }
        bytesWritten = line.flatMap { Int($0.dropFirst("wchar: ".count)) } ?? 0
    }

    static func processorTime(of pid: Int32) -> Duration {
        var clock = clockid_t()
        var time = timespec()
        guard clock_getcpuclockid(pid, &clock) == 0, clock_gettime(clock, &time) == 0 else { return .zero }
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }

    private static func text(_ path: String) -> String {
        guard let file = try? FileDescriptor(opening: path, for: .read) else { return "" }
        var bytes = [UInt8](repeating: 0, count: 1_024)
        let count = (try? bytes.withUnsafeMutableBytes { try file.read(into: $0) }) ?? 0
        return String(decoding: bytes[..<count], as: UTF8.self)
    }
}
