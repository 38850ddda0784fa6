import Dispatch
import Log
import Synchronization
import TangoClient
import TangoIDL
import TangoTypes

// The forwarded attributes of a device: which there are, and what their roots say about them.
extension DeviceRuntime {
    /// The way to the root of an attribute that clients see; nil for every other one.
    func link(_ name: String) -> ForwardedAttribute? { attribute(named: name)?.forwarded }

    // MARK: Which there are

    /// Notes what the class and the store say about forwarded attributes; nobody is asked yet.
    func prepareForwarded(
        _ bound: [BoundAttribute], ofClass: [String: [String: [String]]], ofDevice: [String: [String: [String]]]
    ) {
        let names = bound.map { $0.definition.name.lowercased() }
        let made = zip(names.indices, bound).compactMap { index, one in
            one.root.map { root in
                makeForwarded(
                    one.definition.name, root, ofClass[names[index]] ?? [:], ofDevice[names[index]] ?? [:],
                    before: Set(names[(index + 1)...]))
            }
        }
        keep(made)
    }

    /// Adds one at run time.
    func addForwarded(_ name: String, _ root: RootDeclaration) throws {
        guard attribute(named: name) == nil, !forwarded.withLock({ $0.contains { $0.isNamed(name) } }) else { return }
        let ofClass = try server.properties.classAttributeProperties(model.className, [name])
        let ofDevice = try server.properties.attributeProperties(self.name, [name])
        let made = makeForwarded(name, root, ofClass[name.lowercased()] ?? [:], ofDevice[name.lowercased()] ?? [:])
        keep([made])
        server.follow(made, of: self)
    }

    /// Ends one; tells whether there was one.
    func removeForwarded(named name: String) -> Bool {
        let found = forwarded.withLock { all in
            all.firstIndex { $0.isNamed(name) }.map { all.remove(at: $0) }
        }
        guard let found else { return false }
        server.forwarding?.forget(found)
        refreshAlarms()
        return true
    }

    /// Lists the roots among the devices that this one works with.
    func listRoots() {
        for link in forwarded.withLock({ $0 }) { link.rootDevice?.list(for: self) }
    }

    private func keep(_ made: [ForwardedAttribute]) {
        guard !made.isEmpty else { return }
        forwarded.withLock { $0 += made }
        beginForwarding()
        refreshAlarms()
    }

    private func makeForwarded(
        _ name: String, _ root: RootDeclaration, _ ofClass: [String: [String]], _ ofDevice: [String: [String]],
        before followers: Set<String> = []
    ) -> ForwardedAttribute {
        let key = AttributeProperty.rootAttributeName
        let configured = (ofDevice[key] ?? ofClass[key])?.joined(separator: ",")
        if configured == nil, root.root == nil { offerProperty(of: name) }
        let label = AttributeProperty.label.rawValue
        return ForwardedAttribute(
            name, root: configured ?? root.root,
            labels: ForwardedAttribute.Labels(
                code: root.label.map { [.label: $0] } ?? [:], ofClass: ofClass.filter { $0.key == label },
                ofDevice: ofDevice.filter { $0.key == label }),
            followers: followers, owner: self.name, database: server.clientDatabase)
    }

    /// Puts the property into the database for people to fill in; without it nobody finds out what it is called.
    private func offerProperty(of attribute: String) {
        guard server.properties.mode == .database else { return }
        let offered = [AttributeProperty.rootAttributeName: [RootAttributeName.notDefined]]
        do { try server.properties.putAttributeProperties(name, [attribute: offered]) } catch {
            context.logger.warn("the root of \(attribute) could not be offered in the database: \(error)")
        }
    }

    // MARK: What the roots say

    /// Puts the configuration of a root in force: clients see the attribute from now on.
    ///
    /// - Returns: Why it cannot be.
    func install(_ root: AttributeConfig_5, for link: ForwardedAttribute) -> RootFault? {
        let definition = AttributeDefinition(forwarded: link.name, rootName: link.rootText, root: root)
        guard let definition else { return .unusable("The root's type \(root.data_type) is unknown") }
        changing.withLock { _ in
            guard let present = attribute(named: link.name) else { return appear(definition, root, link) }
            guard present.forwarded === link else { return }
            guard present.definition == definition else { return appear(definition, root, link) }
            var configuration = present.configuration
            configuration.follow(root)
            guard configuration.config5 != present.configuration.config5 else { return }
            present.setConfiguration(configuration)
            server.events?.configurationChanged(self, present)
        }
        return nil
    }

