import TangoIDL
import TangoTypes

/// Everything that is polled of one device.
struct PolledDevice: Sendable {
    /// In the original spelling.
    let name: String
    /// Properties.
    var settings: PollingSettings
    /// Polled attributes by name in lower case.
    var attributes: [String: PolledObject<AttributeValue_5>] = [:]
    /// Polled commands by name in lower case.
    var commands: [String: PolledObject<CORBAAny>] = [:]
    private var order: [(kind: PolledKind, key: String)] = []

    init(name: String, settings: PollingSettings) {
        self.name = name
        self.settings = settings
    }

    /// Whether nothing is polled.
    var isEmpty: Bool { order.isEmpty }

    /// Whether an object is polled.
    func contains(_ kind: PolledKind, _ name: String) -> Bool {
        kind == .attribute ? attributes[name.lowercased()] != nil : commands[name.lowercased()] != nil
    }

    /// Begins to poll an object.
    mutating func add(_ kind: PolledKind, _ name: String, period: Int) {
        let key = name.lowercased()
        let depth = settings.depth(kind, name)
        switch kind {
        case .attribute: attributes[key] = PolledObject(kind: kind, name: name, period: period, depth: depth)
        case .command: commands[key] = PolledObject(kind: kind, name: name, period: period, depth: depth)
        }
        order.append((kind, key))
    }

    /// No longer polls an object.
    mutating func remove(_ kind: PolledKind, _ name: String) {
        let key = name.lowercased()
        if kind == .attribute { attributes[key] = nil } else { commands[key] = nil }
        order.removeAll { $0.kind == kind && $0.key == key }
    }

    /// Changes the period of an object. The server reads it itself again, until code fills the buffer anew.
    mutating func setPeriod(_ period: Int, _ kind: PolledKind, _ name: String) {
        let key = name.lowercased()
        if kind == .attribute {
            attributes[key]?.period = period
            attributes[key]?.isFilledByCode = false
        } else {
            commands[key]?.period = period
            commands[key]?.isFilledByCode = false
        }
    }

    /// Kind, name and period of everything, in the order of its adding.
    var objects: [(kind: PolledKind, name: String, period: Int)] {
        order.compactMap { kind, key in
            switch kind {
            case .attribute: attributes[key].map { (kind, $0.name, $0.period) }
            case .command: commands[key].map { (kind, $0.name, $0.period) }
            }
        }
    }

    /// `DevPollStatus`: commands first, then attributes; State and Status in both groups.
    ///
    /// - Parameter groupsAttributes: Attributes with one period are read in one call.
    func status(at now: ContinuousClock.Instant, groupsAttributes: Bool) -> [String] {
        let periods = groupsAttributes ? namesByPeriod : [:]
        func status(of key: String, as shown: PolledKind) -> String? {
            attributes[key].map { $0.status(as: shown, at: now, together: periods[$0.period] ?? []) }
        }
        let asCommands: [String] = order.compactMap { kind, key in
            switch kind {
            case .command: return commands[key]?.status(as: .command, at: now, together: [])
            case .attribute: return key == "state" || key == "status" ? status(of: key, as: .command) : nil
            }
        }
        return asCommands + order.compactMap { kind, key in kind == .attribute ? status(of: key, as: .attribute) : nil }
    }

    /// The polled attributes of each period, in the order of their adding.
    private var namesByPeriod: [Int: [String]] {
        let polled = order.compactMap { kind, key in kind == .attribute ? attributes[key] : nil }
        return Dictionary(grouping: polled, by: \.period).mapValues { $0.map(\.name) }
    }
}
