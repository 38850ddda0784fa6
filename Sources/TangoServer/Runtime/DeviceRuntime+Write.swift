import Log
import TangoIDL
import TangoTypes

extension DeviceRuntime {
    /// One attribute of a write request, whatever generation it came with.
    struct WriteItem {
        var name: String
        var data: AttrValUnion
        var shape: ValueShape
    }

    /// Writes attributes; those that fail do not keep the others from being written.
    ///
    /// **Throws**: `MultiDevFailed` with an entry per attribute that failed, `DevFailed` when the device was busy.
    func writeAttributes(_ items: [WriteItem]) throws {
        context.logger.debug("writing \(items.map(\.name).joined(separator: ", "))")
        if isForwarding, items.contains(where: { link($0.name) != nil }) {
            return try writeWithRoots(items)
        }
        try exclusively { try writeInside(items) }
    }

    /// Writes inside the monitor.
    func writeInside(_ items: [WriteItem]) throws {
        var failures = WriteFailures()
        // What cannot be written at all is told before what has a wrong value.
        var refused = WriteFailures()
        var pending: [PendingWrite] = []
        pending.reserveCapacity(items.count)
        let table = attributeTable
        for (index, item) in items.enumerated() {
            let attribute: AttributeRuntime
            do { attribute = try writable(item, table) } catch {
                failures.note(failed(error, "writing attribute \(item.name)"), of: index)
                continue
            }
            do { pending.append(try checked(item, index, attribute)) } catch {
                refused.note(failed(error, "writing attribute \(item.name)"), of: index)
            }
        }
        for (index, error) in refused.found { failures.note(error, of: index) }
        if !pending.isEmpty { try body.alwaysExecuted() }
        for write in pending {
            do {
                try requireAllowed(write.attribute)
                try write.perform()
            } catch { failures.note(failed(error, "writing attribute \(write.attribute.name)"), of: write.index) }
        }
        let written = failures.isEmpty ? pending : pending.filter { !failures.contains($0.index) }
        finishWrite(written, items, &failures)
        guard failures.isEmpty else {
            throw MultiDevFailed(failures, of: items)
        }
    }

    /// The hardware hook, then what is kept of the values that went through.
    private func finishWrite(
        _ written: [PendingWrite], _ items: [WriteItem],
        _ failures: inout WriteFailures
    ) {
        guard !written.isEmpty else { return }
        var failed: [Int: DevFailed] = [:]
        let names = written.count == 1 ? written[0].attribute.nameAlone : written.map { $0.attribute.name }
        do { try body.writeHardware(names) } catch let error as MultiDevFailed {
            for entry in written {
                let found = error.errors.first {
                    $0.name.lowercased() == entry.attribute.name.lowercased() || Int($0.index_in_call) == entry.index
                }
                if let found { failed[entry.index] = DevFailed(errors: found.err_list) }
            }
        } catch {
            let error = self.failed(error, "writing to the hardware")
            for entry in written { failed[entry.index] = error }
        }
        var good = written
        if !failed.isEmpty {
            for write in written.reversed() where failed[write.index] != nil { write.undo() }
            good.removeAll { failed[$0.index] != nil }
            for write in written {
                if let error = failed[write.index] { failures.note(error, of: write.index) }
            }
        }
        if good.contains(where: { $0.attribute.memorizedFailure != nil }) {
            for write in good { write.attribute.memorizedFailure = nil }
            refreshAlarms()
        }
        memorize(good, &failures)
    }

    /// Keeps the set values of memorized attributes, all in one request to the store.
    private func memorize(_ written: [PendingWrite], _ failures: inout WriteFailures) {
        var values: [String: [String: [String]]] = [:]
        for attribute in written.lazy.map(\.attribute) where attribute.definition.memorization != .none {
            guard let text = attribute.values.memorizedText else { continue }
            values[attribute.name] = [AttributeProperty.memorizedValueName: [text]]
        }
        guard !values.isEmpty else { return }
        do { try server.properties.putAttributeProperties(name, values) } catch {
            for entry in written where values[entry.attribute.name] != nil {
                let failure = failed(error, "keeping the value of attribute \(entry.attribute.name)")
                    .appending(
                        .databaseAccess,
                        "Attribute \(entry.attribute.name) of \(name) was set, but the value is not kept: the next start "
                            + "will not know it")
                failures.note(failure, of: entry.index)
            }
        }
    }

    private func writable(
        _ item: WriteItem, _ table: CaseInsensitiveTable<AttributeRuntime>
    ) throws(DevFailed) -> AttributeRuntime {
        guard let attribute = table[item.name] else { throw .noAttribute(item.name) }
        if let error = attribute.startupError { throw error }
        guard attribute.definition.isWritable else {
            throw .notWritable(attribute.name)
        }
        return attribute
    }

    private func checked(
        _ item: WriteItem, _ index: Int, _ attribute: AttributeRuntime
    ) throws(DevFailed) -> PendingWrite {
        let configuration = attribute.configuration
        let rules = WriteRules(
            limits: configuration.limits, enumLabels: configuration.enumLabels.count,
            allowsNaN: server.writesNaN, level: server.level)
        try attribute.values.check(WriteRequest(data: item.data, shape: item.shape), against: rules)
        return PendingWrite(index: index, attribute: attribute, data: item.data, shape: item.shape)
    }

    private func requireAllowed(_ attribute: AttributeRuntime) throws(DevFailed) {
        guard let isAllowed = attribute.isAllowed, !isAllowed(.write) else { return }
        throw DevFailed(
            .attributeNotAllowed,
            "It is currently not allowed to write attribute \(attribute.name). The device state is \(context.state)",
            origin: "DeviceImpl::write_attributes")
    }
}
