import Testing

@testable import TangoServer

struct MulticastSettingsTests {
    @Test func numbersAreThoseOfTheGroupThenOfTheSiteThenTheUsual() {
        let settings = MulticastSettings([
            "multicastevent": [
                "226.20.21.22", "10000", "64", "10", "A/B/C/Volt.Change", "a/b/c/amp.change", "226.20.21.23", "10001",
                "32", "a/b/c/volt.user_event", "239.1.1.1", "10002", "a/b/c/volt.archive",
            ], "multicastivl": ["7"],
        ])
        #expect(!settings.isWrong)
        func told(_ event: String) -> [Int32] {
            let limits = settings.limits(of: event)
            return [limits.rate, limits.recovery]
        }
        #expect(told("a/b/c/volt.change") == [65536, 10000])
        #expect(told("a/b/c/amp.change") == [65536, 10000])
        #expect(told("a/b/c/volt.user_event") == [32768, 7000])
        #expect(told("a/b/c/volt.archive") == [81920, 7000])
        #expect(told("a/b/c/other.change") == [81920, 7000])
    }

    @Test(arguments: [
        ["192.168.1.1", "10000", "a/b/c/volt.change"], ["226.20.21.22"], ["226.20.21.22", "10000"],
        ["226.20.21.22", "10000", "64", "10", "1", "a/b/c/volt.change"], ["a/b/c/volt.change"],
    ])
    func whatCannotBeUnderstoodNamesNoEvents(words: [String]) {
        let settings = MulticastSettings(["multicastevent": words])
        #expect(settings.isWrong)
        #expect(settings.events.isEmpty)
        #expect(MulticastSettings([:]).isWrong == false)
    }
}
