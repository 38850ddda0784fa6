public import TangoIDL
public import TangoTypes

/// What came for one attribute: data of some type, or an error.
public struct AttributeReading: Sendable, Equatable {
    /// As it travelled; of older devices in the newest form.
    public var raw: AttributeValue_5

    /// Wraps what travelled.
    public init(_ raw: AttributeValue_5) { self.raw = raw }

    /// The attribute's name.
    public var name: String { raw.name }
    /// VALID, INVALID, …
    public var quality: AttrQuality { raw.quality }
    /// When the value was made.
    public var time: TimeVal { raw.time }
    /// The type of one element; nil when the device does not tell.
    public var type: TangoType? { TangoType(rawValue: raw.data_type) }
    /// The size of what was read.
    public var shape: ValueShape { Self.shape(raw.r_dim) }
    /// The size of what was last written.
    public var setShape: ValueShape { Self.shape(raw.w_dim) }

    /// A server may send negative numbers; nothing has such a size.
    private static func shape(_ size: AttributeDim) -> ValueShape {
        ValueShape(x: max(0, Int(size.dim_x)), y: max(0, Int(size.dim_y)))
    }

    /// The error of this attribute, if there was one.
    public var error: DevFailed? { raw.err_list.isEmpty ? nil : DevFailed(errors: raw.err_list) }

    /// What was read, with quality and time; no value when the quality is INVALID.
    ///
    /// **Throws:** the attribute's error, or `API_IncompatibleAttrArgumentType` when the type is another.
    public func reading<Value: TangoValue>(as type: Value.Type) throws -> Reading<Value> {
        if let error { throw error }
        guard quality != .ATTR_INVALID else { return .invalid(at: time) }
        let elements = try elements(of: Value.Scalar.self)
        let value = try Value(elements: Array(elements.prefix(shape.count)), shape: shape)
        return Reading(value, quality: quality, time: time)
    }

    /// What was read.
    ///
    /// **Throws:** as ``reading(as:)``, and `API_EmptyDeviceAttribute` when there is no value.
    public func value<Value: TangoValue>(as type: Value.Type) throws -> Value {
        guard let value = try reading(as: type).value else {
            throw DevFailed(.emptyValue, "Attribute \(name) has no value now: its quality is INVALID.")
        }
        return value
    }

    /// What was last written.
    ///
    /// **Throws:** as ``value(as:)``.
    public func setValue<Value: TangoValue>(as type: Value.Type) throws -> Value {
        if let error { throw error }
        let all = try elements(of: Value.Scalar.self)
        // A WRITE attribute sends the set value once, as both.
        let own = all.count >= shape.count + setShape.count ? all.dropFirst(shape.count) : all[...]
        return try Value(elements: Array(own.prefix(setShape.count)), shape: setShape)
    }

    private func elements<Scalar: TangoScalar>(of type: Scalar.Type) throws(DevFailed) -> [Scalar] {
        // The attribute State alone travels as a bare state.
        let data =
            if case .dev_state_att(let state) = raw.value { AttrValUnion.state_att_value([state]) } else { raw.value }
        guard let elements = Scalar.elements(data) else {
            throw DevFailed(
                .incompatibleValue, "Attribute \(name) holds \(raw.value.discriminator), not \(Scalar.tangoType).")
        }
        return elements
    }
}
