import TangoIDL

/// Equal neighbours of a history, written once each.
///
/// A history is walked from the newest record to the oldest, but its dates are sorted the other way: a run begins at
/// the date index of its newest record and goes down.
struct RunLength<Value> {
    private(set) var values: [Value] = []
    private(set) var runs: [EltInArray] = []
    private var lastIndex: Int?
    private let isSame: (Value, Value) -> Bool

    init(_ isSame: @escaping (Value, Value) -> Bool) { self.isSame = isSame }

    /// Adds the value of the record at a date index; indexes come in falling order.
    mutating func add(_ value: Value, at index: Int) {
        defer { lastIndex = index }
        if let last = values.last, lastIndex == index + 1, isSame(last, value), !runs.isEmpty {
            runs[runs.count - 1].nb_elt += 1
            return
        }
        values.append(value)
        runs.append(EltInArray(start: Int32(index), nb_elt: 1))
    }
}

extension RunLength where Value: Equatable {
    init() { self.init(==) }
}
