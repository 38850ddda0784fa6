import TangoIDL

extension DeviceRuntime {
    /// Writes one attribute inside the monitor, as most requests do: what ``writeInside(_:)`` does with several, without the
    /// lists that those need.
    ///
    /// - Parameter items: A list of one.
    func writeOneInside(_ items: AttributeValueList_4) throws {
        var failures = WriteFailures()
        var write: PendingWrite
        do {
            let attribute = try writable(items[0].name, attributeTable)
            write = try checked(items[0].value, items[0].setShape, 0, attribute)
        } catch {
            throw refusal(error, of: items, called: items[0].name)
        }
        let attribute = write.attribute
        try body.alwaysExecuted()
        do {
            try requireAllowed(attribute)
            try write.perform()
        } catch {
            throw refusal(error, of: items, called: attribute.name)
        }
        do { try body.writeHardware(attribute.nameAlone) } catch {
            // An error may also be that of an attribute which was not asked for.
            if let failure = hardwareFailures(error, [write])[0] {
                write.undo()
                throw refusal(failure, of: items, called: attribute.name)
            }
        }
        if attribute.hasMemorizedFailure {
            attribute.memorizedFailure = nil
            refreshAlarms()
        }
        if attribute.isMemorized { memorize([write], &failures) }
        guard failures.isEmpty else { throw MultiDevFailed(failures, of: items) }
    }

    private func refusal(_ error: any Error, of items: AttributeValueList_4, called name: String) -> MultiDevFailed {
        var failures = WriteFailures()
        failures.note(failed(error, "writing attribute \(name)"), of: 0)
        return MultiDevFailed(failures, of: items)
    }
}
