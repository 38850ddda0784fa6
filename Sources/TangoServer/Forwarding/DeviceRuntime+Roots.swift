import Dispatch
import Synchronization
import TangoClient
import TangoIDL
import TangoTypes

// Requests for forwarded attributes. All are made outside the device's monitor: a root that does not answer costs its time
// limit, and only who asked for it.
extension DeviceRuntime {
    // MARK: Reading

    /// Reads the forwarded attributes from their roots, then the device's own, whose state may follow from the others.
    func readWithRoots(_ names: [String], _ source: DevSource) throws -> [AttributeValue_5] {
        let table = attributeTable
        let asked = names.indices.compactMap { index in table[names[index]]?.forwarded.map { (index, $0) } }
        if names.contains(where: PollingService.isBuiltIn) { readAlarmsAtRoots(but: asked.map(\.1)) }
        guard !asked.isEmpty else { return try readOwn(names, source) }
        let isAsked = Set(asked.map(\.0))
        let own = names.indices.filter { !isAsked.contains($0) }
        var answers: [Int: AttributeValue_5] = [:]
        let found = readRoots(asked, source)
        for (index, link) in asked {
            answers[index] = Self.answer(found[index], link)
        }
        if !own.isEmpty {
            for (index, answer) in zip(own, try readOwn(own.map { names[$0] }, source)) { answers[index] = answer }
        }
        return names.indices.compactMap { answers[$0] }
    }

    /// Reads what decides about the state of the device and is not read anyway. A root that did not answer just now is not
    /// asked: it must not cost its time limit again and again.
    func readAlarmsAtRoots(but others: [ForwardedAttribute] = []) {
        let wanted = alarmsAtRoots.filter { link in !others.contains { $0 === link } }
        if !wanted.isEmpty { _ = readRoots(Array(zip(wanted.indices, wanted)), .CACHE_DEV) }
    }

    /// The same for polling, whose thread has other things to poll: what a root has not answered in a moment counts the next
    /// time.
    func readAlarmsAtRootsForPolling() {
        guard !alarmsAtRoots.isEmpty, let threads = server.forwarding?.threads,
            !isReadingAlarms.exchange(true, ordering: .acquiringAndReleasing)
        else { return }
        let done = DispatchSemaphore(value: 0)
        do {
            _ = try threads.start { [self] _ in
                readAlarmsAtRoots()
                isReadingAlarms.store(false, ordering: .releasing)
                done.signal()
            }
            _ = done.wait(timeout: .now() + .milliseconds(100))
        } catch {
            // What was read last counts.
            isReadingAlarms.store(false, ordering: .releasing)
        }
    }

    private var alarmsAtRoots: [ForwardedAttribute] {
        guard isForwarding, context.state == .ON || context.state == .ALARM else { return [] }
        return alarmTables.atRoots.compactMap(\.forwarded).filter { !($0.rootDevice?.isSilent ?? true) }
    }

    private func readRoots(
        _ asked: [(Int, ForwardedAttribute)], _ source: DevSource
    ) -> [Int: Result<AttributeValue_5, DevFailed>] {
        let found = askRoots(asked) { device, links in
            try device.proxy.readAttributes(links.map { $0.root?.attribute ?? "" }, source: source).map(\.raw)
        }
        for (index, link) in asked {
            guard let local = attribute(named: link.name), local.forwarded === link else { continue }
            if case .success(let value) = found[index] { local.note(value) } else { local.note(.ATTR_INVALID, []) }
        }
        return found
    }

    private static func answer(
        _ result: Result<AttributeValue_5, DevFailed>?, _ link: ForwardedAttribute
    ) -> AttributeValue_5 {
        switch result {
        case .success(let value) where value.err_list.isEmpty: return value.ofForwarded(link.name)
        case .success(let value):
            return AttributeValue_5(
                failed: link.name, with: DevFailed(errors: value.err_list).ofRoot("Reading", link))
        case .failure(let error): return AttributeValue_5(failed: link.name, with: error.ofRoot("Reading", link))
        case nil: return AttributeValue_5(failed: link.name, with: .noAnswer(link).ofRoot("Reading", link))
        }
    }

    /// Asks each root device once for everything that is wanted of it, several at the same time.
    private func askRoots<Answer: Sendable>(
        _ asked: [(Int, ForwardedAttribute)],
        _ ask: @escaping @Sendable (RootDevice, [ForwardedAttribute]) throws -> [Answer]
    ) -> [Int: Result<Answer, DevFailed>] {
        let groups = Dictionary(grouping: asked) { $0.1.rootDevice.map(ObjectIdentifier.init) }.values.map { $0 }
        let results = Mutex<[Int: Result<Answer, DevFailed>]>([:])
        Concurrently.run(groups.count) { number in
            let group = groups[number]
            guard let device = group[0].1.rootDevice else { return }
            do {
                let answers = try ask(device, group.map(\.1))
                device.note(isSilent: false)
                results.withLock { results in
                    for ((index, _), answer) in zip(group, answers) { results[index] = .success(answer) }
                }
            } catch {
                let error = self.failed(error, "asking \(device.proxy.name)")
                device.note(isSilent: error.isTimeout)
                results.withLock { results in
                    for (index, _) in group { results[index] = .failure(error) }
                }
            }
        }
        return results.withLock { $0 }
    }

    // MARK: Writing

