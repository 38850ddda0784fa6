import POSIXFiles

/// The files that the server writes its memory to, as they were when it opened them. Without them it would go on writing
/// into files that have no name any more, and nobody would ever find again what it wrote.
struct StateFiles: Sendable {
    private let files: [(path: String, identity: RawIdentity)]

    /// Looks at the files of an open ledger.
    init(_ properties: EngineProperties) throws(POSIXError) {
        var files: [(path: String, identity: RawIdentity)] = []
        let state = properties.stateDirectory
        for path in [state, Paths.join(state, "lock"), properties.ledger] {
            guard let status = try FileStatus.following(path) else { continue }
            files.append((path, RawIdentity(status.identity)))
        }
        self.files = files
    }

    /// A sentence when one of them is gone or another one.
    var problem: String? {
        for (path, identity) in files {
            guard let status = try? FileStatus.following(path), RawIdentity(status.identity) == identity else {
                return
                    "\(path) was removed or replaced while the server ran, so what it writes down would never be found "
                    + "again. Put it back, or use Init to go on with what lies there: frames that are on their way are "
                    + "taken up anew."
            }
        }
        return nil
    }
}
