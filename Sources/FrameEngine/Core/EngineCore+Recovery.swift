import FrameTypes
import Glibc
import Ledger
import Log
import POSIXFiles

/// Goes on where an earlier server was stopped, at whatever instant.
extension EngineCore {
    func recover() throws {
        guard let services else { return }
        var changes: [LedgerChange] = []
        var later: [() -> Void] = []
        for row in try services.reader.unfinished() {
            let unit = makeUnit(row)
            units[unit.id] = unit
            unitsByPath[unit.path] = unit.id
            stateCounts[index(unit.state)] += 1
            if !unit.isOrphan {
                pendingOrder.append(unit.id)
                counters.find()
            }
            changes.append(.setAttempt(id: unit.id, epoch: epoch, attempts: unit.attempts))
            later.append(try plan(unit, row))
        }
        // The new epoch is durable before the first part is written under it.
        if !changes.isEmpty {
            let mailbox = mailbox
            services.ledger.submit(changes) { error in
                if error?.code == .closed { return }
                mailbox.post { $0.recovered(error) }
            }
            logger.info("\(later.count) frames of an earlier run of the server go on.")
        } else {
            isRecovered = true
        }
        for action in later { action() }
    }

    private func recovered(_ error: LedgerError?) {
        isRecovered = error == nil
        if let error { health.ledgerProblem = "It refused to take up the frames of the earlier run. \(error)" }
    }

    private func makeUnit(_ row: UnitRow) -> FrameUnit {
        let now = Monotonic.now()
        let age = max(0, Double(LedgerID.microseconds() - row.found) / 1e6)
        let unit = FrameUnit(
            id: row.id, path: row.path, destination: row.destination, directory: row.directory,
            members: row.members, epoch: epoch, found: now - age, completed: now - age)
        unit.state = row.state
        unit.attempts = row.attempts
        unit.remark = row.reason
        unit.isOrphan = row.frame == nil
        unit.earlierEpoch = row.epoch
        return unit
    }

    /// A recovery that failed half-way leaves nothing behind, so that it can begin anew.
    func forgetRecovered() {
        units.removeAll()
        troubles.clearAll()
        unitsByPath.removeAll()
        ownedPaths.removeAll()
        pendingOrder = FIFO()
        stateCounts = [Int](repeating: 0, count: UnitState.allCases.count)
        counters = FrameCounters()
    }

    /// What to do about one unit; looks at the files only on the RAM disk.
    private func plan(_ unit: FrameUnit, _ row: UnitRow) throws -> () -> Void {
        guard let services else { return {} }
        try findWorkDirectory(unit)
        if unit.state == .archived || unit.state == .registered || unit.state == .released {
            if try services.reader.hasIntent(unit: unit.id, step: "late") { giveBackLateSidecar(of: unit) }
            return { self.resumeRelease(unit) }
        }
        if unit.state == .quarantined, unit.workDirectory == nil { return { self.finishReleased(unit) } }
        if try unit.state == .quarantined || services.reader.hasIntent(unit: unit.id, step: "quarantine") {
            let reason = row.reason ?? "It failed before the server was restarted."
            unit.verdict = reason
            // Copied, but not claimed: an earlier release did so. It is claimed and judged anew.
            guard unit.workDirectory != nil else { return { self.resumeWork(unit, row) } }
            unit.isBusy = true
            takeSidecar(of: unit)
            return { self.keep(unit, reason: reason) }
        }
        if try services.reader.hasIntent(unit: unit.id, step: "discard"),
            case .discard(let match) = classifier.role(of: unit.path)
        {
            unit.isBusy = true
            own(unit)
            return { self.discard(unit, match, isNew: false) }
        }
        if unit.state == .storing {
            unit.intended = try services.reader.replicas(unit: unit.id)
            return { self.resumeStoring(unit) }
        }
        return { self.resumeWork(unit, row) }
    }

    private func own(_ unit: FrameUnit) {
        for member in unit.members {
            ownedPaths.insert(Paths.join(Paths.directory(of: unit.path), member.name))
        }
    }

    /// What cannot be looked at is not taken for gone: the start is tried again.
    private func findWorkDirectory(_ unit: FrameUnit) throws(POSIXError) {
        for area in [properties.processedDirectory, properties.temporaryDirectory] {
            let directory = Paths.join(area, String(unit.id))
            for member in unit.members where try FileStatus.of(Paths.join(directory, member.name)) != nil {
                unit.workDirectory = directory
                return
            }
        }
    }

