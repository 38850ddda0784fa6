public import TangoIDL
public import TangoTypes

extension DeviceProxy {
    /// Reads attributes in one call; an attribute that fails has its error in its reading.
    public func readAttributes(_ names: [String], source: DevSource = .CACHE_DEV) throws -> [AttributeReading] {
        let readings = try object.call("read_attributes") { connection -> [AttributeReading] in
            let device = connection.device
            switch connection.level {
            case 5...: return try device.read_attributes_5(names, source, connection.identity).map { .init($0) }
            case 4: return try device.read_attributes_4(names, source, connection.identity).map { .init($0) }
            case 3: return try device.read_attributes_3(names, source).map { .init($0) }
            default: throw Self.tooOld(connection, "reading attributes", name)
            }
        }
        return readings
    }

    /// Reads one attribute.
    ///
    /// **Throws:** its error too.
    public func readAttribute(_ name: String, source: DevSource = .CACHE_DEV) throws -> AttributeReading {
        guard let reading = try readAttributes([name], source: source).first else {
            throw DevFailed(.malformedAnswer, "Device \(self.name) answered nothing for attribute \(name).")
        }
        if let error = reading.error { throw error }
        return reading
    }

    /// Reads one attribute of a known type: value, quality and time.
    public func read<Value: TangoValue>(_ name: String, as type: Value.Type) throws -> Reading<Value> {
        try readAttribute(name).reading(as: type)
    }

    /// Writes one attribute.
    ///
    /// **Throws:** the attribute's errors as a `DevFailed`.
    public func write<Value: TangoValue>(_ name: String, _ value: Value) throws {
        try writeAttribute(name, Value.Scalar.attributeData(value.elements), shape: value.shape)
    }

    /// Writes one attribute with data that may be of any type.
    ///
    /// **Throws:** the attribute's errors as a `DevFailed`.
    public func writeAttribute(_ name: String, _ data: AttrValUnion, shape: ValueShape) throws {
        do {
            try writeAttributes([(name, data, shape)])
        } catch let failed as MultiDevFailed {
            throw DevFailed(errors: failed.errors.flatMap(\.err_list))
        }
    }

    /// Writes several attributes in one call.
    ///
    /// **Throws:** `MultiDevFailed` with the errors of those that failed; the others are written.
    public func writeAttributes(_ values: [(name: String, data: AttrValUnion, shape: ValueShape)]) throws {
        try object.call("write_attributes") { connection in
            guard connection.level >= 4 else { throw Self.tooOld(connection, "writing attributes", name) }
            try connection.device.write_attributes_4(values.map { .init($0) }, connection.identity)
        }
    }

    /// Writes attributes and reads attributes while nobody else can do anything between.
    public func writeReadAttributes(
        _ values: [(name: String, data: AttrValUnion, shape: ValueShape)], reading names: [String]
    ) throws -> [AttributeReading] {
        try object.call("write_read_attributes") { connection in
            guard connection.level >= 5 else { throw Self.tooOld(connection, "writing and reading in one call", name) }
            let written = values.map { AttributeValue_4($0) }
            return try connection.device.write_read_attributes_5(written, names, connection.identity).map { .init($0) }
        }
    }

    /// The values that the device has buffered of a polled attribute.
    ///
    /// **Throws:** `API_AttrNotPolled`, `API_NoDataYet`.
    public func attributeHistory(_ attribute: String, count: Int) throws -> DevAttrHistory_5 {
        try object.call("read_attribute_history") { connection in
            guard connection.level >= 5 else { throw Self.tooOld(connection, "the history of attributes", name) }
            return try connection.device.read_attribute_history_5(attribute, Int32(clamping: count))
        }
    }

    /// The configuration of attributes; of all of them without names.
    public func attributeConfiguration(_ names: [String] = ["All attributes_3"]) throws -> [AttributeConfig_5] {
        try object.call("get_attribute_config") { connection in
            switch connection.level {
            case 5...: return try connection.device.get_attribute_config_5(names)
            case 3...: return try connection.device.get_attribute_config_3(names).map { AttributeConfig_5($0) }
            default: throw Self.tooOld(connection, "attribute configuration", name)
            }
        }
    }

    /// Changes the configuration of attributes.
    public func setAttributeConfiguration(_ configurations: [AttributeConfig_5]) throws {
        try object.call("set_attribute_config") { connection in
            guard connection.level >= 5 else { throw Self.tooOld(connection, "attribute configuration", name) }
            try connection.device.set_attribute_config_5(configurations, connection.identity)
        }
    }

    /// The names of all attributes.
    public func attributeNames() throws -> [String] { try attributeConfiguration().map(\.name) }

    static func tooOld(_ connection: Connection, _ feature: String, _ name: String) -> DevFailed {
        DevFailed(
            .unsupportedFeature,
            "Device \(name) speaks level \(connection.level) of the Tango interface, which is too old for \(feature).")
    }
}

extension AttributeValue_4 {
    init(_ value: (name: String, data: AttrValUnion, shape: ValueShape)) {
        let size = AttributeDim(dim_x: Int32(clamping: value.shape.x), dim_y: Int32(clamping: value.shape.y))
        let format: AttrDataFormat = value.shape == .scalar ? .SCALAR : value.shape.y == 0 ? .SPECTRUM : .IMAGE
        self.init(
            value: value.data, quality: .ATTR_VALID, data_format: format,
            time: TimeVal(tv_sec: 0, tv_usec: 0, tv_nsec: 0), name: value.name,
            r_dim: AttributeDim(dim_x: 0, dim_y: 0), w_dim: size, err_list: [])
    }
}

extension AttributeConfig_5 {
    init(_ old: AttributeConfig_3) {
        self.init(
            name: old.name, writable: old.writable, data_format: old.data_format, data_type: old.data_type,
            memorized: false, mem_init: false, max_dim_x: old.max_dim_x, max_dim_y: old.max_dim_y,
            description: old.description, label: old.label, unit: old.unit, standard_unit: old.standard_unit,
            display_unit: old.display_unit, format: old.format, min_value: old.min_value, max_value: old.max_value,
            writable_attr_name: old.writable_attr_name, level: old.level, root_attr_name: "Not specified",
            enum_labels: [], att_alarm: old.att_alarm, event_prop: old.event_prop, extensions: old.extensions,
            sys_extensions: old.sys_extensions)
    }
}
