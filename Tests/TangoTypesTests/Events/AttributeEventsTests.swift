import TangoIDL
import TangoTypes
import Testing

@Suite struct AttributeEventsTests {
    private let start = ContinuousClock.now

    @Test func changesAreMeasuredFromTheLastEvent() {
        var events = AttributeEvents()
        var criteria = EventCriteria()
        criteria.absolute = ChangeCriterion(fall: 1, rise: 1)
        let fired = [0.0, 0.6, 1.1, 1.5, 2.2].map {
            events.isDue(.change, sample([$0]), criteria: criteria, type: .double, at: start)
        }
        #expect(fired == [true, false, true, false, true])
    }

    @Test(arguments: [(1000, 981, true), (1000, 980, false), (5000, 4901, true), (5000, 4900, false)])
    func periodsTolerateALittle(period: Int, after: Int, expected: Bool) {
        var events = AttributeEvents()
        var criteria = EventCriteria()
        criteria.period = period
        let first = events.isDue(.periodic, sample([1]), criteria: criteria, type: .double, at: start)
        let later = start + .milliseconds(after)
        let second = events.isDue(.periodic, sample([1]), criteria: criteria, type: .double, at: later)
        #expect(first)
        #expect(second == expected)
    }

    @Test func archiveEventsComeByChangeAndByPeriod() {
        var events = AttributeEvents()
        var criteria = EventCriteria()
        criteria.archiveAbsolute = ChangeCriterion(fall: 1, rise: 1)
        criteria.archivePeriod = 2000
        func isDue(_ value: Double, after milliseconds: Int) -> Bool {
            events.isDue(
                .archive, sample([value]), criteria: criteria, type: .double,
                at: start + .milliseconds(milliseconds))
        }
        #expect(isDue(0, after: 0))
        #expect(!isDue(0.5, after: 100))
        #expect(isDue(1.5, after: 200))
        #expect(isDue(1.6, after: 1990))
        #expect(!isDue(1.7, after: 2500))
    }

    @Test func aForcedEventNeedsNoChange() {
        var events = AttributeEvents()
        for _ in 0..<3 {
            let isDue = events.isDue(
                .change, sample([1]), criteria: EventCriteria(), type: .double, at: start, isForced: true)
            #expect(isDue)
        }
    }
}
