import TangoIDL

// Clients send back what they read: every field that cannot change must come back as it was.
extension AttributeConfiguration {
    func check(fixed request: AttributeConfigurationRequest) throws(DevFailed) {
        let fields = request.fixed
        let mine = definition
        try check("name", request.name.lowercased() == mine.name.lowercased())
        try check("data_type", fields.type == mine.type.rawValue)
        try check("data_format", fields.format == mine.format)
        try check("writable", fields.writable == mine.writable)
        try check("max_dim_x", Int(fields.maxX) == mine.maxX)
        try check("max_dim_y", Int(fields.maxY) == mine.maxY)
        try check("writable_attr_name", fields.writableName.lowercased() == mine.writableAttributeName.lowercased())
        if let level = fields.level { try check("level", level == mine.level) }
        if let root = fields.rootName, let myRoot = mine.rootName {
            try check("root_attr_name", root.lowercased() == myRoot.lowercased())
        }
        guard mine.isWritable, let memorized = fields.memorized else { return }
        try check("memorized", memorized == (mine.memorization != .none))
        if memorized, let atInit = fields.memorizedInit {
            try check("mem_init", atInit == (mine.memorization == .hardware))
        }
    }

    private func check(_ field: String, _ isEqual: Bool) throws(DevFailed) {
        guard !isEqual else { return }
        throw DevFailed(
            .attributeNotAllowed, "Attribute property \(field) is not changeable at run time",
            origin: "AttributeConfiguration")
    }
}
