import Log
import Synchronization
import TangoIDL
import TangoTypes

/// The properties that the framework itself reads of every device.
let kernelProperties = [
    "blackbox_depth", "description", "poll_ring_depth", "polled_cmd", "polled_attr", "non_auto_polled_cmd",
    "non_auto_polled_attr", "poll_old_factor", "cmd_poll_ring_depth", "attr_poll_ring_depth", "min_poll_period",
    "cmd_min_poll_period", "attr_min_poll_period", "logging_level", "logging_target", "logging_rft",
]

extension DeviceRuntime {
    /// Makes a device and its tables; it is not up yet.
    static func make(_ name: String, of deviceClass: DeviceClass, in server: ServerContext) throws -> DeviceRuntime {
        let model = deviceClass.model
        let context = DeviceContext(
            name: name, monitor: server.monitor(for: model), logger: server.logger(for: name), server: server,
            pushesState: model.pushesState)
        let known = try server.properties.deviceProperties(name, kernelProperties)
        let depth = known["blackbox_depth"]?.first.flatMap { Int($0) } ?? 50
        let device = DeviceRuntime(
            context: context, model: model, body: deviceClass.make(context), blackBoxDepth: depth)
        context.attach(device)
        try device.configure()
        server.configureLog(of: device)
        return device
    }

    /// Builds the tables from the class and from the store.
    private func configure() throws {
        try loadProperties()
        try configurePipes()
        let bound = body.attributes
        let names = bound.map(\.definition.name) + ["State", "Status"]
        let ofClass = try server.properties.classAttributeProperties(model.className, names)
        let ofDevice = try server.properties.attributeProperties(name, names)
        var partners: [String: any AttributeValues] = [:]
        for one in bound { partners[one.definition.name.lowercased()] = one.values }
        prepareForwarded(bound, ofClass: ofClass, ofDevice: ofDevice)
        let ordinary = bound.filter { $0.root == nil }.map { one in
            attribute(one, partners, ofClass: ofClass, ofDevice: ofDevice)
        }
        setAttributes(ordinary + builtInAttributes(ofClass: ofClass, ofDevice: ofDevice))
        for attribute in ordinary { restoreSetValue(attribute, ofDevice[attribute.name.lowercased()] ?? [:]) }
        setCommands((body.commands + builtInCommands).sorted { $0.definition.name < $1.definition.name })
    }

    /// An attribute with its configuration from all sources.
    func attribute(
        _ bound: BoundAttribute, _ partners: [String: any AttributeValues],
        ofClass: [String: [String: [String]]], ofDevice: [String: [String: [String]]]
    ) -> AttributeRuntime {
        let key = bound.definition.name.lowercased()
        let configuration = AttributeConfiguration(
            definition: bound.definition, deviceName: name, userDefaults: bound.defaults,
            userLabels: bound.enumLabels, classProperties: ofClass[key] ?? [:], deviceProperties: ofDevice[key] ?? [:])
        return AttributeRuntime(
            definition: bound.definition, configuration: configuration, pushed: bound.pushed, polling: bound.polling,
            values: bound.values, partner: bound.definition.associatedName.flatMap { partners[$0.lowercased()] },
            isAllowed: bound.isAllowed)
    }

    private func builtInAttributes(
        ofClass: [String: [String: [String]]], ofDevice: [String: [String: [String]]]
    ) -> [AttributeRuntime] {
        let kinds: [(AttributeRuntime.Kind, String, TangoType)] = [
            (.state, "State", .state), (.status, "Status", .string),
        ]
        return kinds.map { kind, name, type in
            let definition = AttributeDefinition(name: name, type: type)
            let key = name.lowercased()
            let configuration = AttributeConfiguration(
                definition: definition, deviceName: self.name, classProperties: ofClass[key] ?? [:],
                deviceProperties: ofDevice[key] ?? [:])
            return AttributeRuntime(
                definition: definition, configuration: configuration, kind: kind,
                pushed: model.pushesState ? [.change, .archive] : [], values: BuiltInValues(state: kind == .state))
        }
    }

