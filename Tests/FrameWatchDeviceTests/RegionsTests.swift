import TangoTypes
import Testing

@testable import FrameWatchDevice

@Suite struct RegionsTests {
    @Test(arguments: [["peak", "Background_2", "9"], []])
    func goodNamesAreKept(_ names: [String]) throws {
        var regions = Regions()
        try regions.setNames(names)
        #expect(regions.names == names)
    }

    @Test(arguments: [
        ["a b"], [""], ["é"], ["a/b"], ["peak", "PEAK"], [String(repeating: "n", count: 65)],
    ])
    func badNamesAreRefusedAndChangeNothing(_ names: [String]) throws {
        var regions = Regions()
        try regions.setNames(["old"])
        #expect(throws: Regions.Refusal.self) { try regions.setNames(names) }
        #expect(regions.names == ["old"])
    }

    @Test(
        arguments: [
            [[0, 0, 1, 1]], [[10, 20, 30, 40], [0, 0, 2048, 2048]], [],
        ] as [[[Int32]]])
    func goodRectanglesComeBack(_ rows: [[Int32]]) throws {
        var regions = Regions()
        try regions.setRectangles(rows)
        #expect(regions.image.pixels == rows.flatMap { $0 })
        #expect(regions.image.height == rows.count)
    }

    @Test(
        arguments: [
            [[1, 2, 3]], [[1, 2, 3, 4, 5]], [[-1, 0, 1, 1]], [[0, -1, 1, 1]], [[0, 0, 0, 1]], [[0, 0, 1, 0]],
            [[0, 0, 1, 1], [1]],
        ] as [[[Int32]]])
    func badRectanglesAreRefusedAndChangeNothing(_ rows: [[Int32]]) throws {
        var regions = Regions()
        try regions.setRectangles([[1, 2, 3, 4]])
        #expect(throws: Regions.Refusal.self) { try regions.setRectangles(rows) }
        #expect(regions.image.pixels == [1, 2, 3, 4])
    }

    @Test(arguments: [
        ["1", "2", "3", "4", "5", "6", "7", "8"], ["1,2,3,4", "5,6,7,8"], ["1, 2, 3, 4, 5, 6, 7, 8"],
    ])
    func propertiesAreReadHoweverTheyAreSplit(_ lines: [String]) throws {
        var regions = Regions()
        try regions.setRectangles(lines: lines)
        #expect(regions.image.pixels == [1, 2, 3, 4, 5, 6, 7, 8])
        var again = Regions()
        try again.setRectangles(lines: regions.rectangleLines)
        #expect(again == regions)
    }

    @Test(arguments: [["1,2,3"], ["a"], ["1.5,2,3,4"], ["99999999999,0,1,1"]])
    func badPropertiesSayWhatIsAllowed(_ lines: [String]) {
        var regions = Regions()
        do {
            try regions.setRectangles(lines: lines)
            Issue.record("was accepted")
        } catch {
            #expect(!error.allowed.isEmpty)
        }
    }

    @Test func thereIsALimit() {
        var regions = Regions()
        #expect(throws: Regions.Refusal.self) { try regions.setNames((0...Regions.limit).map { "region\($0)" }) }
        #expect(throws: Regions.Refusal.self) {
            try regions.setRectangles(Array(repeating: [0, 0, 1, 1], count: Regions.limit + 1))
        }
        #expect(regions == Regions())
    }
}