    func exists(_ path: String) -> Bool { (try? FileStatus.of(path)) != nil }

    /// A unit before its delivery: where its files lie says how far it came.
    private func resumeWork(_ unit: FrameUnit, _ row: UnitRow) {
        if let work = unit.workDirectory {
            let isProcessed = Paths.areEqual(Paths.directory(of: work), properties.processedDirectory)
            takeSidecar(of: unit)
            return resumeClaimed(unit, work, hasRecipe: isProcessed && exists(Paths.join(work, WorkFiles.recipe)))
        }
        let first = Paths.join(unit.rawDirectory, unit.members.first?.name ?? unit.name)
        let found: FileStatus?
        do throws(POSIXError) {
            found = try FileStatus.of(first)
        } catch {
            complain(unit, "\(error)", "\(unit.name) cannot be looked at and will be tried again. \(error)")
            return laterWork.append((unit, row))
        }
        guard let status = found, status.identity.inode == row.inode,
            status.identity.size == row.bytes, status.identity.modified / 1_000 == row.modified
        else {
            // What lies there now is another file, and is looked at as one.
            if exists(quarantineDirectory(unit)) { return setAside(unit) }
            return lose(unit, "its file was gone when the server was started again.")
        }
        own(unit)
        // An empty work directory of a claim that had just begun is used again.
        move(unit, to: .settled)
        queue(unit)
    }

    /// The claim may have been cut between the frame and its sidecar.
    private func takeSidecar(of unit: FrameUnit) {
        guard let work = unit.workDirectory, let name = unit.sidecarName, !exists(Paths.join(work, name)) else {
            return
        }
        let raw = Paths.join(unit.rawDirectory, name)
        if (try? Files.renameWithoutReplacing(raw, to: Paths.join(work, name))) == nil {
            dropSidecar(of: unit)
        }
    }

    /// Only the very files that were merged may go on with their recipe; others are merged again.
    private func resumeClaimed(_ unit: FrameUnit, _ work: String, hasRecipe: Bool) {
        // What cannot be looked at now is looked at by the next merge, again and again.
        let found = try? unit.task(in: work).look()
        if let found, found != unit.identities { return changedAfterClaim(unit, found) }
        unit.changed = Monotonic.now()
        move(unit, to: hasRecipe && found != nil ? .processed : .claimed)
        queue(unit)
    }

    /// A late sidecar was being taken: it goes back, and is found again.
    private func giveBackLateSidecar(of unit: FrameUnit) {
        let work = Paths.join(properties.temporaryDirectory, String(unit.id))
        for entry in (try? DirectoryListing.entries(of: work)) ?? [] where !WorkFiles.isOwn(entry.name) {
            do throws(POSIXError) {
                try Files.renameWithoutReplacing(
                    Paths.join(work, entry.name), to: Paths.join(unit.rawDirectory, entry.name))
            } catch {
                fail("A late sidecar of \(unit.name) stays in \(work). \(error)")
            }
        }
        try? WorkFiles.removeDirectory(work)
    }

    /// A unit whose final names were decided: its copies stand, or their parts do, or they are made again.
    private func resumeStoring(_ unit: FrameUnit) {
        unit.isBusy = true
        let id = unit.id
        let job = ResumeJob(
            intended: unit.intended, destination: unit.destination, mounts: mounts,
            directory: unit.destinationDirectory, unit: id, epoch: unit.earlierEpoch ?? unit.epoch,
            sources: unit.workDirectory.map { unit.task(in: $0).originals } ?? [])
        let mailbox = mailbox
        submit(to: unit.destination) {
            let outcome = job.run()
            mailbox.post { $0.storingResumed(id, outcome) }
        }
    }

    private func storingResumed(_ id: Int64, _ outcome: ResumeJob.Outcome) {
        guard let unit = units[id] else { return }
        unit.isBusy = false
        switch outcome {
        case .complete(let permission):
            // Only the row of the outcome is missing. The counters of the pixels died with the earlier server.
            unit.permission = permission
            recordResumed(unit)
        case .again:
            guard let work = unit.workDirectory else {
                return lose(unit, "its file was gone when the server was started again.")
            }
            unit.intended = []
            resumeClaimed(unit, work, hasRecipe: exists(Paths.join(work, WorkFiles.recipe)))
        case .failed(let problem):
            complain(
                unit, problem, "\(unit.name) cannot be looked at in its destination and will be tried again: \(problem)"
            )
            laterResumes.append(id)
        }
    }

