import TangoIDL
import TangoTypes

/// What the properties of one device say about polling.
struct PollingSettings: Sendable {
    /// Names of the properties.
    static let names = [
        "polled_attr", "polled_cmd", "non_auto_polled_attr", "non_auto_polled_cmd", "poll_ring_depth",
        "attr_poll_ring_depth", "cmd_poll_ring_depth", "poll_old_factor", "min_poll_period", "attr_min_poll_period",
        "cmd_min_poll_period",
    ]
    /// No period may be shorter. **Unit**: millisecond.
    static let absoluteMinimum = 5
    /// No buffer is deeper: a wrong digit in a property must not use up the memory.
    static let greatestDepth = 1_000_000

    /// After how many periods a record is too old.
    var oldFactor = 4
    private var lists: [PolledKind: PolledList] = [:]
    private var depths: [PolledKind: PolledList] = [:]
    private var minima: [PolledKind: PolledList] = [:]
    private var nonAutomatic: [PolledKind: [String]] = [:]
    /// Whose ``nonAutomatic`` is no longer what was read.
    private var changedNonAutomatic: Set<PolledKind> = []
    private var unknown: [PolledKind: Set<String>] = [:]
    private var depth = 10
    private var minimum = 0

    /// Reads the properties of a device; wrong ones are reported and count as absent.
    init(_ properties: [String: [String]], device: String, report: (DevFailed) -> Void) {
        func list(_ name: String) -> PolledList {
            do { return try PolledList(properties[name] ?? [], property: name, device: device) } catch {
                report(error)
                return PolledList()
            }
        }
        func number(_ name: String) -> Int? { properties[name]?.first.flatMap { Int32($0) }.map { Int($0) } }
        for kind in PolledKind.allCases {
            let short = Self.short(kind)
            lists[kind] = list("polled_\(short)")
            depths[kind] = list("\(short)_poll_ring_depth")
            minima[kind] = list("\(short)_min_poll_period")
            nonAutomatic[kind] = (properties["non_auto_polled_\(short)"] ?? []).map { $0.lowercased() }
        }
        depth = number("poll_ring_depth") ?? 10
        oldFactor = number("poll_old_factor") ?? 4
        minimum = number("min_poll_period") ?? 0
    }

    /// `attr` or `cmd`, as the names of properties have it.
    static func short(_ kind: PolledKind) -> String { kind == .attribute ? "attr" : "cmd" }

    /// What is polled, by the properties.
    func list(_ kind: PolledKind) -> PolledList { lists[kind] ?? PolledList() }

    /// Changes what is polled.
    mutating func setPeriod(_ period: Int?, _ kind: PolledKind, _ name: String) { lists[kind]?[name] = period }

    /// Whether a user took polling away that the code asks for.
    func isNonAutomatic(_ kind: PolledKind, _ name: String) -> Bool {
        nonAutomatic[kind]?.contains(name.lowercased()) ?? false
    }

    /// Notes that a user took polling away that the code asks for, or gave it back.
    mutating func setNonAutomatic(_ isNonAutomatic: Bool, _ kind: PolledKind, _ name: String) {
        guard isNonAutomatic != self.isNonAutomatic(kind, name) else { return }
        changedNonAutomatic.insert(kind)
        nonAutomatic[kind]?.removeAll { $0 == name.lowercased() }
        if isNonAutomatic { nonAutomatic[kind]?.append(name.lowercased()) }
    }

    /// How many records are kept of an object, at most ``greatestDepth``.
    func depth(_ kind: PolledKind, _ name: String) -> Int { min(configuredDepth(kind, name), Self.greatestDepth) }

    private func configuredDepth(_ kind: PolledKind, _ name: String) -> Int {
        if let own = depths[kind]?[name] { return own }
        let isBuiltIn = ["state", "status"].contains(name.lowercased())
        if kind == .attribute, isBuiltIn, let own = depths[.command]?[name] { return own }
        return depth
    }

    /// The shortest period of an object.
    func minimum(_ kind: PolledKind, _ name: String) -> Int { minima[kind]?[name] ?? minimum }

    /// Moves the commands State and Status to the attributes, as which they are polled.
    ///
    /// The property of the commands is left as it is until a client takes their polling away.
    mutating func moveBuiltInCommands() {
        for name in ["state", "status"] {
            guard let period = lists[.command]?[name] else { continue }
            lists[.command]?[name] = nil
            if lists[.attribute]?[name] == nil { lists[.attribute]?[name] = period }
        }
    }

    /// Notes that the device has no such object at its start.
    mutating func setUnknown(_ kind: PolledKind, _ name: String) { unknown[kind, default: []].insert(name) }

    /// Forgets what the device had not at its start and, as `isThere` says, has not now.
    mutating func dropUnknown(_ kind: PolledKind, isThere: (String) -> Bool) {
        for name in unknown[kind] ?? [] where !isThere(name) { lists[kind]?[name] = nil }
        unknown[kind] = nil
    }

    /// What the store shall hold for one kind: empty lists are to be deleted, and what nobody has changed here is left to
    /// those who may have changed it there.
    func stored(_ kind: PolledKind) -> [String: [String]] {
        let short = Self.short(kind)
        var stored = ["polled_\(short)": lists[kind]?.elements ?? []]
        if changedNonAutomatic.contains(kind) { stored["non_auto_polled_\(short)"] = nonAutomatic[kind] ?? [] }
        return stored
    }

    /// Refuses what must not be polled so often, or at all.
    ///
    /// **Throws**: `API_NotSupported`, `API_MethodArgument`.
    func check(_ kind: PolledKind, _ name: String, period: Int, origin: String) throws(DevFailed) {
        if kind == .command, name.lowercased() == "init" {
            throw DevFailed(.notSupported, "It's not possible to poll the Init command!", origin: origin)
        }
        guard period != 0 else { return }
        let least = Self.absoluteMinimum
        guard period >= least else {
            throw DevFailed(
                .notSupported, "\(period) is below the min authorized period (\(least) mS)", origin: origin)
        }
        let minimum = minimum(kind, name)
        guard period >= minimum else {
            throw DevFailed(
                .methodArgument,
                "Polling period for \(kind.rawValue) \(name.lowercased()) is below the min authorized (\(minimum))",
                origin: "DServer::check_upd_authorized")
        }
    }
}
