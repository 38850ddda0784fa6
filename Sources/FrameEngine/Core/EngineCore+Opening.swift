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
        do {
            epoch = Int(LedgerID.microseconds() / 1_000)
            for store in try opened.reader.stores() {
                stores[store.root] = store
                if let point = store.mountPoint { mounts.remember(point) }
            }
            removeSpilledRecipes()
            try recover()
        } catch {
            forgetRecovered()
            services = nil
            opened.close()
            throw error
        }
        prepareDestination()
        startMonitor()
    }

    private func removeSpilledRecipes() {
        let directory = WorkFiles.spilledRecipes(properties.stateDirectory)
        for entry in (try? DirectoryListing.entries(of: directory)) ?? [] {
            try? Files.unlink(Paths.join(directory, entry.name), with: PartPermission())
        }
    }

    private func prepareProperties() throws {
        ownership = try FileOwnership(properties)
        for directory in [properties.rawDirectory, properties.temporaryDirectory, properties.processedDirectory] {
            try Files.makeDirectories(directory)
            try Files.checkWritable(directory)
        }
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

    /// A destination that was used in an earlier life is never made anew: if it is missing, its file system is, or
    /// somebody took it away.
    private func prepareDestination() {
        let remote = values.remoteDirectory
        do throws(EngineError) {
            if Paths.areEqual(remote, Paths.join(properties.stateDirectory, "archive")),
                mounts.problem(of: remote) == nil
            {
                _ = try? Files.makeDirectories(remote)
            }
            try Destination.prepare(remote, properties, mounts, creates: stores[remote] == nil)
            useStore(remote, mountPoint: DestinationMounts.point(of: remote))
        } catch {
            // Frames wait for it; the monitor looks again and again.
            health.destinationProblem = error.message
        }
    }

    /// Frames move between these directories by rename.
    private func checkFileSystem() throws {
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
