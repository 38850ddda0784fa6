import Log
public import TangoIDL
import TangoTypes

/// An error that knows how clients shall see it.
public protocol DevFailedConvertible: Error {
    /// The error for clients.
    var devFailed: DevFailed { get }
}

extension PropertyError: DevFailedConvertible {
    /// `API_BadConfigurationProperty`.
    public var devFailed: DevFailed { DevFailed(.badConfigurationProperty, message) }
}

extension DeviceRuntime {
    /// What clients see of any error: its own form if it has one, else `API_StdException`, with a line in the log.
    func failed(_ error: any Error, _ doing: String) -> DevFailed {
        switch error {
        case let error as DevFailed: return error
        case let error as any DevFailedConvertible: return error.devFailed
        case let error as MultiDevFailed: return DevFailed(errors: error.errors.flatMap(\.err_list))
        default:
            context.logger.error("\(doing): \(error)")
            return DevFailed(.standardException, "\(error)", origin: doing)
        }
    }
}

extension DevFailed {
    /// The device was restarted or ended while the request waited for it.
    static func deviceIsDown(_ name: String) -> DevFailed {
        DevFailed(.deviceNotFound, "Device \(name) was taken down while the request waited for it: ask again")
    }

    /// The error of an attribute whose memorized value could not be written when the device started.
    func appendingMemorized(_ attribute: String, _ device: String) -> DevFailed {
        appending(
            .memorizedAttributeFailed,
            "Attribute \(attribute) is a memorized attribute. It failed during the write call of the device startup "
                + "sequence", origin: device)
    }
}
