import Log
import ORBBridge
import TangoClient
import TangoIDL
import TangoTypes

/// Levels and targets of the devices' logs.
extension ServerContext {
    /// Sets level and targets of a new device as its properties and the command line say. What a client had set ends with
    /// the device that was there before.
    func configureLog(of device: DeviceRuntime) {
        let ofOptions = levelOfOptions(for: device.name)
        let level = ofOptions ?? levelOfProperties(of: device)
        // Without a database, the C++ servers keep their first level whatever the command line says.
        logLevels.begin(level, kept: properties.mode == .noDatabase ? .warn : level, of: device.name)
        log(for: device.name).remove(for: device.name) { _ in true }
        if ofOptions != nil { try? addTarget("console::cout", to: device) }
        for target in device.context.propertyText("logging_target") ?? [] {
            do throws(DevFailed) { try addTarget(target, to: device) } catch {
                device.context.logger.error("logging_target \(target): \(error.errors.first?.desc ?? "not usable")")
            }
        }
    }

    /// Has the log of the admin device go on after a restart of all devices as that of the C++ servers does: without a
    /// database it has its first level again.
    func restartAdminLog() {
        guard properties.mode == .noDatabase else { return logLevels.keep(of: adminName) }
        logLevels.set(levelOfOptions(for: adminName), of: adminName)
    }

    /// The level that `-v` asks for, nil without it; the admin device speaks from 5 on.
    func levelOfOptions(for name: String) -> LogLevel? {
        guard let trace = options.traceLevel else { return nil }
        if name.lowercased() == adminName.lowercased() { return trace > 4 ? .debug : nil }
        return trace > 2 ? .debug : .info
    }

    /// The level that the properties say; nil where the C++ servers log nothing of a device about which they say nothing.
    private func levelOfProperties(of device: DeviceRuntime) -> LogLevel? {
        if let text = device.context.propertyText("logging_level")?.first { return LogLevel(tangoName: text) ?? .warn }
        let isAdmin = device.model.className == AdminDevice.className
        switch properties.mode {
        case .database: return isAdmin ? .warn : nil
        case .noDatabase: return isAdmin ? nil : .warn
        case .file: return .warn
        }
    }

    /// Adds a target to a device's log; one that it has already changes nothing, but one that is away is tried at once.
    /// Waits a moment for a file, see ``FileTarget``.
    ///
    /// **Throws**: `API_MethodArgument`, `API_CannotOpenFile`, `API_ConnectionFailed`.
    func addTarget(_ text: String, to device: DeviceRuntime) throws(DevFailed) {
        let settings = LogSettings(
            configured: adminDevice?.context.propertyText("logging_path")?.first, server: serverName)
        let name = try LogTargetName(text, device: device.name, directory: settings.directory)
        let log = log(for: device.name)
        guard !log.has(name) else { return }
        log.add(try target(name, for: device, settings), as: name)
    }

    private func target(
        _ name: LogTargetName, for device: DeviceRuntime, _ settings: LogSettings
    ) throws(DevFailed) -> any LogTarget {
        switch name.kind {
        case .console: return ConsoleTarget()
        case .file:
            let limit = LogSettings.limit(configured: device.context.propertyText("logging_rft")?.first)
            let isOurs = name.place.hasPrefix(settings.directory + "/")
            let (label, process) = (device.name, logSink)
            return try FileTarget(path: name.place, limit: limit) {
                if isOurs { settings.makeDirectory() }
            } tell: { level, message in
                process.write(LogRecord(level: level, label: label, message: message))
            }
        case .device:
            guard let orb = control?.clientORB else {
                throw DevFailed(
                    .connectionFailed, "Could not connect to log consumer \(name.place)",
                    origin: "Logging::add_logging_target")
            }
            return try ConsumerTarget(name.place, for: device.name, context: ClientContext(orb: orb))
        }
    }

    /// Takes targets away from a device's log: one, or all of a kind with `kind::*`.
    ///
    /// **Throws**: `API_MethodArgument`.
    func removeTargets(_ text: String, from device: DeviceRuntime) throws(DevFailed) {
        let (kind, place) = LogTargetName.split(text)
        guard let known = LogTargetName.Kind(rawValue: kind) else {
            throw DevFailed(
                .methodArgument, "Logging target type <\(kind)> not supported", origin: "Logging::remove_logging_target"
            )
        }
        let log = log(for: device.name)
        if place == "*" || known == .console {
            log.remove(for: device.name) { $0.kind == known }
        } else {
            let settings = LogSettings(
                configured: adminDevice?.context.propertyText("logging_path")?.first, server: serverName)
            guard let name = try? LogTargetName(text, device: device.name, directory: settings.directory) else {
                return
            }
            log.remove(for: device.name) { $0 == name }
        }
    }
}
