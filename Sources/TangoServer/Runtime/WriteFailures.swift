import TangoIDL
import TangoTypes

/// What went wrong with the items of a write request, in the order in which it was found out: clients see it in this
/// order.
struct WriteFailures {
    /// Positions in the request, and why.
    private(set) var found: [(index: Int, error: DevFailed)] = []

    var isEmpty: Bool { found.isEmpty }

    func contains(_ index: Int) -> Bool { found.contains { $0.index == index } }

    /// Notes an error; an item has no more than its first.
    mutating func note(_ error: DevFailed, of index: Int) {
        if !contains(index) { found.append((index, error)) }
    }
}

extension MultiDevFailed {
    /// The errors of a write request as they were found out.
    init(_ failures: WriteFailures, of items: AttributeValueList_4) {
        self.init(
            errors: failures.found.map { index, error in
                NamedDevError(name: items[index].name, index_in_call: Int32(index), err_list: error.errors)
            })
    }

    /// The errors of a write request by the position of what failed.
    init(_ failures: [Int: DevFailed], of items: AttributeValueList_4) {
        var sorted = WriteFailures()
        for (index, error) in failures.sorted(by: { $0.key < $1.key }) { sorted.note(error, of: index) }
        self.init(sorted, of: items)
    }
}
