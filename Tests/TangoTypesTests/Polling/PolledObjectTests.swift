import TangoIDL
import TangoTypes
import Testing

@Suite struct PolledObjectTests {
    private let start = ContinuousClock.now

    private func object(period: Int = 500) -> PolledObject<Int> {
        PolledObject(kind: .attribute, name: "cnt", period: period, depth: 3)
    }

    private func record(_ value: Int, after milliseconds: Int) -> PollingRecord<Int> {
        PollingRecord(
            instant: start + .milliseconds(milliseconds), time: TimeVal(tv_sec: 0, tv_usec: 0, tv_nsec: 0),
            result: .success(value))
    }

    private func failed(after milliseconds: Int) -> PollingRecord<Int> {
        PollingRecord(
            instant: start + .milliseconds(milliseconds), time: TimeVal(tv_sec: 0, tv_usec: 0, tv_nsec: 0),
            result: .failure(DevFailed("R", "D", origin: "O")))
    }

    private func reason(_ object: PolledObject<Int>, after milliseconds: Int) -> Reason? {
        do {
            _ = try object.cached(
                "Cnt", asked: .attribute, at: start + .milliseconds(milliseconds), oldFactor: 4)
            return nil
        } catch { return error.reason }
    }

    @Test func theRingKeepsTheNewest() {
        var ring = PollingRing<Int>(depth: 3)
        #expect(ring.newest == nil)
        for value in 0..<5 { ring.append(record(value, after: value)) }
        let values = ring.newest(10).map { try? $0.result.get() }
        #expect(values == [4, 3, 2])
        #expect(ring.newest(2).count == 2)
    }

    @Test func cachedValuesGrowOld() {
        var object = object()
        #expect(reason(object, after: 0) == .noDataYet)
        object.record(record(7, after: 0), duration: .zero)
        #expect(reason(object, after: 2000) == nil)
        #expect(reason(object, after: 2001) == .notUpdatedAnyMore)
        object.period = 0
        #expect(reason(object, after: 1_000_000) == nil)
        object.record(failed(after: 1), duration: .zero)
        #expect(reason(object, after: 1) == "R")
    }

    @Test func statusIsReadByToolsLineByLine() {
        var object = object()
        let head = "Polled attribute name = cnt\nPolling period (mS) = 500\nPolling ring buffer depth = 3"
        #expect(object.status(as: .attribute, at: start, together: ["cnt"]) == head + "\nNo data recorded yet")
        for value in 0..<3 {
            object.record(record(value, after: value * 500), duration: .microseconds(221))
        }
        let effort = "\nTime needed for the last attribute reading (mS) = 0.221"
        #expect(
            object.status(as: .attribute, at: start + .milliseconds(1328), together: ["cnt"]) == head + effort
                + "\nData not updated since 328 mS\nDelta between last records (in mS) = 500, 500")
        object.record(failed(after: 1500), duration: .microseconds(1200))
        #expect(
            object.status(as: .attribute, at: start + .milliseconds(1500 + 3012), together: ["a", "cnt"]) == head
                + "\nTime needed for the last attributes (a + cnt) reading (mS) = 1.200"
                + "\nData not updated since 3 S and 12 mS\nDelta between last records (in mS) = 500, 500"
                + "\nLast attribute read FAILED :\n\tReason = R\n\tDesc = D\n\tOrigin = O")
    }

    @Test(arguments: [
        (59_999, "59 S and 999 mS"), (60_000, "1 MN"), (125_000, "2 MN ,5 S"), (120_007, "2 MN and 7 mS"),
        (125_007, "2 MN ,5 S and 7 mS"),
    ])
    func ages(_ milliseconds: Int, _ text: String) {
        var object = object()
        object.record(record(1, after: 0), duration: .microseconds(221))
        let status = object.status(as: .attribute, at: start + .milliseconds(milliseconds), together: ["cnt"])
        #expect(status.hasSuffix("\nData not updated since " + text))
    }

    /// Between records of which code gave one, what counts is the times that were given.
    @Test func statusOfTheOtherKinds() {
        var object = PolledObject<Int>(kind: .command, name: "X", period: 0, depth: 10)
        let head = "Polled command name = X\nPolling externally triggered\nPolling ring buffer depth = 10"
        object.record(given(at: 5, after: 0), duration: .zero)
        let filled = head + "\nThe polling buffer is externally filled in"
        #expect(object.status(as: .command, at: start, together: []) == filled)
        object.record(given(at: 7, after: 1), duration: .zero)
        object.record(given(at: 6, after: 2), duration: .zero)
        let deltas = "\nDelta between last records (in mS) = "
        #expect(object.status(as: .command, at: start, together: []) == filled + deltas + "-1000, 2000")
        object.record(record(1, after: 20), duration: .microseconds(3))
        #expect(object.status(as: .command, at: start, together: []) == head + deltas + "-6000, -1000, 2000")
    }

    private func given(at second: Int32, after milliseconds: Int) -> PollingRecord<Int> {
        PollingRecord(
            instant: start + .milliseconds(milliseconds), time: TimeVal(tv_sec: second, tv_usec: 0, tv_nsec: 0),
            result: .success(1), isGiven: true)
    }

    @Test func eachIsReadAloneWhereTheSiteWantsIt() {
        var object = object()
        object.record(record(1, after: 0), duration: .microseconds(221))
        let status = object.status(as: .attribute, at: start, together: [])
        #expect(status.contains("\nTime needed for the last attribute reading(ms) = 0.221\n"))
    }

    @Test(arguments: [Int.max, Int.min, 0])
    func oddFactorsAndPeriodsAreNoTrap(_ number: Int) throws {
        for period in [500, number] {
            var object = object(period: period)
            object.record(record(7, after: 0), duration: .zero)
            let value = try object.cached("Cnt", asked: .attribute, at: start, oldFactor: number)
            #expect(value == 7)
        }
    }
}
