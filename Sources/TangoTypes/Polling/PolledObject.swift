public import TangoIDL

/// One polled attribute or command: its period and its buffer.
public struct PolledObject<Value: Sendable>: Sendable {
    /// Attribute or command.
    public let kind: PolledKind
    /// Its name in the original spelling.
    public let name: String
    /// Time between two executions; zero: code triggers them. **Unit**: millisecond.
    public var period: Int
    /// The last executions.
    public var ring: PollingRing<Value>
    /// How long the last execution took.
    public var lastDuration = Duration.zero
    /// Whether code fills the buffer and no thread does.
    public var isFilledByCode = false

    /// Starts polling with an empty buffer.
    public init(kind: PolledKind, name: String, period: Int, depth: Int) {
        self.kind = kind
        self.name = name
        self.period = period
        ring = PollingRing(depth: depth)
    }

    /// Notes one execution.
    public mutating func record(_ record: PollingRecord<Value>, duration: Duration) {
        ring.append(record)
        lastDuration = duration
    }

    /// The newest result, as a client that reads the cache gets it.
    ///
    /// - Parameters:
    ///   - name: As the client wrote it.
    ///   - kind: How the client asked; the commands State and Status are served from attributes.
    ///   - now: The present.
    ///   - oldFactor: After how many periods a record is too old.
    ///
    /// **Throws**: `API_NoDataYet`, `API_NotUpdatedAnyMore`, or the error that was recorded.
    public func cached(
        _ name: String, asked kind: PolledKind, at now: ContinuousClock.Instant, oldFactor: Int
    ) throws(DevFailed) -> Value {
        guard let record = ring.newest else { throw PollingErrors.noData(kind, name) }
        let limit = Duration.milliseconds(Int32(clamping: period)) * Int32(clamping: max(1, oldFactor))
        if period > 0, now - record.instant > limit {
            throw DevFailed(
                .notUpdatedAnyMore, "Data in cache for \(kind.rawValue) \(name) not updated any more",
                origin: "PolledObject.cached")
        }
        return try record.result.get()
    }
}

/// The errors of reading buffers, with the texts that clients know.
public enum PollingErrors {
    /// Nobody polls it.
    public static func notPolled(_ kind: PolledKind, _ name: String) -> DevFailed {
        DevFailed(
            kind == .command ? .commandNotPolled : .attributeNotPolled, "\(kind.capitalized) \(name) not polled",
            origin: "PolledObject.cached")
    }

    /// It was never executed.
    public static func noData(_ kind: PolledKind, _ name: String) -> DevFailed {
        DevFailed(
            .noDataYet, "No data available in cache for \(kind.rawValue) \(name)", origin: "PolledObject.cached")
    }
}
