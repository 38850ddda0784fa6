import FrameEngine
import TangoIDL
import TangoTypes

/// Why this device refuses a request. Every message says what to do.
extension DevFailed {
    /// The engine refused.
    init(_ error: EngineError, origin: String = #function) {
        let code = error.code.rawValue
        let reason = Reason(rawValue: "FrameWatch_" + code.prefix(1).uppercased() + code.dropFirst())
        self.init(reason, error.message, origin: origin)
    }

    /// The command is part of the contract, but not of this release.
    static func notBuilt(_ command: String, instead: String) -> DevFailed {
        DevFailed("FrameWatch_NotBuilt", "\(command) is not built yet. Until then: \(instead).", origin: command)
    }

    /// The argument of a command cannot be used.
    static func invalidArgument(_ message: String, origin: String = #function) -> DevFailed {
        DevFailed("FrameWatch_InvalidArgument", message, origin: origin)
    }

    /// The regions of interest cannot be used.
    static func invalidRegions(_ message: String, origin: String = #function) -> DevFailed {
        DevFailed("FrameWatch_InvalidRegions", message, origin: origin)
    }

    /// The device is between two lives.
    static func notReady(origin: String = #function) -> DevFailed {
        DevFailed("FrameWatch_NotReady", "The device is being initialised: try again in a second.", origin: origin)
    }
}
