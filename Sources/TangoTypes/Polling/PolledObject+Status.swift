import TangoIDL

// The text of `DevPollStatus`, which tools read line by line: every word counts.
extension PolledObject {
    /// The status of this object.
    ///
    /// - Parameters:
    ///   - shown: Command or attribute; State and Status are shown as both.
    ///   - now: The present.
    ///   - together: The attributes that are read in one call with this one, itself among them; empty where the site
    ///     wants each to be read alone.
    public func status(as shown: PolledKind, at now: ContinuousClock.Instant, together: [String]) -> String {
        var text = "Polled \(shown.rawValue) name = \(name)"
        text += period == 0 ? "\nPolling externally triggered" : "\nPolling period (mS) = \(period)"
        text += "\nPolling ring buffer depth = \(ring.depth)"
        guard let newest = ring.newest else { return text + "\nNo data recorded yet" }
        if newest.isGiven {
            text += "\nThe polling buffer is externally filled in"
        } else if period != 0 {
            text += "\n" + effort(as: shown, together)
            text += "\nData not updated since " + Self.age(now - newest.instant)
        }
        if ring.count > 1 { text += "\nDelta between last records (in mS) = " + deltas }
        if case .failure(let failure) = newest.result, let error = failure.errors.first {
            text += shown == .command ? "\nLast command execution FAILED :" : "\nLast attribute read FAILED :"
            text += "\n\tReason = \(error.reason)\n\tDesc = \(error.desc)\n\tOrigin = \(error.origin)"
        }
        return text
    }

    private func effort(as shown: PolledKind, _ together: [String]) -> String {
        let milliseconds = Self.fixed(lastDuration)
        let word = shown.rawValue
        let action =
            switch (kind, together.count) {
            case (.command, _): " execution (mS)"
            case (.attribute, 0): " reading(ms)"
            case (.attribute, 1): " reading (mS)"
            case (.attribute, _): "s (\(together.joined(separator: " + "))) reading (mS)"
            }
        return "Time needed for the last \(word)\(action) = \(milliseconds)"
    }

    private var deltas: String {
        let records = ring.newest(5)
        return zip(records, records.dropFirst()).map { newer, older in String(newer.milliseconds(since: older)) }
            .joined(separator: ", ")
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
        let (seconds, rest) = (milliseconds / 1000 % 60, milliseconds % 1000)
        if milliseconds < 60_000 { return "\(seconds) S and \(rest) mS" }
        // Only here parts that are zero are left out.
        return "\(milliseconds / 60_000) MN" + (seconds == 0 ? "" : " ,\(seconds) S")
            + (rest == 0 ? "" : " and \(rest) mS")
    }
}
