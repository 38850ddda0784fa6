import POSIXFiles

/// What does not get on by itself although the engine works, each with its reason, until it is over.
///
/// The one that is shown stays the same until it is over, so that nobody is told the same things in turns.
struct Troubles {
    enum Subject: Hashable {
        case unit(Int64)
        /// A file that is no unit yet.
        case file(PathKey)
        /// The ledger refused something that nobody waited for.
        case ledger
    }

    private var reasons: [Subject: (number: Int, reason: String)] = [:]
    private var count = 0
    private var shown: Subject?

    /// The reason that is shown: that of the oldest.
    var reason: String? { shown.flatMap { reasons[$0]?.reason } }
    var isEmpty: Bool { reasons.isEmpty }

    func has(_ subject: Subject) -> Bool { reasons[subject] != nil }

    /// Notes a reason; true when it is another than before.
    mutating func raise(_ subject: Subject, _ reason: String) -> Bool {
        let known = reasons[subject]
        guard known?.reason != reason else { return false }
        count += 1
        reasons[subject] = (known?.number ?? count, reason)
        if shown == nil { shown = subject }
        return true
    }

    /// It got on, or ended.
    mutating func clear(_ subject: Subject) {
        guard reasons.removeValue(forKey: subject) != nil, shown == subject else { return }
        shown = reasons.min { $0.value.number < $1.value.number }?.key
    }

    mutating func clearAll() {
        reasons.removeAll()
        shown = nil
    }
}
