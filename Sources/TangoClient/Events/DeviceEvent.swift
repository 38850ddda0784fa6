public import TangoIDL
public import TangoTypes

/// What a subscriber is told.
public struct DeviceEvent: Sendable {
    /// What came.
    public enum Content: Sendable {
        /// A value; it may be INVALID.
        case value(AttributeReading)
        /// The configuration of the attribute.
        case configuration(AttributeConfig_5)
        /// Data can be read.
        case dataReady(AttDataReady)
        /// The commands and attributes of the device.
        case interface(DevIntrChange)
        /// A pipe.
        case pipe(DevPipeData)
        /// Reading failed in the device, events were missed (`API_MissedEvents`), or the server gives no sign of life
        /// (`API_EventTimeout`); the subscription goes on by itself.
        case error(DevFailed)
    }

    /// The device, as its proxy was named.
    public var device: String
    /// The attribute or pipe.
    public var attribute: String
    /// The kind that was subscribed to.
    public var kind: EventKind
    /// What came.
    public var content: Content
}
