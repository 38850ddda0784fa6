import Testing

@testable import TangoServer

@Suite struct HeartbeatScheduleTests {
    private let start = ContinuousClock.now

    /// When beats come, in seconds from the start, if somebody looks every tenth of a second.
    private func beats(of schedule: HeartbeatSchedule, from: Double = 0, until end: Double) -> [Double] {
        var schedule = schedule
        return stride(from: from, through: end, by: 0.1).filter { schedule.take(at: start + .seconds($0)) }
            .map { ($0 * 10).rounded() / 10 }
    }

    /// Takes the beat of an instant, in seconds from the start, which must be due.
    private func take(_ schedule: inout HeartbeatSchedule, _ instant: Double) throws {
        let isDue = schedule.take(at: start + .seconds(instant))
        try #require(isDue)
    }

    @Test func withoutSubscriptionsThereAreNone() {
        #expect(beats(of: HeartbeatSchedule(), until: 60).isEmpty)
    }

    @Test("The first waits for the client's socket, the others count from the subscription")
    func theFirstOnes() {
        var schedule = HeartbeatSchedule()
        schedule.subscribe(at: start, isNewClient: true)
        let found = beats(of: schedule, until: 30)
        #expect(found.count == 4)
        for (beat, expected) in zip(found, [1.0, 9, 18, 27]) { #expect(abs(beat - expected) < 0.35) }
    }

    @Test("A new client brings the next one forward, and never puts it off", arguments: [2.0, 5, 8.5])
    func aSecondClient(instant: Double) throws {
        var schedule = HeartbeatSchedule()
        schedule.subscribe(at: start, isNewClient: true)
        let first = beats(of: schedule, until: instant)
        for beat in first { try take(&schedule, beat) }
        schedule.subscribe(at: start + .seconds(instant), isNewClient: true)
        let next = beats(of: schedule, from: instant, until: 40)
        #expect(abs((next.first ?? 0) - min(instant + 1, 9)) < 0.25)
        for (one, other) in zip(next, next.dropFirst()) { #expect(other - one < 9.25) }
    }

    @Test func anotherSubscriptionOfAKnownClientChangesNothing() throws {
        var schedule = HeartbeatSchedule()
        schedule.subscribe(at: start, isNewClient: true)
        try take(&schedule, 1)
        let before = schedule.next
        schedule.subscribe(at: start + .seconds(3), isNewClient: false)
        #expect(schedule.next == before)
    }

    @Test("Who stood still for a minute does not send all the beats of it")
    func aPause() throws {
        var schedule = HeartbeatSchedule()
        schedule.subscribe(at: start, isNewClient: true)
        try take(&schedule, 1)
        #expect(beats(of: schedule, from: 60, until: 65).count <= 2)
    }
}
