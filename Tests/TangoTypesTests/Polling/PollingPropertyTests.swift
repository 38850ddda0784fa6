import TangoIDL
import TangoTypes
import Testing

@Suite struct PollingPropertyTests {
    @Test func pairsKeepTheirOrderAndUnknownEntries() throws {
        var list = try PolledList(["Volt", "1000", "gone", "500"], property: "polled_attr", device: "a/b/c")
        #expect(list["VOLT"] == 1000)
        list["volt"] = 200
        list["New"] = 50
        #expect(list.elements == ["Volt", "200", "gone", "500", "new", "50"])
        list["gone"] = nil
        #expect(list.names == ["volt", "new"])
    }

    @Test func aPeriodMayHaveAFraction() throws {
        let list = try PolledList(["volt", "200.5"], property: "polled_attr", device: "a/b/c")
        #expect(list.elements == ["volt", "200"])
    }

    @Test func aSignOfAPeriodDoesNotCount() throws {
        #expect(try PolledList(["volt", "-200"], property: "polled_attr", device: "a/b/c")["volt"] == 200)
        #expect(throws: DevFailed.self) {
            try PolledList(["volt", "-200"], property: "attr_poll_ring_depth", device: "a/b/c")
        }
    }

    @Test(arguments: [["volt"], ["volt", "abc"], ["volt", "1", "x"], ["volt", "99999999999999999"]])
    func wrongPairsAreRefused(elements: [String]) {
        let error = #expect(throws: DevFailed.self) {
            try PolledList(elements, property: "polled_attr", device: "a/b/c")
        }
        #expect(error?.errors.first?.desc == "System property polled_attr for device a/b/c has wrong syntax")
        #expect(error?.reason == .badConfigurationProperty)
    }

    @Test func devicesAreSharedOutAmongThreads() {
        var pool = PollingPool(size: 2)
        let threads = [
            pool.thread(of: "A/b/1"), pool.thread(of: "a/b/2"), pool.thread(of: "a/b/3"), pool.thread(of: "a/b/1"),
        ]
        #expect(threads == [0, 1, 0, 0])
        #expect(pool.configuration == ["a/b/1,a/b/3", "a/b/2"])
        pool.remove("a/b/1")
        #expect(pool.configuration == ["a/b/3", "a/b/2"])
    }

    @Test func configuredThreadsAreKept() {
        var pool = PollingPool(size: 3, configuration: ["a/b/1,a/b/\\", "2", "a/b/3"])
        let threads = [pool.thread(of: "a/b/2"), pool.thread(of: "a/b/3"), pool.thread(of: "a/b/4")]
        #expect(threads == [0, 1, 2])
    }

    @Test func longEntriesAreCutAndPutTogether() {
        let names = (0..<40).map { "domain/family/member\($0)" }
        let pool = PollingPool(size: 1, configuration: [names.joined(separator: ",")])
        let elements = pool.configuration
        #expect(elements.allSatisfy { $0.count <= 255 })
        #expect(elements.dropLast().allSatisfy { $0.hasSuffix("\\") })
        #expect(PollingPool(size: 1, configuration: elements) == pool)
    }
}
