import ORBBridge
import TangoIDL
import TangoTypes

extension DeviceServant {
    // MARK: Reading

    func get_attribute_config_5(_ names: DevVarStringArray, _ call: CallInfo) throws -> AttributeConfigList_5 {
        note(.plain("get_attribute_config_5"), call)
        return try configured(names).map(\.configuration.config5)
    }

    func get_attribute_config_3(_ names: DevVarStringArray, _ call: CallInfo) throws -> AttributeConfigList_3 {
        note(.plain("get_attribute_config_3"), call)
        return try configured(names).map(\.configuration.config3)
    }

    func get_attribute_config_2(_ names: DevVarStringArray, _ call: CallInfo) throws -> AttributeConfigList_2 {
        note(.plain("get_attribute_config_2"), call)
        return try configured(names, old: true).map(\.configuration.config2)
    }

    func get_attribute_config(_ names: DevVarStringArray, _ call: CallInfo) throws -> AttributeConfigList {
        note(.plain("get_attribute_config"), call)
        return try configured(names, old: true).map(\.configuration.config1)
    }

    /// The attributes that a request means. The first two forms have a name of their own for all attributes but State
    /// and Status; these names are the only ones whose case matters.
    private func configured(_ names: [String], old: Bool = false) throws(DevFailed) -> [AttributeRuntime] {
        if names == ["All attributes_3"] { return device.attributes }
        if old, names == [DeviceRuntime.allAttributes] { return device.attributes.filter { $0.kind == .ordinary } }
        var found: [AttributeRuntime] = []
        for name in names {
            guard let attribute = device.attribute(named: name) else {
                throw .noAttribute(name, origin: "MultiAttribute::get_attr_by_name")
            }
            found.append(attribute)
        }
        return found
    }

    // MARK: Changing

    func set_attribute_config_5(_ new_conf: AttributeConfigList_5, _ cl_ident: ClntIdent, _ call: CallInfo) throws {
        note(.plain("set_attribute_config_5"), call, cl_ident)
        try protect("set_attribute_config_5", cl_ident, call)
        try device.configure(new_conf.map(AttributeConfigurationRequest.init))
    }

    func set_attribute_config_4(_ new_conf: AttributeConfigList_3, _ cl_ident: ClntIdent, _ call: CallInfo) throws {
        note(.plain("set_attribute_config_4"), call, cl_ident)
        try protect("set_attribute_config_4", cl_ident, call)
        try device.configure(new_conf.map(AttributeConfigurationRequest.init))
    }

    func set_attribute_config_3(_ new_conf: AttributeConfigList_3, _ call: CallInfo) throws {
        note(.plain("set_attribute_config_3"), call)
        try protect("set_attribute_config_3", nil, call)
        try device.configure(new_conf.map(AttributeConfigurationRequest.init))
    }

    func set_attribute_config(_ new_conf: AttributeConfigList, _ call: CallInfo) throws {
        note(.plain("set_attribute_config"), call)
        try protect("set_attribute_config", nil, call)
        for one in new_conf where ["state", "status"].contains(one.name.lowercased()) {
            throw DevFailed(
                .attributeNotFound, "Cannot set state/status attribute config",
                origin: "DeviceImpl::set_attribute_config")
        }
        try device.configure(new_conf.map(AttributeConfigurationRequest.init))
    }
}