    /// Writes the device's own attributes, then the forwarded ones; those that fail do not keep the others from being
    /// written.
    func writeWithRoots(_ items: AttributeValueList_4) throws {
        let table = attributeTable
        let asked = items.indices.compactMap { index in table[items[index].name]?.forwarded.map { (index, $0) } }
        let isAsked = Set(asked.map(\.0))
        let own = items.indices.filter { !isAsked.contains($0) }
        var failures: [Int: DevFailed] = [:]
        if !own.isEmpty {
            do { try exclusively { try writeInside(own.map { items[$0] }) } } catch let error as MultiDevFailed {
                for one in error.errors { failures[own[Int(one.index_in_call)]] = DevFailed(errors: one.err_list) }
            }
        }
        failures.merge(writeRoots(items, asked)) { own, _ in own }
        guard failures.isEmpty else { throw MultiDevFailed(failures, of: items) }
    }

    private func writeRoots(_ items: AttributeValueList_4, _ asked: [(Int, ForwardedAttribute)]) -> [Int: DevFailed] {
        let writable = asked.filter { self.attribute(named: $0.1.name)?.definition.isWritable ?? false }
        let positions = Dictionary(writable.map { (ObjectIdentifier($0.1), $0.0) }) { _, last in last }
        let results = askRoots(writable) { device, links -> [DevFailed?] in
            let values = links.map { link in
                let item = items[positions[ObjectIdentifier(link)] ?? 0]
                return (name: link.root?.attribute ?? "", data: item.value, shape: item.setShape)
            }
            var errors: [DevFailed?] = Array(repeating: nil, count: links.count)
            do { try device.proxy.writeAttributes(values) } catch let error as MultiDevFailed {
                for one in error.errors where errors.indices.contains(Int(one.index_in_call)) {
                    errors[Int(one.index_in_call)] = DevFailed(errors: one.err_list)
                }
            }
            return errors
        }
        var failures: [Int: DevFailed] = [:]
        for (index, link) in asked {
            switch results[index] {
            case .success(nil): break
            case .success(let error?), .failure(let error): failures[index] = error.ofRoot("Writing", link)
            case nil: failures[index] = .notWritable(link.name)
            }
        }
        return failures
    }

    /// Writes and reads; nil when nothing of it is forwarded. One request goes to the root when all is of one device, so
    /// that nobody else can do anything between.
    func writeReadWithRoots(_ items: AttributeValueList_4, _ names: [String]) throws -> [AttributeValue_5]? {
        guard isForwarding else { return nil }
        let written = items.map { link($0.name) }
        let read = names.map { link($0) }
        let all = (written + read).compactMap { $0 }
        guard let root = all.first?.rootDevice else { return nil }
        guard all.count == items.count + names.count, all.allSatisfy({ $0.rootDevice === root }) else {
            try writeAttributes(items)
            return try readAttributes(names, .DEV)
        }
        let values = zip(items, written).map { item, link in
            (name: link?.root?.attribute ?? "", data: item.value, shape: item.setShape)
        }
        do {
            let answers = try root.proxy.writeReadAttributes(
                values, reading: read.map { $0?.root?.attribute ?? "" })
            return zip(answers, read).map { answer, link in
                link.map { Self.answer(.success(answer.raw), $0) } ?? answer.raw
            }
        } catch let error as MultiDevFailed {
            var failures: [Int: DevFailed] = [:]
            for one in error.errors where items.indices.contains(Int(one.index_in_call)) {
                let index = Int(one.index_in_call)
                let error = DevFailed(errors: one.err_list)
                failures[index] = written[index].map { error.ofRoot("Writing", $0) } ?? error
            }
            throw MultiDevFailed(failures, of: items)
        }
    }

    // MARK: History

    /// What the root has buffered.
    func history(at link: ForwardedAttribute, _ name: String, _ count: Int) throws(DevFailed) -> DevAttrHistory_5 {
        guard let root = link.root, let device = link.rootDevice else { throw .noAttribute(name) }
        do {
            var history = try device.proxy.attributeHistory(root.attribute, count: count)
            history.name = link.name
            return history
        } catch {
            throw failed(error, "reading the history of \(link.rootText)").ofRoot("Reading the history of", link)
        }
    }
}

extension AttributeRuntime {
    /// Notes what a root said, for state and status.
    fileprivate func note(_ value: AttributeValue_5) {
        let findings = (values as? RootValues)?.findings(value, configuration.limits)
        note(value.err_list.isEmpty ? value.quality : .ATTR_INVALID, findings ?? [])
    }
}

extension DevFailed {
    /// An error of a root, with one more element that says whose it was.
    fileprivate func ofRoot(_ doing: String, _ link: ForwardedAttribute) -> DevFailed {
        appending(
            Reason(rawValue: "API_AttributeFailed"),
            "\(doing) root attribute \(link.root?.attribute ?? "") on device \(link.root?.device ?? "") failed!",
            origin: "ForwardedAttribute")
    }

    fileprivate static func noAnswer(_ link: ForwardedAttribute) -> DevFailed {
        DevFailed(.standardException, "\(link.rootText) answered nothing", origin: "ForwardedAttribute")
    }

    /// The attribute can only be read.
    static func notWritable(_ name: String) -> DevFailed {
        DevFailed(.attributeNotWritable, "Attribute \(name) is not writable", origin: "DeviceImpl::write_attributes")
    }

    /// The old forms of a history have no place for the root's.
    static func noOldHistory(_ name: String, _ origin: String) -> DevFailed {
        DevFailed(
            .notSupportedFeature,
            "\(name) is a forwarded attribute: its history needs a client of interface level 4 or higher",
            origin: origin)
    }
}
