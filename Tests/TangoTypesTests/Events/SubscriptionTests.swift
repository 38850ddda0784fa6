import TangoIDL
import TangoTypes
import Testing

@Suite struct SubscriptionTests {
    @Test(arguments: [
        ("change", "5", 5, 5), ("change", "6", 5, 5), ("change", "6", 6, 6), ("change", nil, 6, 4),
        ("attr_conf", nil, 6, 3), ("idl5_change", "0", 6, 5), ("change", "0", 6, 4), ("attr_conf", "0", 6, 3),
        ("idl5_attr_conf", "0", 6, 5), ("alarm", "0", 6, 6), ("CHANGE", "4", 6, 4), ("IDL6_change", "0", 6, 4),
        ("idl6_alarm", nil, 6, 4), ("idl5_attr_conf", nil, 6, 3), ("ATTR_CONF", nil, 5, 4), ("change", " 5x", 5, 5),
        ("idl5_change", "x", 5, 5), ("idl5_change", "", 5, 4), ("change", "99999999999999999999", 6, 6),
    ])
    func levelOfAClient(name: String, given: String?, device: Int, expected: Int) {
        #expect(EventRequest(name: name, level: given, deviceLevel: device).clientLevel == expected)
    }

    @Test(
        "A name is an event of a subscription in any case, and means one only in lower case",
        arguments: [
            ("change", 5, true, .change), ("CHANGE", 5, true, nil), ("idl5_periodic", 5, true, .periodic),
            ("IDL5_periodic", 5, true, nil), ("USER_EVENT", 5, true, nil), ("quality", 5, true, .quality),
            ("alarm", 5, false, nil), ("quality", 6, false, nil), ("alarm", 6, true, .alarm),
            ("IDL5_attr_conf", 5, true, .configuration), ("attr_conf_5", 5, false, .configuration), ("", 5, false, nil),
            ("bogus", 6, false, nil),
        ] as [(String, Int, Bool, EventKind?)])
    func whatANameMeans(name: String, level: Int, isKnown: Bool, kind: EventKind?) {
        #expect(EventRequest.isKnown(name, deviceLevel: level) == isKnown)
        #expect(EventRequest(name: name, level: nil, deviceLevel: level).kind == kind)
    }

    @Test func clientsOfTheOldServiceKnowNoPrefix() {
        #expect(EventRequest(ofOldClient: "idl5_change", deviceLevel: 5).kind == nil)
        #expect(EventRequest(ofOldClient: "change", deviceLevel: 5).kind == .change)
    }

    @Test(
        "The topic that a client is told has the name that it sent",
        arguments: [
            ("quality", "5", "idl5_quality"), ("CHANGE", "5", "idl5_CHANGE"), ("CHANGE", "4", "CHANGE"),
            ("idl5_change", "0", "idl5_change"), ("IDL5_attr_conf", "5", "idl5_IDL5_attr_conf"),
            ("data_ready", "5", "data_ready"), ("DATA_READY", "5", "idl5_DATA_READY"), ("pipe", "5", "pipe"),
        ])
    func toldTopics(event: String, level: String, expected: String) {
        let names = EventNames(host: "h", port: "1", adminName: "dserver/s/t", usesDatabase: true)
        let request = EventRequest(name: event, level: level, deviceLevel: 5)
        #expect(names.topic("a/b/c/Volt", request) == "tango://h:1/a/b/c/volt.\(expected)")
    }

    @Test func topicsAreThoseOfTheReference() {
        let names = EventNames(host: "MyHost", port: "45450", adminName: "dserver/Srv/Test", usesDatabase: false)
        #expect(names.topic("A/B/c/Volt", .change, .modern) == "tango://myhost:45450/a/b/c/volt#dbase=no.idl5_change")
        #expect(names.topic("a/b/c/volt", .change, .legacy) == "tango://myhost:45450/a/b/c/volt#dbase=no.change")
        #expect(names.topic("a/b/c", .interfaceChange, .modern) == "tango://myhost:45450/a/b/c#dbase=no.intr_change")
        #expect(names.topic("a/b/c/volt", .alarm, .modern) == "tango://myhost:45450/a/b/c/volt#dbase=no.alarm")
        #expect(names.channel == "tango://myhost:45450/dserver/srv/test#dbase=no")
        #expect(names.heartbeatTopic == names.channel + ".heartbeat")
        let site = EventNames(host: "db.site.eu", port: "10000", adminName: "dserver/Srv/Test", usesDatabase: true)
        #expect(site.topic("a/b/c/volt", .user, .modern) == "tango://db.site.eu:10000/a/b/c/volt.idl5_user_event")
        #expect(site.channel == "tango://db.site.eu:10000/dserver/srv/test")
    }

    private func listeners(_ subscription: EventSubscription, at now: ContinuousClock.Instant) -> [EventGeneration] {
        EventGeneration.allCases.filter { subscription.hasListeners($0, at: now) }
    }

