import POSIXFiles

/// A file of a frame as it was examined: only this very file may be removed for the frame.
struct SourceFile: Sendable, Equatable {
    /// What its copy is called in the archive.
    let role: ArchiveFile.Role
    let path: String
    let identity: FileIdentity
}

/// What the files of a unit are, as far as they are there.
struct SourceIdentities: Sendable, Equatable {
    var frame: FileIdentity?
    var sidecar: FileIdentity?
}
