import Glibc

/// A small seeded generator (SplitMix64): the same numbers everywhere, forever, for the same seed.
struct RandomStream: RandomNumberGenerator {
    private var state: UInt64

    /// Streams of different `keys` are independent of each other.
    init(seed: UInt64, keys: UInt64...) {
        state = seed
        for key in keys { state = next() ^ (key &* 0xD6E8_FEB8_6659_FD93) }
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// Normal distribution with mean 0 and width 1, by the polar method.
    mutating func gaussian() -> Float {
        while true {
            let u = Float(Int64(bitPattern: next()) >> 40) * 0x1p-23
            let v = Float(Int64(bitPattern: next()) >> 40) * 0x1p-23
            let square = u * u + v * v
            if square > 0, square < 1 { return u * (-2 * log(square) / square).squareRoot() }
        }
    }
}
