import NexusFile
import POSIXFiles
import TIFFFile
public import WorkerProtocol

/// The three things that a worker does with a frame. Keeps buffers and library state from one request to the next.
///
/// Nothing is renamed or unlinked here, and only files whose names end in `.part` are written.
///
/// **Isolation**: one thread at a time.
public final class WorkerOperations {
    private let deliverer: FrameDeliverer
    private let allow: (Int) -> Void

    /// Makes the operations ready.
    ///
    /// - Parameter allow: told before each request, and again when the pixels are known, how many bytes of memory the
    ///   frame may need beside what every frame needs.
    /// **Throws**: ``WorkerFailure`` when a library cannot be started.
    public init(allow: @escaping (Int) -> Void = { _ in }) throws(WorkerFailure) {
        self.allow = allow
        do {
            deliverer = try FrameDeliverer()
        } catch {
            throw Self.failure(error)
        }
    }

    /// Carries a request out; whatever goes wrong is in the reply.
    public func reply(to request: WorkerRequest) -> WorkerReply {
        do {
            switch request {
            case .examine(let request):
                allow(Self.needOfTags(request.frame))
                return .examined(try FrameExaminer.examine(request))
            case .merge(let request):
                allow(Self.needOfTags(request.frame))
                return .merged(try FrameMerger.merge(request))
            case .deliver(let request):
                allow(Self.needOfTags(request.frame))
                return .delivered(try deliverer.deliver(request, allow))
            }
        } catch {
            return .failed(Self.failure(error))
        }
    }

    /// Pixels are not read for these; tags are a small part of a frame.
    private static func needOfTags(_ frame: String) -> Int {
        let size = try? FileStatus.following(frame)?.identity.size
        return Int(size ?? 0) / 4
    }

    /// The class of an error decides what the server does: quarantine, wait, or retry a few times.
    private static func failure(_ error: any Error) -> WorkerFailure {
        switch error {
        case let failure as WorkerFailure: return failure
        case let error as POSIXError:
            return WorkerFailure(kind: .inputOutput, errorNumber: error.errorNumber, message: error.description)
        case let error as TIFFError:
            if case .inputOutput(let number) = error.code {
                let message = "\(error.message) \(POSIXError.text(number))."
                return WorkerFailure(kind: .inputOutput, errorNumber: number, message: message)
            }
            return WorkerFailure(kind: .badInput, message: error.message)
        case RecipeError.damaged:
            return WorkerFailure(kind: .internal, message: "The recipe of the frame is damaged; merge it again.")
        case RecipeError.otherVersion:
            let message = "The recipe of the frame was made by another version; merge it again."
            return WorkerFailure(kind: .internal, message: message)
        default:
            return WorkerFailure(kind: .internal, message: "\(error)")
        }
    }
}
