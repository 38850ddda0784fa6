import Synchronization
import TangoServer
import TangoTypes

/// A numbered place for a value of one type, the same number in every device. Finding a value by its number is what
/// keeps a read of this class short: names are looked up by the framework, once per request.
struct Place<Value: TangoValue>: Sendable {
    fileprivate let number: Int

    init() { number = PlaceCounter.next() }
}

private enum PlaceCounter {
    private static let count = Atomic(0)

    static func next() -> Int { count.wrappingAdd(1, ordering: .relaxed).oldValue }
}

/// The value of one attribute that can be set: its key, and what it holds before anybody wrote it.
struct Slot<Value: TangoValue>: Sendable {
    let key: AttributeKey<Value>
    let place = Place<Value>()
    let start: @Sendable () -> Value

    init(_ name: String, start: @autoclosure @escaping @Sendable () -> Value) {
        key = AttributeKey(name)
        self.start = start
    }
}

/// Values of all types, each in its place.
struct AttributeValues {
    private var cells: [AnyObject?] = []

    private final class Cell<Value> {
        var value: Value

        init(_ value: Value) { self.value = value }
    }

    /// The place knows the type, so a value comes out as it went in.
    subscript<Value>(place: Place<Value>) -> Value? {
        get { cell(place)?.value }
        set {
            if let newValue, let cell = cell(place) {
                cell.value = newValue
                return
            }
            while cells.count <= place.number { cells.append(nil) }
            cells[place.number] = newValue.map { Cell($0) }
        }
    }

    private func cell<Value>(_ place: Place<Value>) -> Cell<Value>? {
        place.number < cells.count ? cells[place.number] as? Cell<Value> : nil
    }
}

/// Values that hold for one period only.
struct MadeUpValues {
    private var generations: [Int] = []
    private var values = AttributeValues()

    /// The value in this generation; made at the first request.
    mutating func value<Value>(
        in place: Place<Value>, of generation: Int, _ make: () throws -> Value
    ) rethrows -> Value {
        if place.number < generations.count {
            if generations[place.number] == generation, let value = values[place] { return value }
        } else {
            generations += Array(repeating: -1, count: place.number + 1 - generations.count)
        }
        let value = try make()
        values[place] = value
        generations[place.number] = generation
        return value
    }
}
