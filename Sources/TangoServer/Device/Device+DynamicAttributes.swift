import TangoIDL
import TangoTypes

/// Attributes that a single device has besides those of its class.
extension Device {
    /// Adds an attribute to this device; clients that listen to its interface are told.
    ///
    /// An attribute that is there under this name in any case, with the same type, stays as it is.
    ///
    /// **Throws**: `API_AttrOptProp` when an attribute of another type has the name; `API_DatabaseAccess` when its
    /// configuration cannot be read.
    /// **Isolation**: from ``initialize()`` on.
    public func addAttribute(_ attribute: Attribute<Self>) throws {
        try context.runtime?.add(attribute.bound(to: self))
    }

    /// Removes an attribute that was added; those of the class stay. Nothing happens when there is none.
    public func removeAttribute(named name: String) {
        let ofClass = Self.interface.attributes.contains { $0.definition.name.lowercased() == name.lowercased() }
        guard !ofClass else { return }
        context.runtime?.removeAttribute(named: name)
    }
}
