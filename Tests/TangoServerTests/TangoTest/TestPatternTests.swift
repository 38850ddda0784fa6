import TangoTypes
import Testing

@testable import TangoTestDevice

@Suite("The values that TangoTest makes up")
struct TestPatternTests {
    @Test("Random numbers stay below any bound, also one beyond 32 bits", arguments: [2, 20, 256, Int.max])
    func bounds(limit: Int) {
        var pattern = TestPattern()
        let numbers = (0..<2000).map { _ in pattern.number(below: limit) }
        #expect(numbers.allSatisfy { $0 >= 0 && $0 < limit })
        #expect(Set(numbers).count > 1)
    }

    @Test("Without room below the bound there is zero", arguments: [1, 0, -5])
    func noRoom(limit: Int) {
        var pattern = TestPattern()
        #expect(pattern.number(below: limit) == 0)
    }

    @Test("The greatest set values of all types give a number of the type")
    func extremes() {
        var pattern = TestPattern()
        for _ in 0..<100 {
            #expect(pattern.number(below: UInt64.max) < UInt64(Int32.max))
            #expect(pattern.number(below: Int16.max) >= 0)
            #expect(pattern.number(below: UInt8.max) < 255)
            #expect(pattern.number(below: Float.greatestFiniteMagnitude) >= 0)
            #expect(pattern.number(below: -Float.greatestFiniteMagnitude) == 0)
        }
    }

    @Test("All elements of a byte occur")
    func spread() {
        var pattern = TestPattern()
        let bytes: [UInt8] = (0..<20_000).map { _ in pattern.element() }
        #expect(Set(bytes).count == TestPattern.limit)
    }

    @Test("The sine moves by a degree per period and repeats after a turn")
    func sine() {
        var pattern = TestPattern()
        #expect(pattern.sine(amplitude: 5) == 0)
        pattern.angle = 90
        #expect(pattern.sine(amplitude: 5) == 5)
        pattern.angle = 450
        #expect(pattern.sine(amplitude: 5) == 5)
        pattern.angle = 60
        #expect(pattern.sine(amplitude: 5, later: 30) == 5)
    }

    @Test("A cone is highest in its middle, stays within the image, and the rest is dark")
    func cone() {
        var pattern = TestPattern()
        for _ in 0..<50 {
            let image: Image<Int16> = pattern.cone()
            #expect(image.width == TestPattern.imageSide && image.height == TestPattern.imageSide)
            let top = image.pixels.max() ?? 0
            #expect((25...36).contains(top))
            #expect(image.pixels[0] == 0 && image.pixels[image.pixels.count - 1] == 0)
            let lit = image.pixels.count { $0 > 0 }
            #expect(lit > 1500 && lit < 4500)
        }
    }

    @Test("Texts name their place")
    func texts() {
        var pattern = TestPattern()
        #expect(pattern.text(5).hasPrefix("[05]::hello-world-0"))
        #expect(pattern.text(column: 250, row: 7).hasPrefix("[250][07]::hello world::0"))
        #expect(pattern.text(5).count == "[05]::hello-world-0123".count)
    }

    @Test("An image that is too large keeps its first elements")
    func reflow() {
        let image = Image(width: 3, pixels: [1, 2, 3, 4, 5, 6, 7, 8, 9] as [Int32])
        #expect(image.reflowed(into: 2) == Image(width: 2, pixels: [1, 2, 3, 4]))
        #expect(image.reflowed(into: 3) == image)
        let empty = Image(width: 0, height: 1, pixels: [Int32]())
        #expect(empty.reflowed(into: 3) == empty)
    }

    @Test("A made-up value holds until its generation is over")
    func generations() {
        var values = MadeUpValues()
        let place = Place<Int32>()
        #expect(values.value(in: place, of: 1) { 7 } == 7)
        #expect(values.value(in: place, of: 1) { 8 } == 7)
        #expect(values.value(in: place, of: 2) { 9 } == 9)
    }

    @Test("Values of different places and types do not meet")
    func places() {
        var values = AttributeValues()
        let (first, second, third) = (Place<Int32>(), Place<Int32>(), Place<[String]>())
        values[third] = ["a"]
        values[first] = 1
        #expect(values[second] == nil)
        #expect(values[first] == 1)
        #expect(values[third] == ["a"])
        values[first] = nil
        #expect(values[first] == nil)
    }

    @Test("A generation ends with its period, and counts the periods that nobody saw")
    func periods() {
        let start = ContinuousClock.now
        var generation = Generation.byTime(.seconds(2), from: start)
        #expect(generation.current(at: start) == 1)
        #expect(generation.current(at: start + .milliseconds(1999)) == 1)
        #expect(generation.current(at: start + .milliseconds(2000)) == 2)
        generation.countRequest()
        #expect(generation.current(at: start + .milliseconds(3999)) == 2)
        #expect(generation.current(at: start + .milliseconds(8001)) == 5)
        #expect(generation.current(at: start + .milliseconds(10_000)) == 6)
    }

    @Test("A generation that goes by requests does not look at the clock")
    func requests() {
        var generation = Generation.byRequest
        #expect(generation.current(at: .now + .seconds(100)) == 0)
        generation.countRequest()
        #expect(generation.current() == 1)
    }
}
