public import TangoIDL

/// What the code of a device does about events of one attribute.
public struct PushedEventFacts: Sendable {
    /// Change events come from code.
    public var change = false
    /// Change events from code are compared with the criteria first.
    public var changeIsChecked = false
    /// Archive events come from code.
    public var archive = false
    /// Archive events from code are compared with the criteria first.
    public var archiveIsChecked = false
    /// Alarm events come from code.
    public var alarm = false
    /// Data-ready events come from code.
    public var dataReady = false

    /// Nothing comes from code.
    public init() {}
}

/// Whether a subscription would ever bring an event; the reasons of a refusal are what clients act on.
public struct SubscriptionCheck: Sendable {
    /// The attribute's name in its original spelling.
    public var attribute: String
    /// Its type.
    public var type: TangoType
    /// The criteria in force.
    public var criteria: EventCriteria
    /// Whether a thread polls it, or code fills its buffer.
    public var isPolled: Bool
    /// What comes from code.
    public var pushed: PushedEventFacts
    /// Whether it is a forwarded attribute.
    public var isForwarded: Bool
    /// Whether a change event from code is looked at as an alarm event too.
    public var changeMakesAlarm: Bool

    /// Gathers the facts about an attribute.
    public init(
        attribute: String, type: TangoType, criteria: EventCriteria, isPolled: Bool, pushed: PushedEventFacts,
        isForwarded: Bool = false, changeMakesAlarm: Bool = true
    ) {
        self.attribute = attribute
        self.type = type
        self.criteria = criteria
        self.isPolled = isPolled
        self.pushed = pushed
        self.isForwarded = isForwarded
        self.changeMakesAlarm = changeMakesAlarm
    }

    /// Refuses a subscription that makes no sense.
    ///
    /// **Throws**: `API_AttributePollingNotStarted`, `API_EventPropertiesNotSet`, `API_AttributeNotDataReadyEnabled`,
    /// `API_ClientTooOld`, `API_NotSupportedFeature`.
    public func check(_ request: EventRequest) throws(DevFailed) {
        if isForwarded, request.clientLevel < 5 {
            throw failure(
                .notSupportedFeature,
                "The attribute \(attribute) is a forwarded attribute.\n"
                    + "It is not supported to subscribe events from forwarded attribute using Tango < 9. Please update!!"
            )
        }
        // Everything else is for the root to say.
        guard !isForwarded else { return }
        switch request.kind {
        case .change: try checkChange()
        case .archive: try checkArchive()
        case .periodic, .quality, nil: if !isPolled { throw pollingNotStarted }
        case .alarm: try checkAlarm(request)
        case .dataReady:
            if !pushed.dataReady {
                throw failure(
                    .attributeNotDataReadyEnabled, "The attribute \(attribute) is not data ready event enabled")
            }
        case .user, .configuration, .interfaceChange, .pipe: break
        }
    }

    private func checkChange() throws(DevFailed) {
        guard isPolled || pushed.change else { throw pollingNotStarted }
        let isChecked = pushed.change ? pushed.changeIsChecked : true
        guard isChecked, type.needsCriteria, criteria.relative.isEmpty, criteria.absolute.isEmpty else { return }
        throw failure(
            .eventPropertiesNotSet,
            "Event properties (abs_change or rel_change) for attribute \(attribute) are not set")
    }

    private func checkArchive() throws(DevFailed) {
        guard isPolled || pushed.archive else { throw pollingNotStarted }
        let isChecked = pushed.archive ? pushed.archiveIsChecked : true
        guard isChecked, type.needsCriteria, criteria.archivePeriod == nil else { return }
        guard criteria.archiveRelative.isEmpty, criteria.archiveAbsolute.isEmpty else { return }
        throw failure(
            .eventPropertiesNotSet,
            "Archive event properties (archive_abs_change or archive_rel_change or archive_period) for attribute"
                + " \(attribute) are not set")
    }

    private func checkAlarm(_ request: EventRequest) throws(DevFailed) {
        guard request.clientLevel >= 6 else {
            throw failure(
                .clientTooOld,
                "Client library version \(request.clientLevel) is too old to subscribe to alarm. A client library version of at"
                    + " least 6 is required")
        }
        guard isPolled || pushed.alarm || pushed.change && changeMakesAlarm else { throw pollingNotStarted }
    }

    private var pollingNotStarted: DevFailed {
        failure(
            .attributePollingNotStarted,
            "The polling (necessary to send events) for the attribute \(attribute) is not started")
    }

    private func failure(_ reason: Reason, _ text: String) -> DevFailed {
        DevFailed(reason, text, origin: "DServer::event_subscription")
    }
}
