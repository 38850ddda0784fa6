import TangoIDL
import TangoTypes

extension Interface {
    /// What is wrong with the table and the compiler cannot see; a server refuses to export a class that has any.
    ///
    /// What concerns a single attribute begins with the place of its declaration, as errors of the compiler do.
    public var problems: [String] {
        nameProblems
            + attributes.flatMap { attribute in
                (problems(of: attribute) + partnerProblems(of: attribute)).map { "\(attribute.place): \($0)" }
            } + commands.flatMap(problems(of:))
    }

    private var nameProblems: [String] {
        duplicates(attributes.map(\.definition.name) + ["State", "Status"], "attribute")
            + duplicates(commands.map(\.definition.name), "command") + duplicates(properties.map(\.name), "property")
    }

    private func duplicates(_ names: [String], _ what: String) -> [String] {
        var seen: [String: String] = [:]
        var problems: [String] = []
        for name in names {
            if let other = seen.updateValue(name, forKey: name.lowercased()) {
                problems.append("\(what) \(name): the name differs from \(other) only in case, or not at all")
            }
        }
        return problems
    }

    private func badName(_ name: String) -> Bool {
        name.isEmpty
            || !name.utf8.allSatisfy { byte in
                (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x5A) || (byte >= 0x61 && byte <= 0x7A)
                    || byte == 0x5F
            }
    }

    /// The same for an attribute or a command that is added at run time.
    ///
    /// **Throws**: `API_AttrOptProp` with all problems.
    func check(added attribute: Attribute<D>) throws(DevFailed) {
        let name = attribute.definition.name
        var problems = problems(of: attribute)
        if ["state", "status"].contains(name.lowercased()) {
            problems.append("attribute \(name): every device has it already")
        }
        try refuse(problems, origin: "DeviceImpl::add_attribute")
    }

    func check(added command: Command<D>) throws(DevFailed) {
        try refuse(problems(of: command), origin: "DeviceImpl::add_command")
    }

    private func refuse(_ problems: [String], origin: String) throws(DevFailed) {
        guard !problems.isEmpty else { return }
        throw DevFailed(
            .attributeOptionalProperty, "Class \(className): \(problems.joined(separator: "; "))", origin: origin)
    }

    private func problems(of attribute: Attribute<D>) -> [String] {
        let definition = attribute.definition
        let name = "attribute \(definition.name)"
        var problems: [String] = []
        if badName(definition.name) { problems.append("\(name): use letters, digits and underscores") }
        if definition.format == .IMAGE && definition.maxY < 1 { problems.append("\(name): an image needs maxY") }
        if attribute.lacksSize {
            problems.append("\(name): a spectrum or an image needs maxX, the greatest length or width")
        }
        if definition.maxX < 1 { problems.append("\(name): maxX must be at least 1") }
        if definition.type == .encoded && definition.format != .SCALAR {
            problems.append("\(name): encoded values are scalars only")
        }
        if definition.type == .enumeration && attribute.enumLabels.isEmpty {
            problems.append("\(name): an enumeration needs labels")
        }
        if let cases = attribute.enumCases, !attribute.enumLabels.isEmpty, attribute.enumLabels.count != cases {
            problems.append("\(name): \(attribute.enumLabels.count) labels for \(cases) cases")
        }
        if !attribute.hasAccess { problems.append("\(name): neither read nor written") }
        if attribute.hasTwoReads { problems.append("\(name): give read or reading, not both") }
        if definition.memorization != .none {
            if definition.format != .SCALAR || definition.type == .encoded {
                problems.append("\(name): only scalars can be memorized")
            }
            if !definition.isWritable { problems.append("\(name): memorized but never written") }
        }
        return attribute.root == nil ? problems + configurationProblems(of: attribute) : problems
    }

    private func configurationProblems(of attribute: Attribute<D>) -> [String] {
        guard attribute.definition.type != .enumeration || !attribute.enumLabels.isEmpty else { return [] }
        let configuration = AttributeConfiguration(
            definition: attribute.definition, deviceName: className, userDefaults: attribute.defaults,
            userLabels: attribute.enumLabels)
        return configuration.startupErrors.map { error in
            let text = error.error.errors.first?.desc ?? "is wrong"
            return "attribute \(attribute.definition.name), \(error.property): \(text)"
        }
    }

    private func problems(of command: Command<D>) -> [String] {
        let definition = command.definition
        var problems: [String] = []
        if badName(definition.name) {
            problems.append("command \(definition.name): use letters, digits and underscores")
        }
        if ["state", "status", "init"].contains(definition.name.lowercased()) {
            problems.append("command \(definition.name): every device has it already")
        }
        if command.polling != nil && definition.inputType != .void {
            problems.append("command \(definition.name): a command with an argument cannot be polled")
        }
        return problems
    }

    private func partnerProblems(of attribute: Attribute<D>) -> [String] {
        guard let partner = attribute.definition.associatedName else { return [] }
        let found = attributes.first { $0.definition.name.lowercased() == partner.lowercased() }
        guard let found, found.definition.isWritable, found.definition.type == attribute.definition.type else {
            return ["attribute \(attribute.definition.name): \(partner) is no writable attribute of the same type"]
        }
        return []
    }
}
