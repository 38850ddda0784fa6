import FrameTypes
import POSIXFiles

extension EngineCore {
    /// Watches the whole raw tree and looks at everything in it.
    func watchRawDirectory() throws(POSIXError) {
        watcher = try DirectoryWatcher()
        health.rawIdentity = nil
        guard let status = try FileStatus.following(properties.rawDirectory), status.kind == .directory else {
            throw POSIXError("find", properties.rawDirectory, errorNumber: 2)
        }
        health.rawIdentity = RawIdentity(status.identity)
        try watcher?.watch(properties.rawDirectory)
        scan(at: Monotonic.now())
    }

    /// Looks at every name in the raw tree.
    /// False when the raw directory cannot be listed.
    @discardableResult
    func scan(at now: Double) -> Bool {
        health.needsScan = false
        health.nextScan = now + EngineHealth.scanInterval
        var directories: [String] = []
        var files: [(String, FileStatus)] = []
        var unreadable: String?
        do {
            try DirectoryListing.walk(
                properties.rawDirectory, onDirectory: { directories.append($0) }, onUnreadable: { unreadable = $0 },
                onFile: { files.append(($0, $1)) })
        } catch {
            health.needsScan = true
            return false
        }
        if let unreadable, unreadable != health.unreadable {
            fail("The name \(unreadable) is not UTF-8, so it is left where it is. Rename it.")
        }
        health.unreadable = unreadable
        for directory in directories { watch(directory) }
        for (path, status) in files { see(path, status.identity, at: now, isReleased: false) }
        return true
    }

    private func watch(_ directory: String) {
        do {
            try watcher?.watch(directory)
        } catch {
            // Without a watch only looking helps: the next firing does.
            health.needsScan = true
            if !error.isMissing { note("\(error)") }
        }
    }

    func takeEvents() {
        let now = Monotonic.now()
        for event in watcher?.events() ?? [] {
            switch event {
            case .completed(let path): look(path, at: now, isReleased: true)
            case .appeared(let path): look(path, at: now, isReleased: false)
            case .vanished(let path): forget(path, at: now)
            case .directoryAppeared(let path): enter(path, at: now)
            case .directoryVanished(let path):
                if Paths.areEqual(path, properties.rawDirectory) {
                    health.nextCheck = now
                } else {
                    watcher?.unwatch(path)
                    forgetAll(below: path, at: now)
                }
            case .overflow:
                note("The system has lost events about \(properties.rawDirectory), which is looked at as a whole.")
                scan(at: now)
            case .unreadable: scan(at: now)
            }
        }
    }

    /// A new directory may hold names already, made before it was watched.
    private func enter(_ directory: String, at now: Double) {
        var found: [String] = []
        var files: [(String, FileStatus)] = []
        try? DirectoryListing.walk(directory) {
            found.append($0)
            watch($0)
        } onFile: {
            files.append(($0, $1))
        }
        for (path, status) in files { see(path, status.identity, at: now, isReleased: false) }
    }

    func look(_ path: String, at now: Double, isReleased: Bool) {
        guard classifier.role(of: path) != .ignored, let status = try? FileStatus.of(path), status.kind == .regular
        else { return }
        see(path, status.identity, at: now, isReleased: isReleased)
    }

    /// Takes one look at one file into account.
    func see(_ path: String, _ identity: FileIdentity, at now: Double, isReleased: Bool) {
        guard !ownedPaths.contains(path) else { return }
        switch classifier.role(of: path) {
        case .ignored: return
        case .discard(let match):
            // A sidecar that is thrown away stands under the name of its frame, as any sidecar does.
            if Paths.areEqual(path, match.path) {
                seeFrame(path, identity, at: now, isReleased: isReleased)
            } else {
                seeSidecar(path, of: match.path, identity, at: now, isReleased: isReleased)
            }
        case .frame: seeFrame(path, identity, at: now, isReleased: isReleased)
        case .sidecar(let frame): seeSidecar(path, of: frame, identity, at: now, isReleased: isReleased)
        }
    }

    private func seeFrame(_ path: String, _ identity: FileIdentity, at now: Double, isReleased: Bool) {
        change(path, at: now) { candidate in
            if candidate.frame == nil {
                candidate.frame = ObservedFile(identity, at: now, isReleased: isReleased)
            } else {
                candidate.frame?.look(identity, at: now, isReleased: isReleased)
            }
        }
    }

    private func seeSidecar(
        _ path: String, of frame: String, _ identity: FileIdentity, at now: Double, isReleased: Bool
    ) {
        change(frame, at: now) { candidate in
            if let known = candidate.sidecar, Paths.areEqual(known.path, path) {
                candidate.sidecar?.file.look(identity, at: now, isReleased: isReleased)
            } else if candidate.sidecar == nil {
                candidate.sidecar = (path, ObservedFile(identity, at: now, isReleased: isReleased))
            }
        }
    }

    /// Changes a candidate, made with the destination in force when it is new, and puts its next step at once.
    private func change(_ frame: String, at now: Double, _ body: (inout FrameCandidate) -> Void) {
        var candidate: FrameCandidate
        if let known = candidates[frame] {
            candidate = known
        } else {
            candidate = FrameCandidate(path: frame, destination: values.remoteDirectory, seen: now)
            candidateOrder.append((frame, now))
        }
        body(&candidate)
        candidates[frame] = candidate
        schedule(frame, at: now)
    }

    func schedule(_ frame: String, at time: Double) {
        if let known = dueTimes[frame], known <= time { return }
        dueTimes[frame] = time
        due.insert(frame, at: time)
    }

    /// A name went away; the next step sees what is left of its candidate.
    private func forget(_ path: String, at now: Double) {
        switch classifier.role(of: path) {
        case .ignored: return
        case .frame: if candidates[path] != nil { schedule(path, at: now) }
        case .discard(let match): if candidates[match.path] != nil { schedule(match.path, at: now) }
        case .sidecar(let frame): if candidates[frame] != nil { schedule(frame, at: now) }
        }
    }

    private func forgetAll(below directory: String, at now: Double) {
        for path in candidates.keys where Paths.contains(directory, path) {
            candidates[path] = nil
            dueTimes[path] = nil
            troubles.clear(.file(PathKey(path)))
        }
    }

    /// Looks again at the files of a candidate whose writers may be at work without telling.
    func refresh(_ candidate: inout FrameCandidate, at now: Double) {
        if candidate.frame != nil {
            if let status = try? FileStatus.of(candidate.path), status.kind == .regular {
                candidate.frame?.look(status.identity, at: now)
            } else {
                candidate.frame = nil
            }
        }
        if let sidecar = candidate.sidecar {
            if let status = try? FileStatus.of(sidecar.path), status.kind == .regular {
                candidate.sidecar?.file.look(status.identity, at: now)
            } else {
                candidate.sidecar = nil
            }
        }
    }
}
