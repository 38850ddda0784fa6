/// Turns the use of the RAM disk into a level that does not flutter.
public struct PressureGauge: Sendable, Equatable {
    private struct Band {
        let level: PressureLevel
        /// Entered above this use, or below this time to full; left below this use. **Unit**: %, s.
        let enter: Double
        let timeToFull: Double
        let leave: Double

        func entered(_ used: Double, _ remaining: Double) -> Bool { used > enter || remaining < timeToFull }
    }

    private static let bands = [
        Band(level: .red, enter: 90, timeToFull: 30, leave: 75),
        Band(level: .orange, enter: 75, timeToFull: 180, leave: 60),
        Band(level: .amber, enter: 60, timeToFull: 600, leave: 50),
    ]

    /// The level in force.
    public private(set) var level = PressureLevel.green

    /// Starts green.
    public init() {}

    /// Takes a sample. **Unit**: %, s; nil time: it does not fill.
    public mutating func update(usedPercent: Double, timeToFull: Double?) {
        let remaining = timeToFull ?? .infinity
        // A band holds when it is entered now, or was in force and is not left yet.
        let held = Self.bands.first { band in
            band.entered(usedPercent, remaining) || (level >= band.level && usedPercent >= band.leave)
        }
        level = held?.level ?? .green
    }
}
