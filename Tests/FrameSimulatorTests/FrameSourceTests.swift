import FrameTypes
import Testing

@testable import FrameSimulator

@Suite("Simulated images")
struct FrameSourceTests {
    private func source(seed: UInt64 = 1, unique: Int = 0) -> FrameSource {
        var plan = SimulationPlan(directory: "unused")
        (plan.width, plan.height, plan.seed, plan.uniqueImages) = (40, 30, seed, unique)
        plan.pixelTypes = [.float32, .uint16]
        return FrameSource(plan)
    }

    @Test(arguments: PixelType.allCases)
    func sameSeedAndNumberGiveTheSamePixels(_ type: PixelType) {
        var one = source()
        var other = source()
        let image = one.frame(7, type)
        #expect(image.bytes.count == 40 * 30 * type.size)
        #expect(image.bytes == other.frame(7, type).bytes)
        #expect(image.bytes != one.frame(8, type).bytes)
        #expect(image.bytes != one.frame(7, type, take: 1).bytes)
        var third = source(seed: 2)
        #expect(image.bytes != third.frame(7, type).bytes)
    }

    @Test func framesOfAStockDifferInTheirCorner() {
        var source = source(unique: 2)
        source.fillStock()
        let images = (0..<8).map { source.frame($0, .uint16).bytes }
        #expect(Set(images).count == 8)
        #expect(images[0][32...] == images[2][32...])
    }

    @Test func statisticsAreThoseOfTheStoredPixels() {
        let geometry = FrameGeometry(width: 3, height: 1, pixelType: .uint16)
        let image = PixelImage(geometry, intensities: [-5, 70_000, 2.6])
        #expect(image.bytes == [0, 0, 0xFF, 0xFF, 3, 0])
        #expect(image.statistics == FrameStatistics(sum: 65538, max: 65535))
    }

    @Test(arguments: [
        (PixelType.uint8, [UInt8]([255])), (.int16, [0xFF, 0x7F]), (.uint32, [0xFF, 0xFF, 0xFF, 0xFF]),
        (.int32, [0xFF, 0xFF, 0xFF, 0x7F]),
    ])
    func whatIsTooGreatIsLimited(_ type: PixelType, _ greatest: [UInt8]) {
        let geometry = FrameGeometry(width: 1, height: 1, pixelType: type)
        #expect(PixelImage(geometry, intensities: [1e30]).bytes == greatest)
    }

    @Test func darksArePlain() {
        let dark = source().dark(1, before: .float32)
        #expect(dark.geometry.pixelType == .uint32)
        #expect(source().dark(1, before: .uint16).geometry.pixelType == .uint16)
        #expect(dark.statistics.sum / 1200 > 300 && dark.statistics.sum / 1200 < 500)
    }
}
