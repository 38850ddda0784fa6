import TangoIDL
import TangoTypes
import Testing

@testable import TangoServer

@Suite(.timeLimit(.minutes(5)))
struct PollingSettingsTests {
    @Test func hugeNumbersAreWrong() {
        var errors: [String] = []
        let settings = PollingSettings(
            [
                "polled_attr": ["volt", "99999999999999999"], "poll_old_factor": ["9223372036854775807"],
                "min_poll_period": ["9223372036854775807"], "poll_ring_depth": ["9223372036854775807"],
            ], device: "a/b/c"
        ) { errors.append($0.errors.first?.desc ?? "") }
        #expect(errors == ["System property polled_attr for device a/b/c has wrong syntax"])
        #expect(settings.list(.attribute).isEmpty)
        #expect(settings.oldFactor == 4)
        #expect(settings.minimum(.attribute, "volt") == 0)
        #expect(settings.depth(.attribute, "volt") == 10)
    }

    @Test func buffersStayWithinMemory() {
        let settings = PollingSettings(
            ["poll_ring_depth": ["2000000000"], "attr_poll_ring_depth": ["volt", "2000000000"]], device: "a/b/c"
        ) { _ in }
        #expect(settings.depth(.attribute, "volt") == PollingSettings.greatestDepth)
        #expect(settings.depth(.command, "go") == PollingSettings.greatestDepth)
    }

    /// Others write there, too.
    @Test func whatNobodyChangedIsLeftAlone() {
        var settings = PollingSettings(["non_auto_polled_attr": ["Volt"]], device: "a/b/c") { _ in }
        settings.setNonAutomatic(true, .attribute, "volt")
        settings.setNonAutomatic(false, .attribute, "other")
        #expect(settings.stored(.attribute) == ["polled_attr": []])
        settings.setNonAutomatic(false, .attribute, "VOLT")
        #expect(settings.stored(.attribute) == ["polled_attr": [], "non_auto_polled_attr": []])
    }

    @Test(arguments: [(PolledKind.command, "INIT", 1000), (.attribute, "volt", 4), (.attribute, "volt", 499)])
    func propertiesCannotAskForWhatClientsCannot(kind: PolledKind, name: String, period: Int) {
        let settings = PollingSettings(["min_poll_period": ["500"]], device: "a/b/c") { _ in }
        #expect(throws: DevFailed.self) { try settings.check(kind, name, period: period, origin: "test") }
        #expect(throws: Never.self) { try settings.check(.attribute, "volt", period: 500, origin: "test") }
        #expect(throws: Never.self) { try settings.check(.attribute, "volt", period: 0, origin: "test") }
    }

    /// `Int` of a floating point number that is too large traps.
    @Test func aThreadMayWaitForThousandsOfYears() throws {
        let thread = try ServiceThread(name: "patient") { thread in
            while thread.wait(until: .now + .seconds(100_000_000_000)) {}
        }
        thread.wake()
        thread.stop()
        #expect(thread.isStopping)
    }
}
