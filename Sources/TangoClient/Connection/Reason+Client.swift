public import TangoIDL
public import TangoTypes

extension Reason {
    /// A name that is no device name.
    public static let wrongDeviceName = Reason(rawValue: "API_WrongDeviceNameSyntax")
    /// A database is needed and none is known.
    public static let tangoHostNotSet = Reason(rawValue: "API_TangoHostNotSet")
    /// The device could not be reached at all.
    public static let cantConnectToDevice = Reason(rawValue: "API_CantConnectToDevice")
    /// The database could not be reached.
    public static let cantConnectToDatabase = Reason(rawValue: "API_CantConnectToDatabase")
    /// The database knows the device, but no server offers it.
    public static let deviceNotExported = Reason(rawValue: "API_DeviceNotExported")
    /// The answer did not come in time.
    public static let deviceTimedOut = Reason(rawValue: "API_DeviceTimedOut")
    /// The connection broke during a call.
    public static let communicationFailed = Reason(rawValue: "API_CommunicationFailed")
    /// A value of another type than asked for.
    public static let incompatibleValue = Reason(rawValue: "API_IncompatibleAttrArgumentType")
    /// The attribute has no value.
    public static let emptyValue = Reason(rawValue: "API_EmptyDeviceAttribute")
    /// An answer that cannot be understood.
    public static let malformedAnswer = Reason(rawValue: "API_MalformedAnswer")
    /// Something was lost between two events.
    public static let missedEvents = Reason(rawValue: "API_MissedEvents")
    /// No event and no sign of life came.
    public static let eventTimeout = Reason(rawValue: "API_EventTimeout")
}

extension DevFailed {
    /// True when the device could not be reached, as opposed to an answer that is an error.
    public var isUnreachable: Bool {
        let unreachable: Set<Reason> = [.cantConnectToDevice, .cantConnectToDatabase, .deviceNotExported]
        return errors.contains { unreachable.contains(Reason(rawValue: $0.reason)) }
    }

    /// True when the time limit passed.
    public var isTimeout: Bool { errors.contains { $0.reason == Reason.deviceTimedOut.rawValue } }
}