    @Test func subscriptionsEndAfterTenMinutesWithoutConfirmation() {
        let start = ContinuousClock.now
        var subscription = EventSubscription()
        #expect(listeners(subscription, at: start) == [])
        #expect(!subscription.hasListeners(at: start))
        subscription.confirm(.modern, at: start)
        subscription.confirm(.legacy, at: start + .seconds(300))
        #expect(listeners(subscription, at: start + .seconds(600)) == [.legacy, .modern])
        #expect(listeners(subscription, at: start + .seconds(601)) == [.legacy])
        #expect(subscription.hasListeners(at: start + .seconds(601)))
        #expect(listeners(subscription, at: start + .seconds(901)) == [])
        #expect(!subscription.hasListeners(at: start + .seconds(901)))
    }

    @Test("Every kind of event has a place of its own in a table of all kinds")
    func places() {
        #expect(EventKind.allCases.map(\.place).sorted() == Array(0..<EventKind.allCases.count))
    }

    @Test func numbersStartAtOne() {
        var subscription = EventSubscription()
        let numbers = [subscription.takeNumber(), subscription.takeNumber(), subscription.takeNumber()]
        #expect(numbers == [1, 2, 3])
    }

    @Test func theNextEventAfterAReturnIsRepeatedOnce() {
        var subscription = EventSubscription()
        let before = subscription.takeCopies()
        subscription.clientReturned()
        #expect([before, subscription.takeCopies(), subscription.takeCopies()] == [1, 2, 1])
    }

    @Test func theNextMessagesAfterASubscriptionAreDoubled() {
        var credit = DoubleSendCredit()
        let before = [credit.takeEvent(), credit.takeHeartbeat()]
        credit.subscribed()
        credit.subscribed()
        let after = [credit.takeEvent(), credit.takeEvent(), credit.takeHeartbeat(), credit.takeHeartbeat()]
        #expect(before == [1, 1])
        #expect(after == [2, 1, 2, 1])
    }

    private func reason(
        _ event: String, type: TangoType = .double, level: String = "5", deviceLevel: Int = 6, isPolled: Bool = false,
        criteria: EventCriteria = EventCriteria(), pushed: PushedEventFacts = PushedEventFacts()
    ) throws -> Reason? {
        let request = EventRequest(name: event, level: level, deviceLevel: deviceLevel)
        let check = SubscriptionCheck(
            attribute: "Volt", type: type, criteria: criteria, isPolled: isPolled, pushed: pushed)
        do {
            try check.check(request)
            return nil
        } catch { return error.reason }
    }

    @Test func anEventThatIsNoneIsTakenOfWhatIsPolled() throws {
        for event in ["CHANGE", "nonsense"] {
            #expect(try reason(event, isPolled: true) == nil)
            #expect(try reason(event) == .attributePollingNotStarted)
        }
        #expect(try reason("my_attr_conf_5") == nil)
    }

    @Test(arguments: ["change", "archive", "periodic"])
    func nothingComesWithoutPollingOrCode(event: String) throws {
        #expect(try reason(event) == .attributePollingNotStarted)
    }

    @Test func criteriaAreNeededForNumbersOnly() throws {
        #expect(try reason("change", isPolled: true) == .eventPropertiesNotSet)
        #expect(try reason("archive", isPolled: true) == .eventPropertiesNotSet)
        for type in [TangoType.string, .boolean, .state, .enumeration, .encoded] {
            #expect(try reason("change", type: type, isPolled: true) == nil)
        }
        var criteria = EventCriteria()
        criteria.relative = ChangeCriterion(fall: 1, rise: nil)
        #expect(try reason("change", isPolled: true, criteria: criteria) == nil)
        criteria.archivePeriod = 100
        #expect(try reason("archive", isPolled: true, criteria: criteria) == nil)
        #expect(try reason("periodic", isPolled: true) == nil)
    }

    @Test func codeThatPushesIsEnough() throws {
        var pushed = PushedEventFacts()
        pushed.change = true
        #expect(try reason("change", pushed: pushed) == nil)
        pushed.changeIsChecked = true
        #expect(try reason("change", pushed: pushed) == .eventPropertiesNotSet)
        #expect(try reason("data_ready", pushed: pushed) == .attributeNotDataReadyEnabled)
        pushed.dataReady = true
        #expect(try reason("data_ready", pushed: pushed) == nil)
        for event in ["user_event", "attr_conf"] { #expect(try reason(event) == nil) }
    }

    @Test func alarmEventsNeedLevelSix() throws {
        #expect(try reason("alarm", level: "5", isPolled: true) == .clientTooOld)
        #expect(try reason("alarm", level: "6", isPolled: true) == nil)
        #expect(try reason("alarm", level: "6") == .attributePollingNotStarted)
    }

    @Test func pushedChangesAreEnoughForAlarmsUnlessTheSiteSaysOtherwise() throws {
        let request = EventRequest(name: "alarm", level: "6", deviceLevel: 6)
        var pushed = PushedEventFacts()
        pushed.change = true
        var check = SubscriptionCheck(
            attribute: "Volt", type: .double, criteria: EventCriteria(), isPolled: false, pushed: pushed)
        try check.check(request)
        check.changeMakesAlarm = false
        let error = #expect(throws: DevFailed.self) { try check.check(request) }
        #expect(error?.reason == .attributePollingNotStarted)
    }
}
