/// When made-up values change: after every period, or with every request.
struct Generation {
    private var number: Int
    private let period: Duration?
    private var end: ContinuousClock.Instant

    /// Values change with every request.
    static let byRequest = Generation(number: 0, period: nil, end: .now)

    /// Values change after every period.
    static func byTime(_ period: Duration, from start: ContinuousClock.Instant = .now) -> Generation {
        Generation(number: 1, period: period, end: start + period)
    }

    private init(number: Int, period: Duration?, end: ContinuousClock.Instant) {
        self.number = number
        self.period = period
        self.end = end
    }

    /// Counts up with every change.
    mutating func current(at now: @autoclosure () -> ContinuousClock.Instant = .now) -> Int {
        guard let period else { return number }
        let now = now()
        if now >= end {
            let passed = 1 + Int((now - end) / period)
            number += passed
            end += period * passed
        }
        return number
    }

    mutating func countRequest() {
        if period == nil { number += 1 }
    }
}
