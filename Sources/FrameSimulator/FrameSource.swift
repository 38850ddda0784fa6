import FrameTypes
import Glibc

/// Makes the images of a series: the pattern, a drift of the beam, and noise; the same for the same seed and number.
struct FrameSource {
    private let plan: SimulationPlan
    private let pattern: PowderPattern
    /// Normal noise of width 1; frames use pieces of it, because drawing four million numbers takes longer than a frame may.
    private let noise: [Float]
    /// The fixed pattern of the read-out, one value per column. **Unit**: count per exposure.
    private let offset: [Float]
    private var stock: [StockKey: [Float]] = [:]

    private struct StockKey: Hashable {
        let isSubtracted: Bool
        let exposures: Int
        let image: Int
    }

    init(_ plan: SimulationPlan) {
        self.plan = plan
        pattern = PowderPattern(width: plan.width, height: plan.height)
        var random = RandomStream(seed: plan.seed, keys: 1)
        noise = (0..<(plan.width + 0x2_0000)).map { _ in random.gaussian() }
        offset = (0..<plan.width).map { 40 + 6 * sin(Float($0) / 37) }
    }

    /// Makes the images that are used in turn, so that it costs no time once the clock runs.
    mutating func fillStock() {
        for type in plan.pixelTypes {
            for number in 0..<plan.uniqueImages { _ = frame(number, type) }
        }
    }

    /// Exposures that are summed into a frame of this type.
    func exposures(_ type: PixelType) -> Int { type.size <= 2 ? 1 : plan.summedExposures }

    /// The frame with this number; `take` tells a second version of it from the first.
    mutating func frame(_ number: Int, _ type: PixelType, take: UInt64 = 0) -> PixelImage {
        let geometry = FrameGeometry(width: plan.width, height: plan.height, pixelType: type)
        guard plan.uniqueImages > 0, take == 0 else {
            return PixelImage(geometry, intensities: intensities(number, type, take: take))
        }
        let key = StockKey(
            isSubtracted: type.isSubtracted, exposures: exposures(type), image: number % plan.uniqueImages)
        var image = stock[key] ?? intensities(key.image, type, take: 0)
        stock[key] = image
        for bit in 0..<min(16, plan.width) { image[bit] = (number >> bit) & 1 == 1 ? 100 : 50 }
        return PixelImage(geometry, intensities: image)
    }

    /// The dark that belongs to the frame with this number.
    func dark(_ number: Int, before type: PixelType) -> PixelImage {
        let exposures = exposures(type)
        let geometry = FrameGeometry(
            width: plan.width, height: plan.height, pixelType: exposures > 1 ? .uint32 : .uint16)
        var image = [Float](repeating: 0, count: plan.width * plan.height)
        addReadout(&image, exposures: exposures, noise: 2.5, number, 77)
        return PixelImage(geometry, intensities: image)
    }

    private func intensities(_ number: Int, _ type: PixelType, take: UInt64) -> [Float] {
        let exposures = Float(exposures(type))
        var random = RandomStream(seed: plan.seed, keys: 2, UInt64(number), take)
        // A full scale of 255 would be white all over with the intensity that the other types are made for.
        let dimming: Float = type.size == 1 ? 0.1 : 1
        let strength = dimming * exposures * (1 + 0.05 * random.gaussian())
        let spread = exposures.squareRoot()
        var image = [Float](unsafeUninitializedCapacity: pattern.intensity.count) { image, used in
            for row in 0..<plan.height {
                let piece = Int.random(in: 0..<(noise.count - plan.width), using: &random)
                for index in (row * plan.width)..<((row + 1) * plan.width) {
                    let shot = pattern.noise[index] * noise[piece + index - row * plan.width]
                    image[index] = pattern.intensity[index] * strength + shot * spread
                }
            }
            used = pattern.intensity.count
        }
        // A subtracted frame has lost the offset and kept the noise of the read-out.
        addReadout(&image, exposures: type.isSubtracted ? 0 : Int(exposures), noise: 3, number, 78 &+ take)
        return image
    }

    private func addReadout(_ image: inout [Float], exposures: Int, noise width: Float, _ number: Int, _ key: UInt64) {
        var random = RandomStream(seed: plan.seed, keys: 3, UInt64(number), key)
        image.withUnsafeMutableBufferPointer { image in
            for row in 0..<plan.height {
                let piece = Int.random(in: 0..<(noise.count - plan.width), using: &random)
                for column in 0..<plan.width {
                    image[row * plan.width + column] +=
                        offset[column] * Float(exposures) + width * noise[piece + column]
                }
            }
        }
    }
}
