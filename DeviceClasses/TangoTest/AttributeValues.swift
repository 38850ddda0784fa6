import TangoServer
import TangoTypes

/// A place for the value of one attribute: its key, and what it holds before anybody wrote it.
struct Slot<Value: TangoValue>: Sendable {
    let key: AttributeKey<Value>
    let start: @Sendable () -> Value

    init(_ name: String, start: @autoclosure @escaping @Sendable () -> Value) {
        key = AttributeKey(name)
        self.start = start
    }
}

/// Values of all types, by attribute. The key knows the type, so a value comes out as it went in.
struct AttributeValues {
    private var values: [String: any Sendable] = [:]

    subscript<Value>(key: AttributeKey<Value>) -> Value? {
        get { values[key.name] as? Value }
        set { values[key.name] = newValue }
    }
}

/// Values that hold for one period only.
struct MadeUpValues {
    private var generation = -1
    private var values = AttributeValues()

    /// The value of the attribute in this generation; made at the first request.
    mutating func value<Value>(
        of key: AttributeKey<Value>, in generation: Int, _ make: () throws -> Value
    ) rethrows -> Value {
        if generation != self.generation {
            values = AttributeValues()
            self.generation = generation
        }
        if let value = values[key] { return value }
        let value = try make()
        values[key] = value
        return value
    }
}

/// When made-up values change.
enum Generation {
    /// After every period.
    case byTime(since: ContinuousClock.Instant, period: Duration)
    /// With every request.
    case byRequest(Int)

    /// Counts up with every change, from one.
    var number: Int {
        switch self {
        case .byTime(let start, let period): 1 + Int((ContinuousClock.now - start) / period)
        case .byRequest(let count): count
        }
    }

    mutating func countRequest() {
        if case .byRequest(let count) = self { self = .byRequest(count + 1) }
    }
}
