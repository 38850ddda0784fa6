// What `QueryEventSystem` answers.
extension EventSupplier {
    /// The numbers of the next events by topic, and the timings, as JSON. The process has no subscriptions of its own.
    var report: String {
        let numbers = counters.sorted { $0.key < $1.key }.map { "\(Self.quoted($0.key)):\($0.value)" }
        let server = "{\"event_counters\":{\(numbers.joined(separator: ","))},\"perf\":\(timingsText)}"
        return "{\"version\":1,\"server\":\(server),\"client\":null}"
    }

    private var timingsText: String {
        guard let samples = timings.samples else { return "null" }
        let texts = samples.map { sample in
            "{\"micros_since_last_event\":\(sample.sinceLast.map(String.init) ?? "null"),"
                + "\"push_event_micros\":\(sample.duration)}"
        }
        return "[\(texts.joined(separator: ","))]"
    }

    /// Names of devices may hold anything but control characters.
    private static func quoted(_ text: String) -> String {
        let escaped = text.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : String($0) }
        return "\"\(escaped.joined())\""
    }
}
