import TangoIDL

// The text of `DevPollStatus`, which tools read line by line: every word counts.
extension PolledObject {
    /// The status of this object.
    ///
    /// - Parameters:
    ///   - shown: Command or attribute; State and Status are shown as both.
    ///   - now: The present.
    public func status(as shown: PolledKind, at now: ContinuousClock.Instant) -> String {
        var text = "Polled \(shown.rawValue) name = \(name)"
        text += period == 0 ? "\nPolling externally triggered" : "\nPolling period (mS) = \(period)"
        text += "\nPolling ring buffer depth = \(ring.depth)"
        guard let newest = ring.newest else { return text + "\nNo data recorded yet" }
        text += "\n" + effort(as: shown)
        text += "\nData not updated since " + Self.age(now - newest.instant)
        if ring.count > 1 { text += "\nDelta between last records (in mS) = " + deltas }
        if case .failure(let failure) = newest.result, let error = failure.errors.first {
            text += shown == .command ? "\nLast command execution FAILED :" : "\nLast attribute read FAILED :"
            text += "\n\tReason = \(error.reason)\n\tDesc = \(error.desc)\n\tOrigin = \(error.origin)"
        }
        return text
    }

    private func effort(as shown: PolledKind) -> String {
        if isFilledByCode { return "The polling buffer is externally filled in" }
        let milliseconds = Self.fixed(lastDuration)
        let word = shown.rawValue
        if companions.count > 1 {
            let names = companions.joined(separator: " + ")
            return "Time needed for the last \(word)s (\(names)) reading (mS) = \(milliseconds)"
        }
        let action = kind == .command ? "execution" : "reading"
        return "Time needed for the last \(word) \(action) (mS) = \(milliseconds)"
    }

    private var deltas: String {
        let records = ring.newest(5)
        return zip(records, records.dropFirst()).map { newer, older in
            String(Int((newer.instant - older.instant) / .milliseconds(1)))
        }.joined(separator: ", ")
    }

    /// Three digits after the point.
    private static func fixed(_ duration: Duration) -> String {
        let microseconds = Int(duration / .microseconds(1))
        let fraction = String(microseconds % 1000)
        return "\(microseconds / 1000)." + String(repeating: "0", count: 3 - fraction.count) + fraction
    }

    private static func age(_ duration: Duration) -> String {
        let milliseconds = max(0, Int(duration / .milliseconds(1)))
        if milliseconds < 1000 { return "\(milliseconds) mS" }
        let seconds = "\(milliseconds / 1000 % 60) S and \(milliseconds % 1000) mS"
        if milliseconds < 60_000 { return seconds }
        return "\(milliseconds / 60_000) MN ,\(seconds)"
    }
}
