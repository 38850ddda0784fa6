public import TangoIDL
import TangoTypes

/// Everything that clients see of a device class, declared once.
///
/// The table is a value: it can be read, printed and checked (``problems``) without a device.
public struct Interface<D: Device>: Sendable {
    /// The name of the class in Tango.
    public let className: String
    /// What ``description`` answers when nobody configured one.
    public let deviceDescription: String
    /// Where to read more; part of `info`.
    public let documentationURL: String
    /// The attributes, in the order in which clients list them.
    public let attributes: [Attribute<D>]
    /// The commands; clients see them sorted.
    public let commands: [Command<D>]
    /// The pipes, in the order in which clients list them.
    public let pipes: [Pipe<D>]
    /// Properties of single devices.
    public let properties: [DeviceProperty]
    /// Properties of the class.
    public let classProperties: [DeviceProperty]
    /// What people read about the class in the database: properties that the server stores where they are missing.
    public let classInformation: [String: [String]]
    /// Whether every change of state and status is sent as change and archive event.
    public let pushesState: Bool
    /// Runs commands that the table does not have; nil answers `API_CommandNotFound`.
    let defaultCommand: DefaultCommand?

    /// A handler for commands that the table does not have: gets name and argument, answers the result.
    public typealias DefaultCommand = @Sendable (isolated D, String, CORBAAny) throws -> CORBAAny

    /// Declares the interface of a class.
    ///
    /// - Parameters:
    ///   - className: The name of the class in Tango.
    ///   - description: What clients get as the description of a device.
    ///   - documentationURL: Where to read more.
    ///   - classInformation: Properties of the class that a server stores in the database where they are missing, such as
    ///     `ProjectTitle`, `Description`, `doc_url`.
    ///   - pushesState: Whether every change of state and status is sent as event.
    ///   - attributes: The attributes.
    ///   - commands: The commands.
    ///   - pipes: The pipes.
    ///   - properties: The properties of a device.
    ///   - classProperties: The properties of the class.
    ///   - defaultCommand: Runs commands that the table does not have.
    public init(
        _ className: String, description: String = "A TANGO device",
        documentationURL: String = "http://www.tango-controls.org", classInformation: [String: [String]] = [:],
        pushesState: Bool = false,
        @AttributeBuilder<D> attributes: () -> [Attribute<D>] = { [] },
        @CommandBuilder<D> commands: () -> [Command<D>] = { [] },
        @PipeBuilder<D> pipes: () -> [Pipe<D>] = { [] },
        @DevicePropertyBuilder properties: () -> [DeviceProperty] = { [] },
        @DevicePropertyBuilder classProperties: () -> [DeviceProperty] = { [] }, defaultCommand: DefaultCommand? = nil
    ) {
        self.className = className
        deviceDescription = description
        self.documentationURL = documentationURL
        self.classInformation = classInformation
        self.pushesState = pushesState
        self.defaultCommand = defaultCommand
        self.attributes = attributes()
        self.commands = commands()
        self.pipes = pipes()
        self.properties = properties()
        self.classProperties = classProperties()
    }
}
