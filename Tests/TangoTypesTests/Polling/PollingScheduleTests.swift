import TangoTypes
import Testing

@Suite struct PollingScheduleTests {
    private let start = ContinuousClock.now

    private func at(_ milliseconds: Int) -> ContinuousClock.Instant { start + .milliseconds(milliseconds) }

    @Test func attributesWithOnePeriodAreReadTogether() {
        var schedule = PollingSchedule()
        for name in ["a", "b"] { schedule.add(.attribute, name, of: "D/f/m", period: 100, at: start) }
        schedule.add(.attribute, "c", of: "d/f/m", period: 200, at: start)
        schedule.add(.attribute, "a", of: "other/f/m", period: 100, at: start)
        schedule.add(.command, "X", of: "d/f/m", period: 100, at: start)
        var works: [[String]] = []
        while let work = schedule.takeDue(at: at(100)) { works.append([work.device] + work.names) }
        #expect(works == [["d/f/m", "a", "b"], ["other/f/m", "a"], ["d/f/m", "X"]])
        #expect(schedule.companions(of: .attribute, "A", device: "d/F/m") == ["a", "b"])
    }

    @Test func eachAttributeAloneWhereSoConfigured() {
        var schedule = PollingSchedule(groupsAttributes: false)
        for name in ["a", "b"] { schedule.add(.attribute, name, of: "d/f/m", period: 100, at: start) }
        let first = schedule.takeDue(at: at(100))
        let second = schedule.takeDue(at: at(100))
        #expect([first?.names, second?.names] == [["a"], ["b"]])
    }

    @Test func lateWorkIsDroppedAndTheBeatStays() {
        var schedule = PollingSchedule()
        schedule.add(.attribute, "a", of: "d/f/m", period: 100, at: start)
        let early = schedule.takeDue(at: at(99))
        let late = schedule.takeDue(at: at(350))
        let again = schedule.takeDue(at: at(350))
        #expect(early == nil)
        #expect(late?.names == ["a"])
        #expect(again == nil)
        #expect(schedule.nextDue == at(400))
    }

    @Test func theOldestWorkComesFirst() {
        var schedule = PollingSchedule()
        schedule.add(.attribute, "slow", of: "d/f/m", period: 100, at: start)
        schedule.add(.attribute, "fast", of: "d/f/m", period: 10, at: start)
        let order = [schedule.takeDue(at: at(100)), schedule.takeDue(at: at(100))].map { $0?.names }
        #expect(order == [["fast"], ["slow"]])
    }

    @Test func firstExecutionsAreSpreadOverTheSmallestPeriod() {
        var schedule = PollingSchedule()
        for number in 0..<4 { schedule.add(.attribute, "a", of: "d/f/\(number)", period: 100, at: start) }
        schedule.spread(from: start)
        var instants: [ContinuousClock.Instant] = []
        for _ in 0..<4 {
            guard let due = schedule.nextDue else { break }
            instants.append(due)
            _ = schedule.takeDue(at: due)
        }
        #expect(instants == [at(25), at(50), at(75), at(100)])
    }

    @Test func removedObjectsAreNotExecuted() {
        var schedule = PollingSchedule()
        for name in ["a", "b"] { schedule.add(.attribute, name, of: "d/f/m", period: 100, at: start) }
        schedule.remove(.attribute, "A", of: "D/F/M")
        let work = schedule.takeDue(at: at(100))
        #expect(work?.names == ["b"])
        schedule.remove(device: "d/f/m")
        #expect(schedule.isEmpty && schedule.nextDue == nil)
    }
}
