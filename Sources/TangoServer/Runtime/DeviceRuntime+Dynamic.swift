import TangoIDL
import TangoTypes

extension DeviceRuntime {
    /// Puts an attribute into the table, before State and Status.
    func add(_ bound: BoundAttribute) throws {
        let name = bound.definition.name
        if let present = attribute(named: name) {
            guard present.definition == bound.definition else {
                throw DevFailed(
                    .attributeOptionalProperty,
                    "Device \(self.name) -> Attribute \(name) already exists for your device, with another definition: "
                        + "remove that one first")
            }
            return
        }
        let fresh = attribute(
            bound, [:], ofClass: try server.properties.classAttributeProperties(model.className, [name]),
            ofDevice: try server.properties.attributeProperties(self.name, [name]))
        changeAttributes { $0.insert(fresh, at: $0.firstIndex { $0.kind != .ordinary } ?? $0.endIndex) }
        server.events?.interfaceMayChange(self)
    }

    /// Takes an attribute out of the table.
    func removeAttribute(named name: String) {
        guard let gone = attribute(named: name), gone.kind == .ordinary else { return }
        changeAttributes { attributes in attributes.removeAll { $0 === gone } }
        server.events?.interfaceMayChange(self)
    }
}
