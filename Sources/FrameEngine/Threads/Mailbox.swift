import POSIXFiles
import Synchronization

/// How other threads reach the engine's thread: actions that it runs in order, with a bell to wake it.
///
/// **Isolation**: any thread.
final class Mailbox: Sendable {
    typealias Action = @Sendable (EngineCore) -> Void

    private struct State: Sendable {
        var actions: [Action] = []
        var isClosed = false
    }

    private let state = Mutex(State())
    let bell: WakeUp

    init() throws(POSIXError) { bell = try WakeUp() }

    /// Adds an action; false when nobody will run it any more.
    @discardableResult
    func post(_ action: @escaping Action) -> Bool {
        let isFirst: Bool? = state.withLock { state in
            guard !state.isClosed else { return nil }
            state.actions.append(action)
            return state.actions.count == 1
        }
        guard let isFirst else { return false }
        if isFirst { bell.ring() }
        return true
    }

    /// The longest wait for an answer: whoever asks holds up others, and a file system may hang.
    static let patience = Duration.seconds(5)

    var isClosed: Bool { state.withLock { $0.isClosed } }

    /// Runs a question on the engine's thread and waits for the answer; nil when the engine is closed, or does not answer
    /// in time. The question is asked all the same.
    func ask<Answer: Sendable>(
        within patience: Duration = Mailbox.patience, _ question: @escaping @Sendable (EngineCore) -> Answer
    ) -> Answer? {
        let deadline = ContinuousClock.now + patience
        guard let answered = try? WakeUp() else { return nil }
        let answer = AnswerBox<Answer>()
        guard
            post({ core in
                answer.value.withLock { $0 = question(core) }
                answered.ring()
            })
        else { return nil }
        while true {
            let rung = WakeUp.poll([answered.pollDescriptor], timeout: .milliseconds(500))
            if let value = answer.value.withLock({ $0 }) { return value }
            if ContinuousClock.now >= deadline { return nil }
            if rung.isEmpty, state.withLock({ $0.isClosed && $0.actions.isEmpty }) {
                return answer.value.withLock { $0 }
            }
        }
    }

    private final class AnswerBox<Answer: Sendable>: Sendable {
        let value = Mutex<Answer?>(nil)
    }

    /// Takes all waiting actions.
    func take() -> [Action] {
        state.withLock { state in
            let actions = state.actions
            state.actions.removeAll(keepingCapacity: true)
            return actions
        }
    }

    /// Refuses further actions.
    func close() { state.withLock { $0.isClosed = true } }
}
