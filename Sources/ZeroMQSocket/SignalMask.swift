import Glibc

/// Runs `body` with every signal blocked in the calling thread.
///
/// A new thread inherits the mask of its creator. libzmq 4.3.4 starts its threads with the first socket of a context;
/// a signal delivered to one of them can cost a message, so they are born with everything blocked.
func withAllSignalsBlocked<Result: ~Copyable, Failure: Error>(
    _ body: () throws(Failure) -> Result
) throws(Failure) -> Result {
    var all = sigset_t()
    var previous = sigset_t()
    sigfillset(&all)
    pthread_sigmask(SIG_BLOCK, &all, &previous)
    defer { pthread_sigmask(SIG_SETMASK, &previous, nil) }
    return try body()
}
