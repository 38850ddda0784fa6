import FrameTypes
import TangoIDL
import TangoTypes

/// Back-pressure as clients see it.
enum Level: Int16, TangoEnum {
    case green, amber, orange, red

    /// In capitals.
    static var labels: [String] { ["GREEN", "AMBER", "ORANGE", "RED"] }

    /// The label of an engine's level.
    init(_ level: PressureLevel) {
        self =
            switch level {
            case .green: .green
            case .amber: .amber
            case .orange: .orange
            case .red: .red
            }
    }
}
