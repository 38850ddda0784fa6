import FrameTypes
import Glibc
import Hashing
import POSIXFiles
import WorkerProtocol
import Workers

/// Lets a worker write the delivered files of a frame as parts beside their final names, and verifies them. Runs on a
/// worker's thread.
struct DeliverJob: Sendable {
    enum Outcome: Sendable {
        case delivered(Delivery, version: Int)
        /// The image is gone.
        case lost
        /// The recipe is gone, and can be made again.
        case unmerged
        /// A file was written to after it had been looked at.
        case changed(SourceIdentities)
        case failed(StepFailure)
    }

    /// More versions of one name than this are a mistake somewhere, not data.
    static let greatestVersion = 10_000

    /// What file systems allow. **Unit**: byte.
    static let greatestNameLength = 255

    let task: UnitTask
    let ownership: FileOwnership
    let verification: EngineProperties.Verification
    let durable: Bool
    /// A frame with the same stem that goes before this one is on its way too.
    let hasRival: Bool
    /// The file systems on which destinations are known to lie.
    let mounts: DestinationMounts
    let syncs: DirectorySyncs
    /// Where the raw and the work directories really lie: what is delivered there would be found as a new frame.
    let areas: [String]

    func run(_ client: WorkerClient) -> Outcome {
        do {
            let identities = try task.look()
            guard identities.frame != nil else { return .lost }
            guard identities == task.identities else { return .changed(identities) }
            guard try FileStatus.of(task.recipe) != nil else { return .unmerged }
            try prepareDirectory()
            if task.isRecovered {
                try WorkFiles.removeParts(of: task.id, upTo: task.epoch, in: task.destinationDirectory)
            }
            for version in task.version...Self.greatestVersion {
                let names = try self.names(version: version)
                guard let delivery = try deliver(names, client) else { continue }
                let now = try task.look()
                guard now == identities else {
                    removeParts()
                    return .changed(now)
                }
                FaultPoint.delivered.reach()
                return .delivered(delivery, version: version)
            }
            throw StepFailure(.fault, "\(task.name) exists in more than \(Self.greatestVersion) versions.")
        } catch is SourceChanged {
            removeParts()
            return (try? task.look()).map { .changed($0) } ?? .failed(.passing("\(task.name) cannot be looked at."))
        } catch {
            removeParts()
            return .failed(StepFailure(error))
        }
    }

    /// The directory of the destination; its root must exist, since a missing root is a missing mount.
    private func prepareDirectory() throws {
        guard let root = try FileStatus.following(task.destination), root.kind == .directory else {
            throw POSIXError("find the destination", task.destination, errorNumber: ENOENT)
        }
        if let problem = mounts.problem(of: task.destination) { throw StepFailure(.inputOutput(ENODEV), problem) }
        let real = Destination.realPath(task.destinationDirectory)
        if let area = areas.first(where: { Paths.contains($0, real) }) {
            throw StepFailure(
                .inputOutput(EINVAL), "\(task.destinationDirectory) lies inside \(area), where frames are looked for.")
        }
        syncs.forget(try ownership.makeDirectories(task.destinationDirectory))
        if durable { try syncs.sync(task.destinationDirectory, upTo: task.destination) }
    }

    private func names(version: Int) throws(POSIXError) -> FrameNames {
        var style = FrameNames.NexusStyle.stem
        let (stem, fileExtension) = FrameNames.split(task.name)
        if let rival = FrameNames.rival(of: task.name) {
            let isThere = try exists(rival)
            if hasRival || isThere { style = .wholeName }
        } else if fileExtension == ".tif", try !exists(task.name), try exists(stem + ".tiff") {
            // The other one was alone when it came, and took the short name.
            if try exists(stem + ".nxs") { style = .wholeName }
        }
        return FrameNames(frame: task.name, sidecarSuffix: task.sidecarSuffix, nexus: style, version: version)
    }

