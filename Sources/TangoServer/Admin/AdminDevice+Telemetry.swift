import TangoIDL
import TangoTypes

extension AdminDevice {
    /// What servers of level 6 know about telemetry: settings can be read and changed, and nothing is exported.
    static var telemetryCommands: [Command<AdminDevice>] {
        let flags = "Long[i]=enable(1)/disabled(0); Str[i]=device name"
        return TelemetrySettings.Signal.allCases.flatMap { signalCommands($0, flags: flags) } + [
            Command(
                "IsTelemetryEnabled", taking: [String].self, returning: DevVarLongStringArray.self,
                inputDescription: "Device list", outputDescription: flags
            ) { admin, patterns in try admin.flags(patterns) { _ in false } },
            Command("StartTelemetry", taking: [String].self, inputDescription: "Device list") { admin, patterns in
                guard try !admin.devices(matching: patterns).isEmpty else { return }
                throw DevFailed(
                    .notSupported,
                    "This server exports no telemetry. Its logs go to the targets of the logging commands.",
                    origin: "AdminDevice")
            },
            Command("StopTelemetry", taking: [String].self, inputDescription: "Device list") { admin, patterns in
                _ = try admin.devices(matching: patterns)
            },
            Command(
                "GetTelemetryTopics", taking: [String].self, returning: [String].self, inputDescription: "Device list",
                outputDescription: "Str[i]=device name, Str[i+1] = # of topics, Str[i+2]... = topics"
            ) { admin, patterns in try admin.lists(patterns) { $0.topics } },
            Command(
                "SetTelemetryTopics", taking: [String].self,
                inputDescription: "Str[i] = Device name, Str[i+1]=# of topis, Str[i+2] ... = topics"
            ) { admin, words in
                try admin.eachGroup(words, of: 1, ("topics", "topics"), understood: TelemetrySettings.topics) {
                    $0.topics = $1
                }
            },
        ]
    }

    private static func signalCommands(
        _ signal: TelemetrySettings.Signal, flags: String
    ) -> [Command<AdminDevice>] {
        let triples = "Str[i]=device name, Str[i+1]=exporter type, Str[i+2]=endpoint..."
        return [
            Command(
                "GetTelemetry\(signal.rawValue)", taking: [String].self, returning: DevVarLongStringArray.self,
                inputDescription: "Device list", outputDescription: flags
            ) { admin, patterns in try admin.flags(patterns) { $0.wanted.contains(signal) } },
            Command("SetTelemetry\(signal.rawValue)", taking: DevVarLongStringArray.self, inputDescription: flags) {
                try $0.switchTelemetry(signal, $1)
            },
            Command(
                "GetTelemetry\(signal.rawValue)Endpoints", taking: [String].self, returning: [String].self,
                inputDescription: "Device List",
                outputDescription:
                    "Str[i]=Device Name, Str[i+1] = # of endpoints, Str[i+2]=exporter type, Str[i+3]=endpoint..."
            ) { admin, patterns in
                try admin.lists(patterns, wordsPerEntry: 2) {
                    ($0.endpoints[signal] ?? []).flatMap { [$0.exporter, $0.address] }
                }
            },
            Command(
                "SetTelemetry\(signal.rawValue)Endpoints", taking: [String].self,
                inputDescription:
                    "Str[i]=Device name, Str[i+1]=# of exporter/endpoint pairs, Str[i+2]=exporter type A, "
                    + "Str[i+3]=endpoint A, Str[i+3]=exporter type B, Str[i+4]=endpoint B..."
            ) { admin, words in
                try admin.eachGroup(words, of: 2, ("endpoints", "exporter/endpoint"), understood: Self.endpoints) {
                    $0.endpoints[signal] = $1
                }
            },
            Command("AddTelemetry\(signal.rawValue)Endpoints", taking: [String].self, inputDescription: triples) {
                try $0.eachEndpoint($1) { settings, endpoint in
                    if settings.endpoints[signal]?.contains(endpoint) != true {
                        settings.endpoints[signal, default: []].append(endpoint)
                    }
                }
            },
            Command("RemoveTelemetry\(signal.rawValue)Endpoints", taking: [String].self, inputDescription: triples) {
                try $0.eachEndpoint($1) { $0.endpoints[signal]?.removeAll { [endpoint = $1] in $0 == endpoint } }
            },
        ]
    }

    // MARK: Answers

