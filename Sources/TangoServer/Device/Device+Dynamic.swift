public import TangoIDL
public import TangoTypes

/// Attributes and commands that a device adds and removes while it runs. Clients that watch the interface are told.
///
/// **Isolation**: any thread.
extension Device {
    /// Adds an attribute to this device. One that exists already with the same type and access stays as it is.
    ///
    /// **Throws**: `API_AttrNotFound` when another attribute has the name; `API_AttrOptProp` when the declaration is wrong.
    public nonisolated func addAttribute(_ attribute: Attribute<Self>) throws {
        try Self.interface.check(added: attribute)
        try context.runtime?.add(attribute.bound(to: self))
    }

    /// Adds an attribute whose value the device publishes through the handle that it gets.
    ///
    /// - Parameters:
    ///   - key: Name and type.
    ///   - initial: What clients read until something is published.
    ///   - unit: For instance `"mm"`.
    ///   - label: What panels show; the name when nil.
    ///   - description: What it means.
    ///   - format: printf format for panels.
    ///   - maxX: Greatest length or number of columns.
    ///   - maxY: Greatest number of rows.
    ///   - level: Who sees it.
    public nonisolated func addPublishedAttribute<Value>(
        _ key: AttributeKey<Value>, initial: Reading<Value> = .invalid, unit: String? = nil, label: String? = nil,
        description: String? = nil, format: String? = nil, maxX: Int? = nil, maxY: Int = 0, level: DispLevel = .OPERATOR
    ) throws -> AttributeHandle<Value> {
        let handle = AttributeHandle(key, initial: initial, events: context.events)
        try addAttribute(
            Attribute(
                key, unit: unit, label: label, description: description, format: format,
                pushed: [.change, .archive], maxX: maxX, maxY: maxY, level: level, reading: { _ in handle.reading }))
        return handle
    }

    /// Removes an attribute that was added; tells whether there was one.
    @discardableResult public nonisolated func removeAttribute(named name: String) -> Bool {
        context.runtime?.removeAttribute(named: name) ?? false
    }

    /// Deletes what the database or the property file keeps about an attribute: its configuration and its memorized
    /// value. An attribute that is added again under the name begins with what its class says.
    ///
    /// **Throws**: `API_DatabaseAccess`.
    public nonisolated func forgetConfiguration(ofAttribute name: String) throws {
        try context.runtime?.forgetConfiguration(of: name)
    }

    /// Adds a command to this device.
    ///
    /// **Throws**: `API_CommandNotFound` when another command has the name; `API_AttrOptProp` when the declaration is
    /// wrong.
    public nonisolated func addCommand(_ command: Command<Self>) throws {
        try Self.interface.check(added: command)
        try context.runtime?.add(command.bound(to: self))
    }

    /// Removes a command that was added; tells whether there was one.
    @discardableResult public nonisolated func removeCommand(named name: String) -> Bool {
        context.runtime?.removeCommand(named: name) ?? false
    }
}