    private func exists(_ name: String) throws(POSIXError) -> Bool {
        try FileStatus.of(Paths.join(task.destinationDirectory, name)) != nil
    }

    /// Nil when a name holds other bytes, so that the next version has to be tried.
    private func deliver(_ names: FrameNames, _ client: WorkerClient) throws -> Delivery? {
        removeParts()
        if let long = [names.image, names.sidecar, names.nexus].compactMap({ $0 }).first(where: {
            $0.utf8.count > Self.greatestNameLength
        }) {
            throw StepFailure(.badInput, "Its final name \(long) is longer than \(Self.greatestNameLength) bytes.")
        }
        let request = DeliverRequest(
            frame: task.frame, sidecar: task.sidecar, recipe: task.recipe,
            names: DeliveredNames(image: names.image, sidecar: names.sidecar, nexus: names.nexus),
            imagePart: part(.image), sidecarPart: names.sidecar.map { _ in part(.sidecar) }, nexusPart: part(.nexus),
            durable: durable)
        let reply = try ask(client, .deliver(request))
        if case .failed(let failure) = reply { throw StepFailure(failure) }
        guard case .delivered(let outcome) = reply else {
            throw StepFailure(.fault, "A worker answered a delivery with something else.")
        }
        let files = list(outcome, names)
        for file in files { try ownership.apply(to: file.part) }
        let verified = try verify(files, outcome, client)
        for file in files where try FileStatus.of(file.final) != nil {
            guard try Verifier.holds(file.final, bytes: file.bytes, hash: file.hash) else { return nil }
        }
        return Delivery(parts: verified, pixelHash: outcome.pixelHash, statistics: outcome.statistics)
    }

    /// A worker whose work is not what it says is not asked again.
    private func verify(
        _ files: [ArchiveFile], _ outcome: DeliverOutcome, _ client: WorkerClient
    ) throws -> VerifiedParts {
        do {
            return try Verifier.verify(parts: files, of: task.originals, kept: outcome.kept, verification)
        } catch let error as VerificationError {
            client.end()
            throw error
        }
    }

    /// The slowest destination that is taken to be alive. **Unit**: byte/s.
    private static let slowestRate: Int64 = 1_000_000

    /// Whoever writes too slowly is not to blame: its destination is, and the frame waits. A worker that computes instead
    /// of writing has its frame to blame.
    private func ask(_ client: WorkerClient, _ request: WorkerRequest) throws -> WorkerReply {
        let bytes = try FileStatus.of(task.frame)?.identity.size ?? 0
        do throws(WorkerError) {
            return try client.request(
                request, within: .seconds(120 + bytes / Self.slowestRate), growsByWriting: true)
        } catch {
            guard error.code == .timedOut(computing: false) else { throw error }
            throw StepFailure(.inputOutput(ETIMEDOUT), "\(task.destination) does not take the bytes of \(task.name).")
        }
    }

    /// In the order in which they get their names: the NeXus file last, since it refers to the image.
    private func list(_ outcome: DeliverOutcome, _ names: FrameNames) -> [ArchiveFile] {
        func file(_ role: ArchiveFile.Role, _ name: String, _ written: DeliveredFile) -> ArchiveFile {
            ArchiveFile(
                role: role, part: part(role), final: Paths.join(task.destinationDirectory, name),
                bytes: written.bytes, hash: written.hash)
        }
        var files = [file(.image, names.image, outcome.image)]
        if let name = names.sidecar, let written = outcome.sidecar { files.append(file(.sidecar, name, written)) }
        files.append(file(.nexus, names.nexus, outcome.nexus))
        return files
    }

    private func part(_ role: ArchiveFile.Role) -> String {
        Paths.join(task.destinationDirectory, WorkFiles.part(role, unit: task.id, epoch: task.epoch))
    }

    private func removeParts() {
        for role in [ArchiveFile.Role.image, .sidecar, .nexus] {
            try? Files.unlink(part(role), with: PartPermission())
        }
    }
}