    private nonisolated func flags(
        _ patterns: [String], _ flag: (TelemetrySettings) -> Bool
    ) throws(DevFailed) -> DevVarLongStringArray {
        let devices = try devices(matching: patterns)
        return DevVarLongStringArray(
            lvalue: devices.map { flag(telemetry.settings(of: $0.name)) ? 1 : 0 }, svalue: devices.map(\.name))
    }

    /// For each device its name, how many entries follow, and the entries.
    private nonisolated func lists(
        _ patterns: [String], wordsPerEntry: Int = 1, _ words: (TelemetrySettings) -> [String]
    ) throws(DevFailed) -> [String] {
        try devices(matching: patterns).flatMap { device in
            let words = words(telemetry.settings(of: device.name))
            return [device.name, String(words.count / wordsPerEntry)] + words
        }
    }

    // MARK: Arguments

    private nonisolated func switchTelemetry(
        _ signal: TelemetrySettings.Signal, _ argument: DevVarLongStringArray
    ) throws(DevFailed) {
        guard argument.lvalue.count == argument.svalue.count else {
            throw .invalidArguments("Input long array and string array must have the same length.")
        }
        for (number, pattern) in zip(argument.lvalue, argument.svalue) {
            for device in try devices(matching: [pattern]) {
                telemetry.change(device.name) { $0.setWanted(signal, number != 0) }
            }
        }
    }

    /// Does something for each triple of pattern, exporter and address; all are understood before the first is done.
    private nonisolated func eachEndpoint(
        _ words: [String], _ body: (inout TelemetrySettings, TelemetrySettings.Endpoint) -> Void
    ) throws(DevFailed) {
        guard words.count.isMultiple(of: 3) else {
            throw .invalidArguments("There must be 3 arguments per entry: device pattern, exporter, and endpoint.")
        }
        var work: [(pattern: String, endpoint: TelemetrySettings.Endpoint)] = []
        for start in stride(from: 0, to: words.count, by: 3) {
            work.append((words[start], try TelemetrySettings.Endpoint(words[start + 1], words[start + 2])))
        }
        for (pattern, endpoint) in work {
            for device in try devices(matching: [pattern]) { telemetry.change(device.name) { body(&$0, endpoint) } }
        }
    }

    /// Does something for each pattern with the entries that follow it and their number; all are understood before the
    /// first is done.
    private nonisolated func eachGroup<Entries>(
        _ words: [String], of size: Int, _ names: (counted: String, expected: String),
        understood: ([String]) throws(DevFailed) -> Entries, _ body: (inout TelemetrySettings, Entries) -> Void
    ) throws(DevFailed) {
        var work: [(pattern: String, entries: Entries)] = []
        var rest = words[...]
        while let pattern = rest.popFirst() {
            guard let number = rest.popFirst() else {
                throw .invalidArguments("You must provide a device pattern and number of \(names.counted)")
            }
            guard let count = UInt32(number) else {
                throw .invalidArguments("\"\(number)\" cannot be entirely parsed into unsigned int")
            }
            guard rest.count / size >= Int(count) else {
                throw .invalidArguments(
                    "The number of \(names.expected) entries for the pattern <\(pattern)> does not match the expected "
                        + "number (\(count))")
            }
            work.append((pattern, try understood(Array(rest.prefix(Int(count) * size)))))
            rest = rest.dropFirst(Int(count) * size)
        }
        for (pattern, entries) in work {
            for device in try devices(matching: [pattern]) { telemetry.change(device.name) { body(&$0, entries) } }
        }
    }

    private static func endpoints(_ words: [String]) throws(DevFailed) -> [TelemetrySettings.Endpoint] {
        var endpoints: [TelemetrySettings.Endpoint] = []
        for start in stride(from: 0, to: words.count, by: 2) {
            endpoints.append(try TelemetrySettings.Endpoint(words[start], words[start + 1]))
        }
        return endpoints
    }

    /// The devices that names with `*` mean, one after the other.
    ///
    /// **Throws**: `API_DeviceNotFound` with the names that mean none.
    private nonisolated func devices(matching patterns: [String]) throws(DevFailed) -> [DeviceRuntime] {
        let found = patterns.map { ($0, matching($0)) }
        let missing = found.filter { $0.1.isEmpty }.map { "<\($0.0)>" }
        guard missing.isEmpty else {
            throw DevFailed(
                .deviceNotFound, "Error: No device name matching patterns: \(missing.joined(separator: " "))",
                origin: "AdminDevice")
        }
        return found.flatMap(\.1)
    }
}
