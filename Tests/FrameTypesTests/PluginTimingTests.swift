import FrameTypes
import Testing

@Suite("When plugins fire")
struct PluginTimingTests {
    @Test("Ticks 3 with offsets 0, 1, 2 take turns", arguments: [(0, [3, 6, 9]), (1, [4, 7, 10]), (2, [5, 8, 11])])
    func turns(_ offset: Int, _ expected: [Int]) throws {
        let timing = try #require(PluginTiming(tick: 3, offset: offset))
        #expect((1...11).filter { timing.fires(atTick: $0) } == expected)
    }

    @Test("The phase never slips, however long the server runs")
    func phase() throws {
        let timing = try #require(PluginTiming(tick: 7, offset: 5))
        let firings = (1...30_000).filter { timing.fires(atTick: $0) }
        #expect(firings.first == 12)
        #expect(zip(firings, firings.dropFirst()).allSatisfy { $1 - $0 == 7 })
    }

    @Test("Impossible timings do not exist", arguments: [(0, 0), (-1, 0), (1, -1)])
    func impossible(_ tick: Int, _ offset: Int) { #expect(PluginTiming(tick: tick, offset: offset) == nil) }
}
