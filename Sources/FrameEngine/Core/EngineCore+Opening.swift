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
            if services == nil {
                services = try EngineServices(properties, workerExecutable: workerExecutable, mailbox: mailbox)
                epoch = Int(LedgerID.microseconds() / 1_000)
                try recover()
                startMonitor()
            }
            try watchRawDirectory()
            health.openingProblem = nil
            health.directoryProblem = nil
            nextTick = now + properties.tickInterval
        } catch {
            health.openingProblem = "\(error)"
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
        if remote == Paths.join(properties.stateDirectory, "archive") { try Files.makeDirectories(remote) }
        values.remoteDirectory = remote
        values.remoteDirectoryAsWritten = properties.remoteDirectory
        do throws(EngineError) {
            try Destination.prepare(remote, properties)
            mounts[remote] = mounts[remote] ?? DestinationMount(remote)
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