    /// Called with `changing` held.
    private func appear(_ definition: AttributeDefinition, _ root: AttributeConfig_5, _ link: ForwardedAttribute) {
        guard forwarded.withLock({ $0.contains { $0 === link } }) else { return }
        let known = attribute(named: link.name)
        var ofDevice = link.labels.ofDevice
        if let known { ofDevice[AttributeProperty.label.rawValue] = [known.configuration.text(.label)] }
        var configuration = AttributeConfiguration(
            definition: definition, deviceName: name, userDefaults: link.labels.code,
            classProperties: link.labels.ofClass, deviceProperties: ofDevice)
        configuration.follow(root)
        let made = AttributeRuntime(
            definition: definition, configuration: configuration, values: RootValues(definition.type), forwarded: link)
        server.events?.interfaceWillChange(self)
        changeAttributes { $0.replace(known, with: made, before: link.followers) }
        server.events?.configurationChanged(self, made)
    }

    /// Changes the configuration: the root keeps everything but the label.
    func configure(
        _ attribute: AttributeRuntime, at link: ForwardedAttribute, _ request: AttributeConfigurationRequest
    ) throws {
        guard let root = link.configuration, let rootDevice = link.rootDevice else {
            throw DevFailed.noAttribute(request.name)
        }
        let wanted = try attribute.configuration.request(request, of: root)
        if wanted != root {
            try rootDevice.proxy.setAttributeConfiguration([wanted])
            if let news = try rootDevice.proxy.attributeConfiguration([wanted.name]).first {
                link.receive(news)
                if let news = link.takeNews() { _ = install(news, for: link) }
            }
        }
        try changing.withLock { _ in
            guard let present = self.attribute(named: link.name), let label = request.texts[.label],
                label != present.configuration.text(.label)
            else { return }
            let request = AttributeConfigurationRequest(
                name: present.name, texts: [.label: label], definition: present.definition)
            try change(present) { try $0.apply(request) }
        }
    }
}

extension ForwardedAttribute {
    /// Whether it is called `name` in any case.
    func isNamed(_ other: String) -> Bool { name.lowercased() == other.lowercased() }
}

extension [AttributeRuntime] {
    /// Puts an attribute in the place of another one, or in front of the first of those that are named.
    fileprivate mutating func replace(_ old: Element?, with new: Element, before later: Set<String>) {
        if let old, let index = firstIndex(where: { $0 === old }) {
            self[index] = new
            return
        }
        let place = firstIndex { $0.kind != .ordinary || later.contains($0.name.lowercased()) }
        insert(new, at: place ?? endIndex)
    }
}

extension ServerContext {
    /// The roots of forwarded attributes; nil while there is none.
    var forwarding: ForwardingService? { outlets.withLock { $0.forwarding } }

    /// The database of this server, or of its environment when it has none of its own, as `host:port`.
    var clientDatabase: String? {
        if let own = properties.databaseAddress { return "\(own.host):\(own.port)".lowercased() }
        return TangoEnvironment().databaseHosts?.first?.description.lowercased()
    }

    /// Begins to look for the roots of a device.
    func follow(_ device: DeviceRuntime) {
        for attribute in device.forwarded.withLock({ $0 }) { follow(attribute, of: device) }
    }

    /// Begins to look for the root of an attribute, when the network is open.
    func follow(_ attribute: ForwardedAttribute, of device: DeviceRuntime) {
        guard let orb = control?.clientORB else { return }
        do {
            let service = try outlets.withLock { outlets in
                let service = try outlets.forwarding ?? ForwardingService(ClientContext(orb: orb))
                outlets.forwarding = service
                return service
            }
            try service.follow(attribute, of: device)
        } catch {
            attribute.note(.unusable(device.failed(error, "forwarding").errors.last?.desc ?? "\(error)"))
            device.refreshAlarms()
        }
    }

    /// Waits until all roots were looked for once: who finds the server finds its attributes.
    func awaitRoots(within limit: Duration) {
        guard forwarding != nil else { return }
        let deadline = DispatchTime.now() + .milliseconds(Int(limit / .milliseconds(1)))
        for device in userDevices {
            for attribute in device.forwarded.withLock({ $0 }) { attribute.awaitAttempt(until: deadline) }
        }
    }

    /// Ends everything about the roots of a device.
    func forget(_ device: DeviceRuntime) {
        guard let forwarding else { return }
        for attribute in device.forwarded.withLock({ $0 }) { forwarding.forget(attribute) }
    }
}
