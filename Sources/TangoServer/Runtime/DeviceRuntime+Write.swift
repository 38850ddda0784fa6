import Log
import TangoIDL
import TangoTypes

extension DeviceRuntime {
    /// Writes attributes; those that fail do not keep the others from being written. A request of any generation comes in
    /// the form of the fourth, which most clients send: nothing is made from it that needs memory of its own.
    ///
    /// **Throws**: `MultiDevFailed` with an entry per attribute that failed, `DevFailed` when the device was busy.
    func writeAttributes(_ items: AttributeValueList_4) throws {
        context.logger.debug("writing \(items.map(\.name).joined(separator: ", "))")
        if isForwarding, items.contains(where: { link($0.name) != nil }) {
            return try writeWithRoots(items)
        }
        try exclusively { try writeInside(items) }
    }

    /// Writes inside the monitor.
    func writeInside(_ items: AttributeValueList_4) throws {
        if items.count == 1 { return try writeOneInside(items) }
        var failures = WriteFailures()
        var pending = accepted(items, &failures)
        if !pending.isEmpty { try body.alwaysExecuted() }
        for place in pending.indices {
            do {
                try requireAllowed(pending[place].attribute)
                try pending[place].perform()
            } catch {
                let doing = "writing attribute \(pending[place].attribute.name)"
                failures.note(failed(error, doing), of: pending[place].index)
            }
        }
        if !failures.isEmpty { pending.removeAll { failures.contains($0.index) } }
        finishWrite(pending, &failures)
        guard failures.isEmpty else {
            throw MultiDevFailed(failures, of: items)
        }
    }

    /// What passes all checks for which the device is not needed.
    private func accepted(_ items: AttributeValueList_4, _ failures: inout WriteFailures) -> [PendingWrite] {
        // What cannot be written at all is told before what has a wrong value.
        var refused = WriteFailures()
        var pending: [PendingWrite] = []
        pending.reserveCapacity(items.count)
        let table = attributeTable
        for index in items.indices {
            let attribute: AttributeRuntime
            do { attribute = try writable(items[index].name, table) } catch {
                failures.note(failed(error, "writing attribute \(items[index].name)"), of: index)
                continue
            }
            do { pending.append(try checked(items[index].value, items[index].setShape, index, attribute)) } catch {
                refused.note(failed(error, "writing attribute \(items[index].name)"), of: index)
            }
        }
        for (index, error) in refused.found { failures.note(error, of: index) }
        return pending
    }

    /// The hardware hook, then what is kept of the values that went through.
    private func finishWrite(_ written: [PendingWrite], _ failures: inout WriteFailures) {
        guard !written.isEmpty else { return }
        let names = written.count == 1 ? written[0].attribute.nameAlone : written.map { $0.attribute.name }
        var good = written
        do { try body.writeHardware(names) } catch {
            let failed = hardwareFailures(error, written)
            for write in written.reversed() where failed[write.index] != nil { write.undo() }
            good.removeAll { failed[$0.index] != nil }
            for write in written {
                if let error = failed[write.index] { failures.note(error, of: write.index) }
            }
        }
        if good.contains(where: { $0.attribute.hasMemorizedFailure }) {
            for write in good { write.attribute.memorizedFailure = nil }
            refreshAlarms()
        }
        if good.contains(where: { $0.attribute.isMemorized }) { memorize(good, &failures) }
    }

    /// The errors of the hardware hook by the position of what they concern.
    func hardwareFailures(_ error: any Error, _ written: [PendingWrite]) -> [Int: DevFailed] {
        var failed: [Int: DevFailed] = [:]
        guard let several = error as? MultiDevFailed else {
            let error = self.failed(error, "writing to the hardware")
            for entry in written { failed[entry.index] = error }
            return failed
        }
        for entry in written {
            let found = several.errors.first {
                $0.name.lowercased() == entry.attribute.name.lowercased() || Int($0.index_in_call) == entry.index
            }
            if let found { failed[entry.index] = DevFailed(errors: found.err_list) }
        }
        return failed
    }

    /// Keeps the set values of memorized attributes, all in one request to the store.
    func memorize(_ written: [PendingWrite], _ failures: inout WriteFailures) {
        var values: [String: [String: [String]]] = [:]
        for attribute in written.lazy.map(\.attribute) where attribute.isMemorized {
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

    func writable(
        _ name: String, _ table: CaseInsensitiveTable<AttributeRuntime>
    ) throws(DevFailed) -> AttributeRuntime {
        guard let attribute = table[name] else { throw .noAttribute(name) }
        if let error = attribute.startupError {
            // Of State and Status release 9.3.4 says first that they cannot be written.
            throw ["state", "status"].contains(attribute.name.lowercased()) ? .notWritable(attribute.name) : error
        }
        guard attribute.isWritable else {
            throw .notWritable(attribute.name)
        }
        return attribute
    }

    func checked(
        _ data: AttrValUnion, _ shape: ValueShape, _ index: Int, _ attribute: AttributeRuntime
    ) throws(DevFailed) -> PendingWrite {
        let rules = attribute.writeRules(allowsNaN: server.writesNaN, level: server.level)
        try attribute.values.check(WriteRequest(data: data, shape: shape), against: rules)
        return PendingWrite(index: index, attribute: attribute, data: data, shape: shape)
    }

    func requireAllowed(_ attribute: AttributeRuntime) throws(DevFailed) {
        guard let isAllowed = attribute.isAllowed, !isAllowed(.write) else { return }
        throw DevFailed(
            .attributeNotAllowed,
            "It is currently not allowed to write attribute \(attribute.name). The device state is \(context.state)",
            origin: "DeviceImpl::write_attributes")
    }
}

extension AttributeValue_4 {
    /// A value to be written.
    init(writing name: String, _ data: AttrValUnion, _ shape: ValueShape) {
        self.init(
            value: data, quality: .ATTR_VALID, data_format: .FMT_UNKNOWN,
            time: TimeVal(tv_sec: 0, tv_usec: 0, tv_nsec: 0), name: name, r_dim: ValueShape.none.dimensions,
            w_dim: shape.dimensions, err_list: [])
    }

    /// The size of the value to be written.
    var setShape: ValueShape { ValueShape(w_dim) }
}
