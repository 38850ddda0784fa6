import FrameFormats
import FrameTypes
import Glibc
import WorkerProtocol

/// One operation by hand, for a person who wants to know what a worker makes of a frame.
enum HandCommand {
    static let usage = """
        framewatch-worker: looks at detector frames and makes the files that FrameWatch delivers.

          framewatch-worker
              serve the process that started this one: messages on standard input and output
          framewatch-worker examine FRAME [SIDECAR]
              tell whether a frame is complete and what its sidecar is like
          framewatch-worker deliver FRAME DIRECTORY [SIDECAR]
              merge and deliver a frame; the three files appear in DIRECTORY with the suffix .part
          framewatch-worker --help
              this text
          framewatch-worker --version
              the release

        Without SIDECAR, FRAME.metadata is taken if it exists. Nothing is renamed or removed.

        """

    static func run(_ arguments: [String]) -> Int32 {
        switch (arguments[0], arguments.count) {
        case ("--help", _), ("-h", _):
            print(usage, terminator: "")
            return 0
        case ("--version", 1):
            print("framewatch-worker (\(Program.software))")
            return 0
        case ("examine", 2...3):
            return examine(arguments[1], sidecar(arguments[1], arguments.dropFirst(2).first))
        case ("deliver", 3...4):
            return deliver(arguments[1], sidecar(arguments[1], arguments.dropFirst(3).first), into: arguments[2])
        default:
            let text = Array(usage.utf8)
            _ = write(STDERR_FILENO, text, text.count)
            return 2
        }
    }

    private static func sidecar(_ frame: String, _ given: String?) -> String? {
        given ?? (access("\(frame).metadata", F_OK) == 0 ? "\(frame).metadata" : nil)
    }

    private static func examine(_ frame: String, _ sidecar: String?) -> Int32 {
        run(.examine(ExamineRequest(frame: frame, sidecar: sidecar)))
    }

    private static func deliver(_ frame: String, _ sidecar: String?, into directory: String) -> Int32 {
        let name = frame.utf8.split(separator: UInt8(ascii: "/")).last.map { String(Substring($0)) } ?? frame
        let stem = FrameNames.split(name).stem
        let recipe = "\(directory)/\(name).recipe.part"
        let merged = run(
            .merge(
                MergeRequest(frame: frame, sidecar: sidecar, frameName: name, recipePart: recipe, durable: false)))
        guard merged == 0 else { return merged }
        let names = DeliveredNames(
            image: name, sidecar: sidecar == nil ? nil : "\(name).metadata", nexus: "\(stem).nxs")
        return run(
            .deliver(
                DeliverRequest(
                    frame: frame, sidecar: sidecar, recipe: recipe, names: names,
                    imagePart: "\(directory)/\(names.image).part",
                    sidecarPart: names.sidecar.map { "\(directory)/\($0).part" },
                    nexusPart: "\(directory)/\(names.nexus).part", durable: true)))
    }

    private static func run(_ request: WorkerRequest) -> Int32 {
        do throws(WorkerFailure) {
            return report(try WorkerOperations().reply(to: request))
        } catch {
            return report(.failed(error))
        }
    }

    private static func report(_ reply: WorkerReply) -> Int32 {
        switch reply {
        case .hello: return 0
        case .examined(let found):
            print(found.incomplete.map { "incomplete: \($0)" } ?? "complete")
            if let shape = found.geometry {
                let samples = shape.samples > 1 ? "\(shape.samples) times " : ""
                print("\(shape.width) x \(shape.height) pixels of \(samples)\(shape.pixelType)")
            }
            switch found.sidecar {
            case .missing: print("no sidecar")
            case .good: print("sidecar good")
            case .bad(let reason): print("sidecar bad: \(reason)")
            }
            return found.incomplete == nil ? 0 : 1
        case .merged(let outcome):
            print(
                outcome.linked ? "image is TIFF and HDF5 in one" : "image is copied, the NeXus file has its own pixels")
            if let remark = outcome.remark { print(remark) }
            return 0
        case .delivered(let outcome):
            print("pixels \(outcome.pixelHash), sum \(outcome.statistics.sum), maximum \(outcome.statistics.max)")
            print("image \(outcome.image.bytes) bytes \(outcome.image.hash)")
            print("nexus \(outcome.nexus.bytes) bytes \(outcome.nexus.hash)")
            return 0
        case .failed(let failure):
            print("\(failure.kind.rawValue): \(failure.message)")
            return 1
        }
    }
}
