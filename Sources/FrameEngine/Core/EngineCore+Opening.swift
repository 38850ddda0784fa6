import FrameTypes
import Ledger
import POSIXFiles

extension EngineCore {
    /// Opens what can be opened; what is wrong becomes the opening problem, tried again later.
    func open() {
        let now = Monotonic.now()
        health.nextCheck = now
        health.nextOpening = now + 1
        guard propertyProblems.isEmpty else {
            health.openingProblem = propertyProblems.map(\.description).joined(separator: " ")
            return
        }
        do {
            try prepareProperties()
            if services == nil { try openServices() }
            checkState()
            try checkDestination()
            try watchRawDirectory()
            health.openingProblem = nil
            health.directoryProblem = nil
            nextTick = now + properties.tickInterval
        } catch {
            health.openingProblem = "\(error)"
        }
    }

    /// All or nothing: what could not be read of the ledger is read again from the start, at the next attempt.
    private func openServices() throws {
        let opened = try EngineServices(properties, workerExecutable: workerExecutable, mailbox: mailbox)
        services = opened
        let work: [WorkDirectory]
        do {
            workAreas = try WorkAreas(properties)
            stateFiles = try StateFiles(properties)
            epoch = Int(LedgerID.microseconds() / 1_000)
            for store in try opened.reader.stores() {
                stores[store.root] = store
                if let point = store.mountPoint { mounts.remember(point) }
            }
            removeSpilledRecipes()
            work = try workDirectories()
            try recover()
        } catch {
            forgetRecovered()
            (services, workAreas, stateFiles) = (nil, nil, nil)
            _ = opened.close(within: .zero)
            throw error
        }
        adoptUnknown(work)
        startMonitor()
    }

    private func removeSpilledRecipes() {
        let directory = WorkFiles.spilledRecipes(properties.stateDirectory)
        for entry in (try? DirectoryListing.entries(of: directory)) ?? [] {
            try? Files.unlink(Paths.join(directory, entry.name), with: PartPermission())
        }
    }

    /// What is remembered must outlive the machine. It is used all the same: a demonstration or a test may have no other place.
    private func checkState() {
        let ledger = Paths.directory(of: properties.ledger)
        let places = [
            ("StateDir", properties.stateDirectory, properties.stateDirectory), ("Ledger", properties.ledger, ledger),
        ]
        let found = places.first { (try? hooks.isVolatile($0.2)) == true }
        let sentence = found.map { name, path, _ in
            "\(name) (\(path)) is on a RAM disk: what became of the frames, and those that were set aside, would be forgotten "
                + "when this machine is started again. Put it on a disk."
        }
        if let sentence, health.volatileState != sentence { note(sentence) }
        health.volatileState = sentence
    }

    private func prepareProperties() throws {
        ownership = try FileOwnership(properties)
        for (name, directory) in properties.workDirectories {
            do throws(POSIXError) {
                try Files.makeDirectories(directory)
                try Files.checkWritable(directory)
            } catch {
                throw EngineError(.cannotRun, Self.unusable(name, directory, error))
            }
        }
        try DirectoryLayout.check(properties)
        areas = Destination.realAreas(properties)
        try checkFileSystem()
        let remote: String
        do throws(EngineError) {
            remote = try Destination.resolve(properties.remoteDirectory, properties)
        } catch {
            throw EngineError(.cannotRun, "Property \(error.message)")
        }
        values.remoteDirectory = remote
        values.remoteDirectoryAsWritten = properties.remoteDirectory
    }

    /// Whether the destination lies where it may. It is made on the first occasion; one that was used in an earlier life is
    /// never made anew: if it is missing, its file system is, or somebody took it away.
    ///
    /// **Throws**: a sentence for the status.
    private func checkDestination() throws {
        let (remote, properties, mounts, hooks) = (values.remoteDirectory, properties, mounts, hooks)
        let creates = stores[remote] == nil
        let looked = BoundedCall.run(remote, within: .seconds(1)) { () -> (misplaced: String?, problem: String?) in
            hooks.atDestination(remote)
            if let problem = Destination.misplacement(remote, properties) { return (problem, nil) }
            if Paths.areEqual(remote, Paths.join(properties.stateDirectory, "archive")),
                mounts.problem(of: remote) == nil
            {
                _ = try? Files.makeDirectories(remote)
            }
            do throws(EngineError) {
                try Destination.prepare(remote, properties, mounts, creates: creates)
                return (nil, nil)
            } catch {
                return (nil, error.message)
            }
        }
        if let problem = looked?.misplaced { throw EngineError(.cannotRun, "Property \(problem)") }
        // Frames wait for it; it is looked at again and again.
        health.destinationProblem = looked == nil ? "\(remote) does not answer." : looked?.problem
        _ = line(to: remote)
    }

    /// Frames move between these directories by rename, and never over one another.
    private func checkFileSystem() throws {
        guard try hooks.knowsRename(properties.temporaryDirectory) else {
            throw PropertyProblem(
                property: "TempDir", value: properties.temporaryDirectory,
                allowed:
                    "a directory, with RawDir and ProcessedDir, on a file system that can rename without replacing, "
                    + "such as tmpfs, ext4 or xfs")
        }
        let raw = try FileStatus.following(properties.rawDirectory)?.identity.device
        let others = [("TempDir", properties.temporaryDirectory), ("ProcessedDir", properties.processedDirectory)]
        for (name, directory) in others
        where try FileStatus.following(directory)?.identity.device != raw {
            throw PropertyProblem(
                property: name, value: directory,
                allowed: "a directory on the same file system as RawDir (\(properties.rawDirectory))")
        }
    }
}
