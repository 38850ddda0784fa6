import Glibc
import POSIXFiles
import WorkerProtocol
import Workers

/// Why a step of one frame failed, sorted by what helps.
struct StepFailure: Error, Sendable {
    enum Kind: Sendable, Equatable {
        /// The input is bad: set aside at once.
        case badInput
        /// A file system failed: the frame waits and is tried again, for ever.
        case inputOutput(Int32)
        /// A worker or a library failed: tried a few times, then set aside.
        case fault
        /// Workers cannot be started at all: no frame is to blame.
        case noWorker
        /// Tried again at once.
        case passing
    }

    let kind: Kind
    let message: String

    init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }

    init(_ failure: WorkerFailure) {
        message = failure.message
        kind =
            switch failure.kind {
            case .badInput: .badInput
            case .inputOutput: .inputOutput(failure.errorNumber)
            case .internal: .fault
            }
    }

    init(_ error: any Error) {
        switch error {
        case let error as StepFailure: self = error
        case let error as POSIXError: self.init(.inputOutput(error.errorNumber), error.description)
        case let error as WorkerError:
            let kind: Kind =
                switch error.code {
                case .notStarted: .noWorker
                case .cutOff: .passing
                case .heldUp: .inputOutput(ETIMEDOUT)
                default: .fault
                }
            self.init(kind, error.description)
        default: self.init(.fault, "\(error)")
        }
    }

    static func internalFault(_ message: String) -> StepFailure { StepFailure(.fault, message) }
    static func passing(_ message: String) -> StepFailure { StepFailure(.passing, message) }
}
