import Synchronization
import TangoIDL
import TangoTypes

extension DeviceRuntime {
    /// Changes configurations, one after the other; an error says what was done before and what was not.
    func configure(_ requests: [AttributeConfigurationRequest]) throws {
        defer { refreshAlarms() }
        for (index, request) in requests.enumerated() {
            do { try configure(request) } catch {
                var failure = failed(error, "configuring attribute \(request.name)")
                // Into the reason, where clients of the reference find it.
                var text = failure.errors.first?.reason ?? ""
                if index > 0 { text += "\nAll previous attribute(s) have been successfully updated" }
                if index < requests.count - 1 { text += "\nAll remaining attribute(s) have not been updated" }
                if !failure.errors.isEmpty { failure.errors[0].reason = text }
                throw failure
            }
        }
    }

    /// Changes what the class's own code changes: the same checks, kept and told in the same way, and labels of any
    /// number.
    func configure(_ name: String, _ texts: [AttributeProperty: String], labels: [String]?) throws {
        defer { refreshAlarms() }
        try changing.withLock { _ in
            guard let attribute = attribute(named: name) else { throw DevFailed.noAttribute(name) }
            let request = AttributeConfigurationRequest(
                name: attribute.name, texts: texts, definition: attribute.definition)
            try change(attribute) { configuration in
                var changes = try configuration.apply(request, setValue: Self.memorizedValue(attribute))
                guard let labels else { return changes }
                let ofLabels = try configuration.setLabels(labels)
                changes.stored.merge(ofLabels.stored) { _, new in new }
                changes.deleted += ofLabels.deleted
                return changes
            }
        }
    }

    private func configure(_ request: AttributeConfigurationRequest) throws {
        guard let attribute = attribute(named: request.name) else { throw DevFailed.noAttribute(request.name) }
        if let link = attribute.forwarded { return try configure(attribute, at: link, request) }
        try changing.withLock { _ in try configureOwn(request) }
    }

    private func configureOwn(_ request: AttributeConfigurationRequest) throws {
        guard let attribute = attribute(named: request.name) else { throw DevFailed.noAttribute(request.name) }
        try change(attribute) { try $0.apply(request, setValue: Self.memorizedValue(attribute)) }
    }

    private static func memorizedValue(_ attribute: AttributeRuntime) -> LimitValue? {
        guard attribute.definition.memorization != .none else { return nil }
        return attribute.values.memorizedText.flatMap { LimitValue($0, type: attribute.definition.type) }
    }

    /// Called with `changing` held.
    func change(
        _ attribute: AttributeRuntime, _ body: (inout AttributeConfiguration) throws -> AttributePropertyChanges
    ) throws {
        let before = attribute.configuration
        var after = before
        let changes = try body(&after)
        attribute.setConfiguration(after)
        do { try store(changes, of: attribute) } catch {
            attribute.setConfiguration(before)
            throw error
        }
        server.events?.configurationChanged(self, attribute)
    }

    private func store(_ changes: AttributePropertyChanges, of attribute: AttributeRuntime) throws {
        if !changes.stored.isEmpty {
            try server.properties.putAttributeProperties(name, [attribute.name: changes.stored])
        }
        if !changes.deleted.isEmpty {
            try server.properties.deleteAttributeProperties(name, [attribute.name: changes.deleted])
        }
    }
}
