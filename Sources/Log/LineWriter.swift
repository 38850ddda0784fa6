internal import CLinux
import Dispatch
import Glibc
import Synchronization

/// Takes lines from any thread and writes them from one of its own, so that a place that takes nothing, such as a pipe that
/// nobody reads or a file system that hangs, never holds up who speaks.
///
/// The order is kept. While more waits than fits, the oldest lines are dropped, and a line in their place says how many.
/// What waits when the process ends by `exit` is written first, for a second at most.
///
/// **Isolation**: any thread.
public final class LineWriter: Sendable {
    private struct State: Sendable {
        var lines: [String] = []
        /// Lines before this one were dropped.
        var first = 0
        /// **Unit**: byte.
        var size = 0
        var dropped = 0
        /// A thread looks after the lines; it ends when none has come for a while.
        var hasThread = false
        /// The thread has taken lines that are not all written.
        var isWriting = false
        /// Who waits until everything is written.
        var waiting: [DispatchSemaphore] = []
    }

    /// How long a thread waits for another line before it ends.
    private static let linger = DispatchTimeInterval.seconds(1)
    /// Those that have a thread: what has to be written when the process ends.
    private static let busy = Mutex<[ObjectIdentifier: LineWriter]>([:])
    /// Asks once that the end of the process waits for what is not written yet.
    private static let atEnd: Int32 = atexit { LineWriter.flushAll(within: .seconds(1)) }

    private let capacity: Int
    private let notice: @Sendable (Int) -> String
    private let write: @Sendable (String) -> Void
    private let state = Mutex(State())
    private let bell = DispatchSemaphore(value: 0)

    /// Makes a writer; its thread begins with the first line.
    ///
    /// - Parameters:
    ///   - capacity: How much may wait. **Unit**: byte.
    ///   - notice: The line about so many that were dropped.
    ///   - write: Writes one line; may take as long as it likes.
    public init(
        capacity: Int = 1 << 20, notice: @escaping @Sendable (Int) -> String,
        write: @escaping @Sendable (String) -> Void
    ) {
        self.capacity = capacity
        self.notice = notice
        self.write = write
    }

    /// Adds a line, which has its own line end. Never waits.
    public func submit(_ line: String) {
        let (needsThread, isFirst) = state.withLock { state in
            let isFirst = state.first == state.lines.count
            state.lines.append(line)
            state.size += line.utf8.count
            dropOldest(&state)
            defer { state.hasThread = true }
            return (!state.hasThread, isFirst)
        }
        if needsThread { startThread() } else if isFirst { bell.signal() }
    }

    /// Waits until everything is written, but not longer than `limit`. False when something is left.
    @discardableResult
    public func flush(within limit: Duration) -> Bool {
        let done = DispatchSemaphore(value: 0)
        let isIdle = state.withLock { state in
            guard state.hasThread, state.isWriting || state.first < state.lines.count else { return true }
            state.waiting.append(done)
            return false
        }
        if isIdle { return true }
        return done.wait(timeout: .now() + .milliseconds(Int(max(.zero, limit) / .milliseconds(1)))) == .success
    }

    /// Waits until all writers of this process have written everything, but not longer than `limit`. What ends the process
    /// without `exit` calls it before.
    public static func flushAll(within limit: Duration) {
        let deadline = ContinuousClock.now + limit
        for writer in busy.withLock({ Array($0.values) }) { writer.flush(within: deadline - .now) }
    }

    /// The newest line stays, however long it is.
    private func dropOldest(_ state: inout State) {
        while state.size > capacity, state.first < state.lines.count - 1 {
            state.size -= state.lines[state.first].utf8.count
            state.lines[state.first] = ""
            state.first += 1
            state.dropped += 1
        }
        guard state.first > 1024, state.first > state.lines.count / 2 else { return }
        state.lines.removeFirst(state.first)
        state.first = 0
    }

    // MARK: The thread

    private func startThread() {
        _ = Self.atEnd
        Self.busy.withLock { $0[ObjectIdentifier(self)] = self }
        let context = Unmanaged.passRetained(self)
        var thread = pthread_t()
        // Signals are for the thread that the executable chose; a new thread inherits the mask of its maker.
        var all = sigset_t()
        var before = sigset_t()
        sigfillset(&all)
        pthread_sigmask(SIG_SETMASK, &all, &before)
        let result = pthread_create(
            &thread, nil,
            { context in
                guard let context else { return nil }
                clinux_name_thread("log")
                Unmanaged<LineWriter>.fromOpaque(context).takeRetainedValue().run()
                return nil
            }, context.toOpaque())
        pthread_sigmask(SIG_SETMASK, &before, nil)
        if result == 0 {
            pthread_detach(thread)
        } else {
            // The lines wait; the next one tries again.
            context.release()
            state.withLock { $0.hasThread = false }
            Self.busy.withLock { _ = $0.removeValue(forKey: ObjectIdentifier(self)) }
        }
    }

    private func run() {
        repeat {
            while let (lines, dropped) = take() {
                if dropped > 0 { write(notice(dropped)) }
                for line in lines { write(line) }
            }
        } while bell.wait(timeout: .now() + Self.linger) == .success || !mayEnd()
    }

    /// All lines that wait, and how many were dropped before them; nil when there are none.
    private func take() -> (lines: ArraySlice<String>, dropped: Int)? {
        state.withLock { state in
            guard state.first < state.lines.count else {
                state.isWriting = false
                for done in state.waiting { done.signal() }
                state.waiting = []
                return nil
            }
            defer { (state.lines, state.first, state.size, state.dropped) = ([], 0, 0, 0) }
            state.isWriting = true
            return (state.lines[state.first...], state.dropped)
        }
    }

    /// Gives the thread up unless a line has come at the last moment.
    private func mayEnd() -> Bool {
        state.withLock { state in
            guard state.lines.isEmpty else { return false }
            state.hasThread = false
            // Under the same lock, so that a thread begun next does not lose its entry.
            Self.busy.withLock { _ = $0.removeValue(forKey: ObjectIdentifier(self)) }
            return true
        }
    }
}

extension LineWriter {
    /// Lines for standard output.
    public static let standardOutput = LineWriter(descriptor: STDOUT_FILENO)
    /// Lines for standard error.
    public static let standardError = LineWriter(descriptor: STDERR_FILENO)

    /// Lines for an open file that stays open.
    ///
    /// - Parameters:
    ///   - descriptor: Of a file, pipe or terminal.
    ///   - capacity: How much may wait. **Unit**: byte.
    public convenience init(descriptor: Int32, capacity: Int = 1 << 20) {
        self.init(capacity: capacity) { count in
            "\(count) lines of the log were dropped here: they came faster than they could be written.\n"
        } write: { line in
            Self.write(line, to: descriptor)
        }
    }

    /// Writes a whole line, however long it takes; gives up at an error. The number of bytes that were written.
    @discardableResult
    public static func write(_ line: String, to descriptor: Int32) -> Int {
        let bytes = Array(line.utf8)
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                Glibc.write(descriptor, buffer.baseAddress.map { $0 + written }, buffer.count - written)
            }
            if count > 0 {
                written += count
            } else if count < 0, errno == EAGAIN {
                // Who shares the pipe with this process made it one that does not block.
                var ready = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                poll(&ready, 1, -1)
            } else if count == 0 || errno != EINTR {
                break
            }
        }
        return written
    }
}
