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
        let rows = try services.reader.unfinished()
        // Also when the clock was set back.
        epoch = max(epoch, (rows.map(\.epoch).max() ?? 0) + 1)
        for row in rows {
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
        laterAdoptions.removeAll()
        pendingOrder = FIFO()
        (counters, stateCounts) = (history.counters, history.stateCounts)
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
    func resumeClaimed(_ unit: FrameUnit, _ work: String, hasRecipe: Bool) {
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
        do throws(POSIXError) {
            guard try FileStatus.of(work) != nil else { return }
            let names = try DirectoryListing.entries(of: work).map(\.name).filter { !WorkFiles.isOwn($0) }
            try WorkFiles.giveBack(names, in: work, to: unit.rawDirectory)
        } catch {
            adoptLater(WorkDirectory(path: work, id: unit.id), error.description)
        }
    }

    /// What an earlier server left and could not be looked at is looked at again.
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
}
