public import TangoTypes

// The configuration of attributes, for the class's own code.
extension DeviceContext {
    /// The configuration of an attribute; nil when the device has no such attribute.
    public func configuration<Value>(of key: AttributeKey<Value>) -> AttributeConfiguration? {
        runtime?.attribute(named: key.name)?.configuration
    }

    /// Changes the configuration of an attribute, as a client could: checked, kept in the database or the property file,
    /// and told to everybody who watches it.
    ///
    /// **Throws**: `API_AttrNotFound`, `API_AttrOptProp`, `API_IncoherentValues`, `API_DatabaseAccess`.
    public func configure<Value>(_ key: AttributeKey<Value>, _ changes: [AttributeProperty: String]) throws {
        try runtime?.configure(key.name, changes, labels: nil)
    }

    /// Gives an enumeration other labels, of any number; clients can only rename those that there are.
    ///
    /// **Throws**: `API_AttrNotFound`; `API_AttrOptProp` when two labels are equal or there is none;
    /// `API_DatabaseAccess`.
    public func setEnumLabels<Value>(_ labels: [String], of key: AttributeKey<Value>) throws {
        try runtime?.configure(key.name, [:], labels: labels)
    }
}
