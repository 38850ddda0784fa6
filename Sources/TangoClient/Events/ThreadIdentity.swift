internal import Glibc
internal import Synchronization

/// Tells whether code runs on a particular thread.
final class ThreadIdentity: Sendable {
    private let thread = Atomic<UInt>(0)

    /// Makes the calling thread the one.
    func adopt() { thread.store(UInt(pthread_self()), ordering: .releasing) }

    /// Whether the calling thread is the one.
    var isCurrent: Bool { thread.load(ordering: .acquiring) == UInt(pthread_self()) }
}
