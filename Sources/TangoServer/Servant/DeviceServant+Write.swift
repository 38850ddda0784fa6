import ORBBridge
import TangoIDL
import TangoTypes

extension DeviceServant {
    func write_attributes_4(_ values: AttributeValueList_4, _ cl_ident: ClntIdent, _ call: CallInfo) throws {
        note(.write("write_attributes_4", values.map { $0.name }), call, cl_ident)
        try protect("write_attributes_4", cl_ident, call)
        try answering("write_attributes_4") { try device.writeAttributes(values.map { DeviceRuntime.WriteItem($0) }) }
    }

    func write_attributes_3(_ values: AttributeValueList, _ call: CallInfo) throws {
        note(.write("write_attributes_3", values.map { $0.name }), call)
        try protect("write_attributes_3", nil, call)
        try answering("write_attributes_3") { try device.writeAttributes(values.map(device.item)) }
    }

    func write_attributes(_ values: AttributeValueList, _ call: CallInfo) throws {
        note(.write("write_attributes", values.map { $0.name }), call)
        try protect("write_attributes", nil, call)
        try answering("write_attributes") {
            do { try device.writeAttributes(values.map(device.item)) } catch let error as MultiDevFailed {
                // The first form has one error only.
                throw DevFailed(errors: error.errors.first?.err_list ?? [])
            }
        }
    }

    func write_read_attributes_5(
        _ values: AttributeValueList_4, _ r_names: DevVarStringArray, _ cl_ident: ClntIdent, _ call: CallInfo
    ) throws -> AttributeValueList_5 {
        note(.writeRead("write_read_attributes_5", values.map { $0.name }, r_names), call, cl_ident)
        try protect("write_read_attributes_5", cl_ident, call)
        return try writeRead(values, r_names)
    }

    func write_read_attributes_4(
        _ values: AttributeValueList_4, _ cl_ident: ClntIdent, _ call: CallInfo
    ) throws -> AttributeValueList_4 {
        let names = values.map { $0.name }
        note(.writeRead("write_read_attributes_4", names, names), call, cl_ident)
        try protect("write_read_attributes_4", cl_ident, call)
        return try writeRead(values, names).map(\.version4)
    }

    /// Both halves under one hold of the device.
    private func writeRead(_ values: AttributeValueList_4, _ names: [String]) throws -> AttributeValueList_5 {
        try answering("write_read_attributes") {
            try device.exclusively {
                try device.writeAttributes(values.map { DeviceRuntime.WriteItem($0) })
                return try device.readAttributes(names)
            }
        }
    }
}

extension DeviceRuntime.WriteItem {
    /// From the newer form.
    init(_ value: AttributeValue_4) {
        self.init(name: value.name, data: value.value, shape: ValueShape(value.w_dim))
    }
}

extension DeviceRuntime {
    /// From the first form, whose data are an `Any`.
    func item(_ value: AttributeValue) -> WriteItem {
        let data = attribute(named: value.name)?.values.data(value.value) ?? .union_no_data(true)
        return WriteItem(
            name: value.name, data: data, shape: ValueShape(x: Int(value.dim_x), y: Int(value.dim_y)))
    }
}
