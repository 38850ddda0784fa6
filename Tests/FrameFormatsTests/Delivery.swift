import FrameFormats
import Hashing
import Testing
import WorkerProtocol

/// One frame on its way through a worker, in a directory of its own.
struct Delivery {
    let directory: TemporaryDirectory
    let operations: WorkerOperations
    let frame: String
    let sidecar: String?
    let names: DeliveredNames

    init(_ image: [UInt8], sidecar: [UInt8]?, name: String = "CeO2-00001.tif") throws {
        let directory = try TemporaryDirectory()
        self.directory = directory
        operations = try WorkerOperations()
        frame = try directory.write(image, name)
        self.sidecar = try sidecar.map { try directory.write($0, "\(name).metadata") }
        names = DeliveredNames(
            image: name, sidecar: sidecar == nil ? nil : "\(name).metadata", nexus: "CeO2-00001.nxs")
    }

    func mergeReply() -> WorkerReply {
        operations.reply(
            to: .merge(
                MergeRequest(
                    frame: frame, sidecar: sidecar, frameName: names.image, recipePart: directory.path("recipe.part"),
                    durable: false)))
    }

    func deliverReply(_ prefix: String = "out") -> WorkerReply {
        operations.reply(
            to: .deliver(
                DeliverRequest(
                    frame: frame, sidecar: sidecar, recipe: directory.path("recipe.part"), names: names,
                    imagePart: directory.path("\(prefix).image.part"),
                    sidecarPart: sidecar == nil ? nil : directory.path("\(prefix).sidecar.part"),
                    nexusPart: directory.path("\(prefix).nexus.part"), durable: true)))
    }

    func merge() throws -> MergeOutcome {
        guard case .merged(let outcome) = mergeReply() else { throw Unexpected(reply: mergeReply()) }
        return outcome
    }

    func deliver(_ prefix: String = "out") throws -> DeliverOutcome {
        let reply = deliverReply(prefix)
        guard case .delivered(let outcome) = reply else { throw Unexpected(reply: reply) }
        return outcome
    }

    /// Merges, delivers, and holds sizes and hashes of the reply to the files.
    func run() throws -> (merged: MergeOutcome, delivered: DeliverOutcome, image: [UInt8], nexus: [UInt8]) {
        let merged = try merge()
        let delivered = try deliver()
        let image = try directory.read("out.image.part")
        let nexus = try directory.read("out.nexus.part")
        #expect(delivered.image == DeliveredFile(bytes: Int64(image.count), hash: ContentHash.of(image)))
        #expect(delivered.nexus == DeliveredFile(bytes: Int64(nexus.count), hash: ContentHash.of(nexus)))
        let source = try directory.read(names.image)
        for run in delivered.kept {
            let (from, to) = (Int(run.source), Int(run.image))
            let words = stride(from: 0, to: Int(run.count), by: run.wordSize)
            let turned = words.flatMap { source[(from + $0)..<(from + $0 + run.wordSize)].reversed() }
            let whole = Array(source[from..<(from + Int(run.count))])
            #expect(Array(image[to..<(to + Int(run.count))]) == (run.wordSize == 1 ? whole : turned))
        }
        let missing = Int64(source.count) - delivered.kept.reduce(0) { $0 + $1.count }
        #expect(missing <= KeptBytes.dispensable(of: Int64(source.count)))
        if let sidecar = names.sidecar {
            #expect(try directory.read("out.sidecar.part") == directory.read(sidecar))
        }
        return (merged, delivered, image, nexus)
    }

    struct Unexpected: Error {
        let reply: WorkerReply
    }
}

extension [UInt8] {
    /// True when the bytes of a text occur somewhere.
    func contains(text: String) -> Bool {
        let wanted = Array(text.utf8)
        return indices.contains { self[$0] == wanted[0] && self[$0...].starts(with: wanted) }
    }
}
