import TangoIDL
import TangoTypes

/// What is asked of the telemetry of one device: kept and shown, though this server exports none.
struct TelemetrySettings: Sendable, Equatable {
    /// What telemetry consists of.
    enum Signal: String, Sendable, CaseIterable {
        case logging = "Logging"
        case tracing = "Tracing"
    }

    /// Where telemetry would go.
    struct Endpoint: Sendable, Equatable {
        var exporter: String
        var address: String

        /// **Throws**: `API_InvalidArgs` for an exporter that nobody knows or an address that it cannot use.
        init(_ exporter: String, _ address: String) throws(DevFailed) {
            guard let rule = Self.rules[exporter] else {
                throw .invalidArguments("Cannot parse '\(exporter)' as Exporter enum class.")
            }
            guard rule.isValid(address) else {
                throw .invalidArguments(
                    "the specified telemetry endpoint '\(address)' is invalid - expecting \(rule.expected)")
            }
            (self.exporter, self.address) = (exporter, address)
        }

        private init(console address: String) { (exporter, self.address) = ("console", address) }

        /// Where everything goes unless somebody says otherwise.
        static let standard = Endpoint(console: "cout")

        private struct Rule: Sendable {
            let expected: String
            let isValid: @Sendable (String) -> Bool
        }

        private static let rules = [
            "console": Rule(expected: "\"cout\" or \"cerr\"") { $0 == "cout" || $0 == "cerr" },
            "grpc": Rule(expected: "a valid gRPC endpoint - e.g., grpc://localhost:4318") {
                hasPort($0, after: ["grpc://"], mayHavePath: false)
            },
            "http": Rule(expected: "a valid http[s]:// url - e.g., http://localhost:4317/v1/traces") {
                hasPort($0, after: ["http://", "https://"], mayHavePath: true)
            },
        ]

        /// Whether a host and a port follow one of the beginnings.
        private static func hasPort(_ address: String, after beginnings: [String], mayHavePath: Bool) -> Bool {
            guard let beginning = beginnings.first(where: address.hasPrefix) else { return false }
            let rest = address.dropFirst(beginning.count)
            let end = rest.firstIndex(of: "/") ?? rest.endIndex
            let parts = rest[..<end].split(separator: ":", omittingEmptySubsequences: false)
            return (mayHavePath || end == rest.endIndex) && parts.count == 2 && !parts[0].isEmpty
                && UInt16(parts[1]) != nil
        }
    }

    /// Which signals are wanted.
    private(set) var wanted = Set(Signal.allCases)
    /// Where each signal would go.
    var endpoints = Dictionary(uniqueKeysWithValues: Signal.allCases.map { ($0, [Endpoint.standard]) })
    /// What it would be about.
    var topics = ["all"]

    /// Begins or ends wanting a signal.
    mutating func setWanted(_ signal: Signal, _ isWanted: Bool) {
        if isWanted { wanted.insert(signal) } else { wanted.remove(signal) }
    }

    /// Topics in their order; one that comes twice counts once.
    ///
    /// **Throws**: `API_InvalidArgs`.
    static func topics(_ words: [String]) throws(DevFailed) -> [String] {
        for word in words where !knownTopics.contains(word) {
            throw .invalidArguments(
                "Cannot parse '\(word)' as a telemetry topic (e.g., 'all', 'database', 'event', 'polling', 'user').")
        }
        return Set(words).sorted()
    }

    private static let knownTopics: Set = ["all", "database", "events", "polling", "user"]
}

extension DevFailed {
    /// The answer to arguments of a telemetry command that make no sense.
    static func invalidArguments(_ text: String) -> DevFailed {
        DevFailed(.invalidArguments, text, origin: "TelemetrySettings")
    }
}
