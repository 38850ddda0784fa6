import Synchronization
import TangoIDL
import TangoTypes

extension DeviceRuntime {
    /// Changes configurations, one after the other; an error says what was done before and what was not.
    func configure(_ requests: [AttributeConfigurationRequest]) throws {
        defer { refreshAlarms() }
        for (index, request) in requests.enumerated() {
            do { try changing.withLock { _ in try configure(request) } } catch {
                var failure = failed(error, "configuring attribute \(request.name)")
                var text = failure.errors.first?.desc ?? ""
                if index > 0 { text += "\nAll previous attribute(s) have been successfully updated" }
                if index < requests.count - 1 { text += "\nAll remaining attribute(s) have not been updated" }
                if !failure.errors.isEmpty { failure.errors[0].desc = text }
                throw failure
            }
        }
    }

    private func configure(_ request: AttributeConfigurationRequest) throws {
        guard let attribute = attribute(named: request.name) else { throw DevFailed.noAttribute(request.name) }
        let before = attribute.configuration
        var after = before
        let set = attribute.definition.memorization == .none ? nil : attribute.values.memorizedText
        let changes = try after.apply(
            request, setValue: set.flatMap { LimitValue($0, type: attribute.definition.type) })
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
