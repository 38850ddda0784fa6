import ORBBridge
public import TangoIDL
public import TangoServer
public import TangoTypes

/// A device as a test sees it, with the same calls whether it is in this process or behind a connection.
///
/// **Isolation**: any thread that may block.
public struct TestedDevice: Sendable {
    /// The name of the device.
    public let name: String
    private let way: Way

    private enum Way: Sendable {
        case direct(any Device_6Servant)
        case remote(Device_6Ref)
    }

    /// A device whose operations are called straight away.
    public init(name: String, _ servant: any Device_6Servant) {
        self.name = name
        way = .direct(servant)
    }

    /// A device behind a connection.
    public init(name: String, _ reference: Device_6Ref) {
        self.name = name
        way = .remote(reference)
    }

    private static let identity = ClntIdent.cpp_clnt(4711)
    private static let call = CallInfo()

    // MARK: Attributes

    /// Reads attributes; errors are in the answers.
    public func read(_ names: [String], source: DevSource = .DEV) throws -> [AttributeValue_5] {
        switch way {
        case .direct(let servant): try servant.read_attributes_5(names, source, Self.identity, Self.call)
        case .remote(let reference): try reference.read_attributes_5(names, source, Self.identity)
        }
    }

    /// Reads one attribute.
    ///
    /// **Throws**: the error in the answer, or `API_IncompatibleAttrDataType` when the value has another type.
    public func read<Value: TangoValue>(_ key: AttributeKey<Value>) throws -> Reading<Value> {
        guard let answer = try read([key.name]).first else { throw TestedDeviceError.noAnswer(key.name) }
        guard answer.err_list.isEmpty else { throw DevFailed(errors: answer.err_list) }
        if answer.quality == .ATTR_INVALID { return .invalid(at: answer.time) }
        guard let elements = Value.Scalar.elements(answer.value) else { throw TestedDeviceError.otherType(key.name) }
        let shape = ValueShape(x: Int(answer.r_dim.dim_x), y: Int(answer.r_dim.dim_y))
        let value = try Value(elements: Array(elements.prefix(shape.count)), shape: shape)
        return Reading(value, quality: answer.quality, time: answer.time)
    }

    /// What an attribute was set to, as its answer says.
    public func setValue<Value: TangoValue>(of key: AttributeKey<Value>) throws -> Value {
        guard let answer = try read([key.name]).first else { throw TestedDeviceError.noAnswer(key.name) }
        guard let elements = Value.Scalar.elements(answer.value) else { throw TestedDeviceError.otherType(key.name) }
        let shape = ValueShape(x: Int(answer.w_dim.dim_x), y: Int(answer.w_dim.dim_y))
        return try Value(elements: Array(elements.suffix(shape.count)), shape: shape)
    }

    /// Writes one attribute.
    ///
    /// **Throws**: `MultiDevFailed` with the attribute's error.
    public func write<Value: TangoValue>(_ key: AttributeKey<Value>, _ value: Value) throws {
        try write([(key.name, Value.Scalar.attributeData(value.elements), value.shape)])
    }

    /// Writes attributes given as data and shape.
    public func write(_ values: [(name: String, data: AttrValUnion, shape: ValueShape)]) throws {
        let values = values.map { value in
            AttributeValue_4(
                value: value.data, quality: .ATTR_VALID, data_format: .FMT_UNKNOWN,
                time: TimeVal(tv_sec: 0, tv_usec: 0, tv_nsec: 0), name: value.name,
                r_dim: AttributeDim(dim_x: 0, dim_y: 0),
                w_dim: AttributeDim(dim_x: Int32(value.shape.x), dim_y: Int32(value.shape.y)), err_list: [])
        }
        switch way {
        case .direct(let servant): try servant.write_attributes_4(values, Self.identity, Self.call)
        case .remote(let reference): try reference.write_attributes_4(values, Self.identity)
        }
    }

    /// The configuration of attributes.
    public func configuration(_ names: [String]) throws -> [AttributeConfig_5] {
        switch way {
        case .direct(let servant): try servant.get_attribute_config_5(names, Self.call)
        case .remote(let reference): try reference.get_attribute_config_5(names)
        }
    }

    /// Changes the configuration of attributes.
    public func setConfiguration(_ configuration: [AttributeConfig_5]) throws {
        switch way {
        case .direct(let servant): try servant.set_attribute_config_5(configuration, Self.identity, Self.call)
        case .remote(let reference): try reference.set_attribute_config_5(configuration, Self.identity)
        }
    }

    // MARK: Commands

    /// Runs a command.
    @discardableResult public func command(
        _ name: String, _ argument: CORBAAny = .null, source: DevSource = .DEV
    ) throws -> CORBAAny {
        switch way {
        case .direct(let servant): try servant.command_inout_4(name, argument, source, Self.identity, Self.call)
        case .remote(let reference): try reference.command_inout_4(name, argument, source, Self.identity)
        }
    }

    /// Runs a command that takes and returns a value.
    public func command<Input: CommandValue, Output: CommandValue>(
        _ name: String, _ argument: Input, returning: Output.Type
    ) throws -> Output {
        guard let output = Output(any: try command(name, argument.any)) else { throw TestedDeviceError.otherType(name) }
        return output
    }

    /// What the commands look like.
    public func commands() throws -> [DevCmdInfo_2] {
        switch way {
        case .direct(let servant): try servant.command_list_query_2(Self.call)
        case .remote(let reference): try reference.command_list_query_2()
        }
    }

    // MARK: The device

    /// The state.
    public func state() throws -> DevState {
        switch way {
        case .direct(let servant): try servant.get_state(Self.call)
        case .remote(let reference): try reference.get_state()
        }
    }

    /// The status.
    public func status() throws -> String {
        switch way {
        case .direct(let servant): try servant.get_status(Self.call)
        case .remote(let reference): try reference.get_status()
        }
    }

    /// The last requests.
    public func blackBox(_ count: Int32) throws -> [String] {
        switch way {
        case .direct(let servant): try servant.black_box(count, Self.call)
        case .remote(let reference): try reference.black_box(count)
        }
    }
}

/// An answer that a test did not expect.
public enum TestedDeviceError: Error, Equatable {
    /// The list of answers was empty.
    case noAnswer(String)
    /// The value is of another type.
    case otherType(String)
}
