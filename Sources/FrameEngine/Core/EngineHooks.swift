import POSIXFiles

/// What tests put in the way of the engine.
struct EngineHooks: Sendable {
    /// Called by the server before it touches a destination, on the thread that will.
    var atDestination: @Sendable (String) -> Void = { _ in }
    /// A destination that is silent for so long is held to be unusable. **Unit**: s.
    var patience = DestinationLine.patience
    /// What is under way to one that is silent for so long is given up. **Unit**: s.
    var endurance = DestinationLine.endurance
    /// The age of a frame at which somebody should look. **Unit**: s.
    var staleAge = EngineHealth.staleAge
    /// How often the observer's thread looks whether the engine's thread lives. **Unit**: s.
    var lookInterval = SnapshotBoard.lookInterval
    /// How full the RAM disk is.
    var rawUsage: @Sendable (String) throws(POSIXError) -> FileSystemUsage = { (path) throws(POSIXError) in
        try AssumedUse.usage(of: path)
    }
    /// What is to be mounted where.
    var intendedMounts = IntendedMounts.path
    /// Whether a file system knows renames that never replace.
    var knowsRename: @Sendable (String) throws(POSIXError) -> Bool = { (directory) throws(POSIXError) in
        try Files.knowsRenameWithoutReplacing(in: directory)
    }
    /// Whether what lies in a directory is lost when the machine ends.
    var isVolatile: @Sendable (String) throws(POSIXError) -> Bool = { (directory) throws(POSIXError) in
        try Files.isVolatile(directory)
    }
}
