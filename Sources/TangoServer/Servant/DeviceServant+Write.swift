import ORBBridge
import TangoIDL
import TangoTypes

extension DeviceServant {
    func write_attributes_4(_ values: AttributeValueList_4, _ cl_ident: ClntIdent, _ call: CallInfo) throws {
        if values.count == 1 {
            note(.writeOne("write_attributes_4", values[0].name), call, cl_ident)
        } else {
            note(.write("write_attributes_4", values.map { $0.name }), call, cl_ident)
        }
        try protect("write_attributes_4", cl_ident, call)
        try answering("write_attributes_4") { try device.writeAttributes(values) }
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
                // The first form has one error only, and looks for all attributes before it looks at any.
                let missing = error.errors.first { $0.err_list.first?.reason == Reason.attributeNotFound.rawValue }
                throw DevFailed(errors: (missing ?? error.errors.first)?.err_list ?? [])
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
        for name in names {
            let definition = device.attribute(named: name)?.definition
            guard let definition, [.READ, .WRITE].contains(definition.writable) else { continue }
            throw DevFailed(
                .attributeNotWritable, "Attribute \(definition.name) is not a READ_WRITE or READ_WITH_WRITE attribute",
                origin: "Device_4Impl::write_read_attribute_4")
        }
        return try writeRead(values, names).map(\.version4)
    }

    /// Both halves under one hold of the device.
    private func writeRead(_ values: AttributeValueList_4, _ names: [String]) throws -> AttributeValueList_5 {
        // As many as are read, too, are looked for first; what is only written has its error beside those of the others.
        let read = Set(names.map { $0.lowercased() })
        let both = values.count(where: { read.contains($0.name.lowercased()) })
        for name in values.prefix(both).map(\.name) where device.attribute(named: name) == nil {
            throw DevFailed.noAttribute(name, origin: "MultiAttribute::get_attr_by_name")
        }
        return try answering("write_read_attributes") {
            if let answers = try device.writeReadWithRoots(values, names) { return answers }
            return try device.exclusively {
                try device.writeAttributes(values)
                return try device.readAttributes(names)
            }
        }
    }
}

extension DeviceRuntime {
    /// From the first form, whose data are an `Any`.
    func item(_ value: AttributeValue) -> AttributeValue_4 {
        let attribute = attribute(named: value.name)
        let data = attribute?.values.data(value.value) ?? .union_no_data(true)
        var shape = ValueShape(x: Int(value.dim_x), y: Int(value.dim_y))
        // Unlike the newer form, this one does not let a scalar have several elements.
        if attribute?.definition.format == .SCALAR, shape.count > 1 { shape = .none }
        return AttributeValue_4(writing: value.name, data, shape)
    }
}
