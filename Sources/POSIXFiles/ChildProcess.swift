internal import CLinux
import Glibc

/// A started program: its process number and how it ended.
///
/// The child has no descriptors but 0, 1, 2, no blocked or ignored signals, and its own process group.
public struct ChildProcess: Sendable {
    /// How a child ended.
    public enum End: Sendable, Equatable {
        /// By itself, with this status.
        case exited(Int32)
        /// By this signal.
        case signalled(Int32)
    }

    /// Process number; also the number of its group.
    public let pid: Int32

    /// Starts a program whose descriptors 0, 1 and 2 are these; there is no search and no shell.
    ///
    /// **Throws**: the failure of `posix_spawn`.
    init(
        executable: String, arguments: [String], descriptors: (input: Int32, output: Int32, errors: Int32)
    ) throws(POSIXError) {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, descriptors.input, 0)
        posix_spawn_file_actions_adddup2(&actions, descriptors.output, 1)
        posix_spawn_file_actions_adddup2(&actions, descriptors.errors, 2)
        clinux_spawn_close_from(&actions, 3)

        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        var all = sigset_t()
        sigemptyset(&none)
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP))

        var words: [UnsafeMutablePointer<CChar>?] = ([executable] + arguments).map { strdup($0) }
        words.append(nil)
        defer { words.forEach { free($0) } }
        var number: pid_t = 0
        let result = posix_spawn(&number, executable, &actions, &attributes, words, environ)
        guard result == 0 else { throw POSIXError("start", executable, errorNumber: result) }
        pid = number
    }

    /// Kills the child and its group, and collects it.
    func kill() -> End {
        Glibc.kill(-pid, SIGKILL)
        return wait()
    }

    /// Waits for the end and collects it; once.
    func wait() -> End {
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
        return Self.end(status)
    }

    /// Waits a while for the end, then kills; collects it in any case.
    func waitOrKill(after limit: Duration) -> End {
        let deadline = ContinuousClock.now + limit
        var status: Int32 = 0
        while ContinuousClock.now < deadline {
            if waitpid(pid, &status, WNOHANG) == pid { return Self.end(status) }
            _ = WakeUp.poll([], timeout: .milliseconds(2))
        }
        return kill()
    }

    private static func end(_ status: Int32) -> End {
        let signal = status & 0x7f
        return signal == 0 ? .exited((status >> 8) & 0xff) : .signalled(signal)
    }
}
