/// How workers are started.
public struct WorkerLaunch: Sendable {
    /// Absolute path of the worker program.
    public var executable: String
    /// Existing directory for one log file per worker, overwritten at each start.
    public var logDirectory: String
    /// How long a worker may take to introduce itself.
    public var startLimit = Duration.seconds(10)

    /// Makes a description.
    public init(executable: String, logDirectory: String) {
        self.executable = executable
        self.logDirectory = logDirectory
    }
}
