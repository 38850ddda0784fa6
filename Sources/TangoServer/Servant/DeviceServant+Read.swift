import ORBBridge
import TangoIDL
import TangoTypes

extension DeviceServant {
    func read_attributes_5(
        _ names: DevVarStringArray, _ source: DevSource, _ cl_ident: ClntIdent, _ call: CallInfo
    ) throws -> AttributeValueList_5 {
        note(.read("read_attributes_5", names, source), call, cl_ident)
        return try answering("read_attributes_5") { try device.readAttributes(names, source) }
    }

    func read_attributes_4(
        _ names: DevVarStringArray, _ source: DevSource, _ cl_ident: ClntIdent, _ call: CallInfo
    ) throws -> AttributeValueList_4 {
        note(.read("read_attributes_4", names, source), call, cl_ident)
        return try answering("read_attributes_4") { try device.readAttributes(names, source).map(\.version4) }
    }

    func read_attributes_3(
        _ names: DevVarStringArray, _ source: DevSource, _ call: CallInfo
    ) throws -> AttributeValueList_3 {
        note(.read("read_attributes_3", names, source), call)
        return try answering("read_attributes_3") {
            try device.readAttributes(names, source).map { $0.version3(device.any($0)) }
        }
    }

    func read_attributes_2(
        _ names: DevVarStringArray, _ source: DevSource, _ call: CallInfo
    ) throws -> AttributeValueList {
        note(.read("read_attributes_2", names, source), call)
        return try answering("read_attributes_2") { try oldValues(names, source) }
    }

    func read_attributes(_ names: DevVarStringArray, _ call: CallInfo) throws -> AttributeValueList {
        note(.read("read_attributes", names, nil), call)
        return try answering("read_attributes") { try oldValues(names, .DEV) }
    }

    /// The first form has no place for errors: the first one fails the whole call.
    private func oldValues(_ names: [String], _ source: DevSource) throws -> AttributeValueList {
        let names = device.expandedWithoutState(names)
        try device.requireOldForm(names, fromDevice: source == .DEV)
        return try device.readAttributes(names, source).map { value in
            guard value.err_list.isEmpty else { throw DevFailed(errors: value.err_list) }
            return value.version1(device.any(value))
        }
    }

    // MARK: History

    func read_attribute_history_5(_ name: String, _ n: Int32, _ call: CallInfo) throws -> DevAttrHistory_5 {
        note(.plain("read_attribute_history_5"), call)
        return try device.history(attribute: name, Int(n))
    }

    func read_attribute_history_4(_ name: String, _ n: Int32, _ call: CallInfo) throws -> DevAttrHistory_4 {
        note(.plain("read_attribute_history_4"), call)
        let history = try device.history(attribute: name, Int(n))
        return DevAttrHistory_4(
            name: history.name, dates: history.dates, value: history.value, quals: history.quals,
            quals_array: history.quals_array, r_dims: history.r_dims, r_dims_array: history.r_dims_array,
            w_dims: history.w_dims, w_dims_array: history.w_dims_array, errors: history.errors,
            errors_array: history.errors_array)
    }

    func read_attribute_history_3(_ name: String, _ n: Int32, _ call: CallInfo) throws -> DevAttrHistoryList_3 {
        note(.plain("read_attribute_history_3"), call)
        throw DevFailed(
            .notSupportedFeature, "Ask for the history with read_attribute_history_4",
            origin: "read_attribute_history_3")
    }

    func read_attribute_history_2(_ name: String, _ n: Int32, _ call: CallInfo) throws -> DevAttrHistoryList {
        note(.plain("read_attribute_history_2"), call)
        throw DevFailed(
            .notSupportedFeature, "Ask for the history with read_attribute_history_4",
            origin: "read_attribute_history_2")
    }
}

extension DeviceRuntime {
    /// The data of an answer in an `Any`, for the first three generations.
    func any(_ value: AttributeValue_5) -> CORBAAny { attribute(named: value.name)?.values.any(value.value) ?? .null }

    /// The names of a request in its first two forms: when they were made, state and status were no attributes.
    func expandedWithoutState(_ names: [String]) -> [String] {
        guard names.count == 1, names[0] == Self.allAttributes else { return names }
        return attributes.filter { $0.kind == .ordinary }.map(\.name)
    }

    /// The first two forms know neither state and status, nor encoded values, nor set values of spectra and images.
    ///
    /// **Throws**: `API_NotSupportedFeature`.
    func requireOldForm(_ names: [String], fromDevice: Bool) throws(DevFailed) {
        guard !names.contains(where: { PollingService.isBuiltIn($0) }) else {
            throw DevFailed(
                .notSupportedFeature,
                "It is not possible to read state/status as attributes with your\nTango software release. "
                    + "Please, re-link with Tango V5.", origin: "Device_Impl::read_attributes")
        }
        for name in names {
            guard let definition = attribute(named: name)?.definition else { throw .noAttribute(name) }
            let hasArrays = definition.writable == .READ_WRITE && definition.format != .SCALAR
            guard hasArrays || definition.type == .encoded else { continue }
            let remedy = "Please, use a client linked with Tango V5"
            throw DevFailed(
                .notSupportedFeature,
                "Client too old to get data for attribute \(definition.name).\n\(remedy)"
                    + (fromDevice ? " and a device inheriting from Device_3Impl" : ""),
                origin: fromDevice ? "DeviceImpl::read_attributes" : "Device_2Impl::read_attributes")
        }
    }
}

extension AttributeValue_5 {
    /// Without the type.
    var version4: AttributeValue_4 {
        AttributeValue_4(
            value: value, quality: quality, data_format: data_format, time: time, name: name, r_dim: r_dim,
            w_dim: w_dim, err_list: err_list)
    }

    /// With the data in an `Any`.
    func version3(_ any: CORBAAny) -> AttributeValue_3 {
        AttributeValue_3(
            value: any, quality: quality, time: time, name: name, r_dim: r_dim, w_dim: w_dim, err_list: err_list)
    }

    /// Without errors and set dimensions.
    func version1(_ any: CORBAAny) -> AttributeValue {
        AttributeValue(
            value: any, quality: quality, time: time, name: name, dim_x: r_dim.dim_x, dim_y: r_dim.dim_y)
    }
}