    func resumeAgain() {
        let again = laterResumes
        laterResumes.removeAll()
        let releases = laterReleases
        laterReleases.removeAll()
        for id in releases {
            guard let unit = units[id] else { continue }
            if unit.permission != nil { removeSources(of: unit) } else { resumeRelease(unit) }
        }
        for id in again {
            if let unit = units[id] { resumeStoring(unit) }
        }
        let work = laterWork
        laterWork.removeAll()
        for (unit, row) in work { resumeWork(unit, row) }
        let late = laterLateReleases
        laterLateReleases.removeAll()
        for release in late { releaseLate(release) }
    }

    /// All copies stood when the server was stopped: only the outcome was missing.
    private func recordResumed(_ unit: FrameUnit) {
        unit.isBusy = true
        let id = unit.id
        let row = ArchiveRow(
            unit: id, destination: unit.destination, files: unit.intended, pixelHash: nil,
            hashKind: unit.intended.first?.hashKind ?? "", statistics: nil, sequence: unit.sequence)
        let release = FileOperation(
            unit: id, epoch: unit.epoch, step: "release", source: unit.workDirectory ?? unit.path, target: nil)
        commit(
            [
                .archive(row), .setUnit(id: id, state: .archived, reason: unit.remark), .intend(release),
                .event(
                    kind: "archived", unit: id, text: "It lies at \(unit.intended.first?.path ?? unit.destination)."),
            ], of: id
        ) { core, unit in
            core.values.bytesArchived += unit.intended.reduce(0) { $0 + $1.bytes }
            core.values.lastFrame = unit.intended.first?.path ?? core.values.lastFrame
            if unit.workDirectory == nil { core.finishReleased(unit) } else { core.removeSources(of: unit) }
        }
    }

    /// The outcome was recorded, the work files may remain.
    private func resumeRelease(_ unit: FrameUnit) {
        unit.isBusy = true
        guard let work = unit.workDirectory, let services else { return finishRelease(unit) }
        let id = unit.id
        let sources = unit.task(in: work).originals
        let (mailbox, mounts, destination) = (mailbox, mounts, unit.destination)
        submit(to: destination) {
            let result: Result<SourcePermission, any Error> = Result {
                // Copies are missed only where the destination itself is.
                if let problem = mounts.problem(of: destination) { throw StepFailure(.inputOutput(ENODEV), problem) }
                guard try FileStatus.following(destination)?.kind == .directory else {
                    throw POSIXError("find", destination, errorNumber: ENOENT)
                }
                return try Verifier.confirm(services.reader.replicas(unit: id), releasing: sources)
            }
            mailbox.post { $0.releaseConfirmed(id, result) }
        }
    }

    private func releaseConfirmed(_ id: Int64, _ result: Result<SourcePermission, any Error>) {
        guard let unit = units[id] else { return }
        switch result {
        case .success(let permission):
            unit.permission = permission
            finishRelease(unit)
        case .failure(let error as VerificationError): deliverAnew(unit, error.description)
        case .failure(let error):
            // The destination or the ledger cannot be read now, which says nothing about the copies.
            complain(unit, "\(error)", "The copies of \(unit.name) cannot be looked at yet: \(error)")
            laterReleases.append(id)
        }
    }

    /// The copies that the ledger tells of are not there any more, the source is: it is archived again.
    private func deliverAnew(_ unit: FrameUnit, _ reason: String) {
        guard let work = unit.workDirectory, exists(Paths.join(work, unit.name)) else {
            fail("The copies of \(unit.name) are not what the ledger says: \(reason)")
            // What is left of it covers nothing that may be removed: it returns to where it was found.
            unit.permission = SourcePermission.none
            return finishRelease(unit)
        }
        fail("\(unit.name) is archived anew, because its copies are not what the ledger says: \(reason)")
        let state: UnitState = exists(Paths.join(work, WorkFiles.recipe)) ? .processed : .claimed
        let id = unit.id
        commit([
            .deliverAgain(unit: id), .setUnit(id: id, state: state, reason: unit.remark),
            .event(kind: "delivered again", unit: id, text: reason),
        ]) { core, error in
            guard let unit = core.units[id] else { return }
            guard error == nil else { return core.laterReleases.append(id) }
            unit.isBusy = false
            core.move(unit, to: state)
            core.queue(unit)
        }
    }

    private func finishRelease(_ unit: FrameUnit) {
        if unit.workDirectory != nil, unit.permission != nil { return removeSources(of: unit) }
        finishReleased(unit)
    }
}
