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

    /// Looks now, and makes the destination when it may. May wait for the file system.
    ///
    /// - Parameter creates: nothing was ever delivered there, so that it may be made when what is above it appears.
    init(
        of destination: String, _ mounts: DestinationMounts, _ properties: EngineProperties, _ hooks: EngineHooks,
        creates: Bool
    ) {
        self.destination = destination
        began = Monotonic.now()
        hooks.atDestination(destination)
        if let problem = mounts.problem(of: destination) ?? Destination.misplacement(destination, properties) {
            self.problem = problem
            return
        }
        do {
            if creates, try FileStatus.following(destination) == nil {
                try Destination.prepare(destination, properties, mounts)
            }
            guard try FileStatus.following(destination)?.kind == .directory else {
                problem = "\(destination) is not there. Mount it or make it; frames wait meanwhile."
                return
            }
            try Files.checkWritable(destination)
            // Asked of a server on the network each time, unlike what is remembered of a directory.
            usage = try FileSystemUsage(of: destination)
            mountPoint = DestinationMounts.point(of: destination)
        } catch {
            problem = "\(error)"
        }
    }
}
