import Glibc
import TangoIDL

/// What a server executable is: its classes and the generation of the interface that it shows.
public struct ServerDescription: Sendable {
    /// The device classes, in the order in which their devices are made.
    public var classes: [DeviceClass]
    /// The generation of the interface.
    public var level: InterfaceLevel
    /// How requests to different devices exclude each other.
    public var serialization: SerializationModel
    /// Releases of what the server is made of, by name: clients of level 6 see them in `info`.
    public var versions: [String: String]

    /// A server of `classes`.
    ///
    /// A description of level 5 is raised to 6 by `TANGO_SERVER_IDL=6` in the environment.
    public init(
        classes: [DeviceClass], level: InterfaceLevel = .six, serialization: SerializationModel = .byDevice,
        versions: [String: String] = [:]
    ) {
        self.classes = classes
        self.versions = versions
        self.level = level
        self.serialization = serialization
        if level == .five, let wanted = getenv("TANGO_SERVER_IDL"), String(cString: wanted) == "6" {
            self.level = .six
        }
    }

    /// Everything that is wrong with the interface tables.
    public var problems: [String] { classes.flatMap { one in one.problems.map { "\(one.name): \($0)" } } }
}

/// A generation of the Tango interface, and with it everything that clients can tell apart.
public enum InterfaceLevel: Int, Sendable, Comparable {
    /// Of release 9.
    case five = 5
    /// Of release 10.
    case six = 6

    /// Older is less.
    public static func < (left: InterfaceLevel, right: InterfaceLevel) -> Bool { left.rawValue < right.rawValue }

    /// The release of the reference implementation that has this interface, as subscribers get it.
    public var release: Int32 { self == .five ? 934 : 1033 }
}

/// Which requests exclude each other.
public enum SerializationModel: Sendable {
    /// Requests to one device.
    case byDevice
    /// Requests to all devices of a class.
    case byClass
    /// Requests to all devices of the process.
    case byProcess
}