    private var builtInCommands: [CommandRuntime] {
        let state = CommandDefinition(name: "State", outputType: .state, outputDescription: "Device state")
        let status = CommandDefinition(name: "Status", outputType: .string, outputDescription: "Device status")
        return [
            CommandRuntime(definition: CommandDefinition(name: "Init"), polling: nil, isAllowed: { true }) {
                [weak self] _ in
                try self?.reinitialize()
                return .null
            },
            CommandRuntime(definition: state, polling: nil, isAllowed: { true }) { [weak self] _ in
                .state(try self?.stateInside() ?? .UNKNOWN)
            },
            CommandRuntime(definition: status, polling: nil, isAllowed: { true }) { [weak self] _ in
                .string(try self?.statusInside() ?? "")
            },
        ]
    }

    /// Reads the configured properties: those of the device, else those of its class.
    func loadProperties() throws {
        let names = kernelProperties + model.properties.map(\.name)
        var texts = try server.properties.deviceProperties(name, names)
        let missing = model.properties.map(\.name).filter { texts[$0.lowercased()] == nil }
        let wanted = missing + model.classProperties.map(\.name)
        texts.merge(try server.properties.classProperties(model.className, wanted)) { device, _ in device }
        context.setProperties(texts)
    }

    /// Brings the device up. An error leaves it in state FAULT with the reason in its status: a server with one bad
    /// device still serves the others.
    ///
    /// - Returns: The error, if there was one; nothing may then be written to the device.
    @discardableResult func bringUp() -> DevFailed? {
        defer { isUp.store(true, ordering: .releasing) }
        do { try exclusively { try initializeInside() } } catch {
            let failure = failed(error, "initialising \(name)")
            context.setState(.FAULT, status: failure.errors.first?.desc ?? "The device could not be initialised")
            return failure
        }
        return nil
    }

    /// The device's own start, for who is inside the monitor.
    func initializeInside() throws {
        context.logger.info("initialising")
        try body.initialize()
        context.logger.debug("initialised, the state is \(context.state)")
    }

    /// Takes the device down for good; false when it was busy for longer than `limit`, and is still up.
    func takeDown(within limit: Duration) -> Bool {
        do { try context.monitor.enter(within: limit) { takeDownInside() } } catch { return false }
        return true
    }

    /// The same for who is inside the monitor already. Requests that still wait for it are refused.
    func takeDownInside() {
        guard !isDown.exchange(true, ordering: .acquiringAndReleasing) else { return }
        context.logger.debug("shutting down")
        body.shutdown()
        server.subDevices.withLock { $0.remove(of: name) }
    }

    // MARK: Memorized values

    /// Puts the kept value back as set value, before the device comes up.
    func restoreSetValue(_ attribute: AttributeRuntime, _ properties: [String: [String]]) {
        guard attribute.definition.memorization != .none else { return }
        guard let text = properties[AttributeProperty.memorizedValueName]?.joined(separator: ",") else { return }
        guard let data = attribute.values.data(memorizedText: text) else {
            context.logger.error("\(name)/\(attribute.name): the memorized value \"\(text)\" is no value of its type")
            return
        }
        attribute.values.keep(SetValue(data: data, shape: .scalar, isKnown: true, written: .now))
    }

    /// Writes what is memorized and shall reach the hardware; at start and after `Init`.
    func writeMemorizedValues() {
        let wanted = attributes.filter {
            $0.forwarded == nil && $0.definition.memorization == .hardware && $0.values.current?.isKnown == true
        }
        guard !wanted.isEmpty else { return }
        blackBox.note(.write("write_attributes_3", wanted.map(\.name)), .startup)
        let items = wanted.map { attribute in
            let sample = attribute.values.setSample
            return AttributeValue_4(writing: attribute.name, sample.data, sample.setShape)
        }
        do { try writeAttributes(items) } catch let error as MultiDevFailed {
            for failure in error.errors {
                guard let attribute = attribute(named: failure.name) else { continue }
                attribute.memorizedFailure = DevFailed(errors: failure.err_list)
                    .appendingMemorized(attribute.name, name)
            }
        } catch {
            let failure = failed(error, "writing memorized values")
            for attribute in wanted { attribute.memorizedFailure = failure.appendingMemorized(attribute.name, name) }
        }
        refreshAlarms()
    }
}
