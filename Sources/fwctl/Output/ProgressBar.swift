import Glibc

/// A bar on standard error for what takes longer than two seconds; nothing when that is no terminal.
final class ProgressBar {
    private let label: String
    private let total: Int
    private let start = ContinuousClock.now
    private var lastDrawn = ContinuousClock.now
    private var isVisible = false
    private let isTerminal = isatty(STDERR_FILENO) == 1

    init(_ label: String, total: Int) {
        self.label = label
        self.total = total
    }

    /// Shows that `done` of the whole is behind us.
    func update(_ done: Int) {
        let now = ContinuousClock.now
        guard isTerminal, total > 0, now - start > .seconds(2) else { return }
        guard !isVisible || now - lastDrawn > .milliseconds(100) || done == total else { return }
        (isVisible, lastDrawn) = (true, now)
        let width = 30
        let filled = min(width, width * done / total)
        let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: width - filled)
        Console.write("\r\(label) [\(bar)] \(done)/\(total)\(remaining(done, now))\u{1B}[K", to: STDERR_FILENO)
    }

    /// Removes the bar.
    func finish() {
        guard isVisible else { return }
        Console.write("\r\u{1B}[K", to: STDERR_FILENO)
        isVisible = false
    }

    private func remaining(_ done: Int, _ now: ContinuousClock.Instant) -> String {
        guard done > 0, done < total else { return "" }
        let seconds = (now - start) / .seconds(1) * Double(total - done) / Double(done)
        return ", \(Int(seconds.rounded(.up))) s left"
    }
}
