import POSIXFiles

/// What a look at a destination found.
struct DestinationReport: Sendable {
    let destination: String
    /// When the look began. **Unit**: s, monotonic.
    let began: Double
    /// Why it cannot be used; nil when it can.
    var problem: String?
    var usage: FileSystemUsage?
    /// Where its file system is mounted.
    var mountPoint: String?

    /// Looks now. May wait for the file system.
    init(
        of destination: String, _ mounts: DestinationMounts, _ properties: EngineProperties, _ hooks: EngineHooks
    ) {
        self.destination = destination
        began = Monotonic.now()
        hooks.atDestination(destination)
        if let problem = mounts.problem(of: destination) ?? Destination.misplacement(destination, properties) {
            self.problem = problem
            return
        }
        do throws(POSIXError) {
            // Never made here: what is above it may have appeared to be mounted in a moment.
            guard try FileStatus.following(destination)?.kind == .directory else {
                problem = "\(destination) is not there. Mount it or make it; frames wait meanwhile."
                return
            }
            try Files.checkWritable(destination)
            // Asked of a server on the network each time, unlike what is remembered of a directory.
            usage = try FileSystemUsage(of: destination)
            mountPoint = DestinationMounts.point(of: destination)
        } catch {
            problem = error.description
        }
    }
}
