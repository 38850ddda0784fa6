import Synchronization

/// How long sending took, event by event, while somebody wants to know.
///
/// **Isolation**: any thread.
final class EventTimings: Sendable {
    /// One event. **Unit**: microsecond.
    struct Sample: Sendable, Equatable {
        /// Since the event before it; nil for the first one.
        var sinceLast: Int64?
        /// For sending it.
        var duration: Int64
    }

    private struct State {
        var samples: [Sample] = []
        var oldest = 0
        var last: ContinuousClock.Instant?
    }

    /// How many events are remembered.
    static let depth = 256

    private let isOn = Atomic(false)
    private let state = Mutex(State())

    /// Begins with nothing, or forgets everything.
    func set(_ isWanted: Bool) {
        state.withLock { $0 = State() }
        isOn.store(isWanted, ordering: .releasing)
    }

    /// When sending an event begins; nil while nobody wants to know.
    func begin() -> ContinuousClock.Instant? { isOn.load(ordering: .relaxed) ? .now : nil }

    /// Notes that an event was sent that began at `start`.
    func end(_ start: ContinuousClock.Instant?) {
        guard let start else { return }
        let duration = Self.microseconds(ContinuousClock.now - start)
        state.withLock { state in
            let sample = Sample(sinceLast: state.last.map { Self.microseconds(start - $0) }, duration: duration)
            state.last = start
            if state.samples.count < Self.depth {
                state.samples.append(sample)
            } else {
                state.samples[state.oldest] = sample
                state.oldest = (state.oldest + 1) % Self.depth
            }
        }
    }

    /// Oldest first; nil while nobody wants to know.
    var samples: [Sample]? {
        guard isOn.load(ordering: .acquiring) else { return nil }
        return state.withLock { Array($0.samples[$0.oldest...] + $0.samples[..<$0.oldest]) }
    }

    private static func microseconds(_ duration: Duration) -> Int64 {
        let (seconds, attoseconds) = duration.components
        return seconds * 1_000_000 + attoseconds / 1_000_000_000_000
    }
}
