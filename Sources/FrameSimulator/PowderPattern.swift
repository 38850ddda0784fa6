import Glibc

/// The noise-free image of a powder: Debye–Scherrer rings of cerium dioxide on a falling background.
struct PowderPattern {
    /// **Unit**: count per exposure. **Shape**: rows x columns, row-major.
    let intensity: [Float]
    /// The width of the noise of each pixel: the square root of the intensity.
    let noise: [Float]

    /// Lattice spacing and relative strength of the reflections of CeO2. **Unit** of the spacing: ångström.
    private static let reflections: [(spacing: Double, strength: Double)] = [
        (3.1242, 100), (2.7056, 27), (1.9132, 46), (1.6316, 34), (1.5621, 6), (1.3528, 5), (1.2414, 12), (1.2100, 8),
        (1.1046, 13), (1.0414, 12), (0.9566, 4), (0.9147, 12), (0.9019, 5), (0.8556, 10), (0.8252, 8),
    ]
    /// Of the beam. **Unit**: ångström.
    private static let wavelength = 0.2907
    /// Sample to detector, and edge of the detector. **Unit**: mm.
    private static let distance = 300.0
    private static let edge = 409.6

    init(width: Int, height: Int) {
        let pitch = Self.edge / Double(max(width, height))
        let profile = Self.profile(pitch: pitch)
        let (centreX, centreY) = (Double(width) * 0.497, Double(height) * 0.503)
        var image = [Float](repeating: 0, count: width * height)
        image.withUnsafeMutableBufferPointer { pixels in
            for row in 0..<height {
                let y = Double(row) - centreY
                for column in 0..<width {
                    let x = Double(column) - centreX
                    let radius = (x * x + y * y).squareRoot() * pitch * Self.samplesPerMillimetre
                    pixels[row * width + column] = profile[min(Int(radius), profile.count - 1)]
                }
            }
        }
        intensity = image
        noise = image.map { $0.squareRoot() }
    }

    private static let samplesPerMillimetre = 40.0

    /// Intensity against the radius: the rings are round, so that this is all there is to know.
    private static func profile(pitch: Double) -> [Float] {
        let width = max(0.45, 0.7 * pitch)
        let rings = reflections.compactMap { reflection -> (radius: Double, strength: Double)? in
            let sine = wavelength / (2 * reflection.spacing)
            return sine < 1 ? (distance * tan(2 * asin(sine)), reflection.strength) : nil
        }
        return (0...Int(edge * samplesPerMillimetre)).map { sample in
            let radius = Double(sample) / samplesPerMillimetre
            guard radius >= 5 else { return 2 }  // the shadow of the beam stop
            let background = 180 * exp(-radius / 120) + 12
            return Float(
                rings.reduce(background) { sum, ring in
                    let z = (radius - ring.radius) / width
                    return abs(z) < 6 ? sum + 9 * ring.strength * exp(-0.5 * z * z) : sum
                })
        }
    }
}
