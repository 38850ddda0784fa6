import Log
import Testing

@testable import TangoServer

@Suite struct LogLevelTests {
    private let levels = LogLevels()
    private var told: [LogLevel] { ["one", "admin"].map { levels.told(of: $0) } }

    private func begin() -> [LogThreshold] {
        levels.begin(.info, kept: .info, of: "One")
        levels.begin(nil, kept: .warn, of: "Admin")
        return ["one", "admin"].map { levels.threshold(for: $0) { .fatal } }
    }

    @Test("What nobody has stopped gets the level that it began with")
    func startWithoutStop() {
        let thresholds = begin()
        #expect(told == [.info, .off])
        #expect(thresholds.map(\.level) == [.info, .warn])
        levels.set(.debug, of: "one")
        levels.start()
        #expect(told == [.info, .warn])
        #expect(thresholds.map(\.level) == [.info, .warn])
    }

    @Test("Stopping twice loses no level")
    func stopTwice() {
        let thresholds = begin()
        levels.set(.debug, of: "one")
        levels.stop()
        levels.stop()
        #expect(told == [.off, .off])
        #expect(thresholds.map(\.level) == [.off, .off])
        levels.start()
        #expect(told == [.debug, .off])
        #expect(thresholds.map(\.level) == [.debug, .warn])
    }

    @Test("What a client says of a stopped log counts until it is started, or stopped again")
    func setWhileStopped() {
        _ = begin()
        levels.stop()
        levels.set(.error, of: "one")
        #expect(told == [.error, .off])
        levels.start()
        #expect(told == [.info, .off])
        levels.stop()
        levels.set(.error, of: "one")
        levels.stop()
        levels.start()
        #expect(told == [.error, .off])
    }

    @Test func aLevelThatIsKeptIsThatOfTheNextStart() {
        _ = begin()
        levels.set(.debug, of: "admin")
        levels.keep(of: "admin")
        levels.set(.error, of: "admin")
        levels.start()
        #expect(told == [.info, .debug])
    }

    @Test func aDeviceMadeAnewIsNotStoppedAnyMore() {
        _ = begin()
        levels.stop()
        _ = begin()
        #expect(told == [.info, .off])
    }
}
