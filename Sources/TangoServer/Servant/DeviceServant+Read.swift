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
        let isBuffered = source != .DEV && device.arePolled(names)
        // What is only wanted from the buffer and is not there, fails below.
        if isBuffered || source != .CACHE { try device.requireOldForm(names, fromDevice: !isBuffered) }
        return try device.readAttributes(names, source).map { value in
            guard value.err_list.isEmpty else { throw Self.oldError(DevFailed(errors: value.err_list)) }
            return value.version1(device.any(value))
        }
    }

    /// The names by which the old operations call themselves in errors.
    private static func oldError(_ error: DevFailed) -> DevFailed {
        guard error.reason == .attributeValueNotSet else {
            return error.ofBuffer(askedBy: "Device_2Impl::read_attributes")
        }
        var renamed = error
        renamed.errors[0].origin = "DeviceImpl::read_attributes"
        return renamed
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

    /// Whether the server reads all of them by itself.
    func arePolled(_ names: [String]) -> Bool {
        names.allSatisfy { name in attribute(named: name).map { isPolled($0) } ?? false }
    }

    /// The first two forms know neither State and Status, nor encoded values, nor set values of spectra and images.
    ///
    /// **Throws**: `API_NotSupportedFeature`.
    func requireOldForm(_ names: [String], fromDevice: Bool) throws(DevFailed) {
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
        guard !names.contains(where: { PollingService.isBuiltIn($0) }) else {
            throw DevFailed(
                .notSupportedFeature,
                "It is not possible to read state/status as attributes with your\nTango software release. "
                    + "Please, re-link with Tango V5.", origin: "Device_Impl::read_attributes")
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
