import Log
import ORBBridge
import Synchronization
import TangoIDL
import TangoTypes

extension TangoServer: ServerControl {
    func restart(_ device: DeviceRuntime) throws {
        try alone(within: DeviceMonitor.requestLimit) {
            // Somebody else may have restarted it meanwhile: the one to restart is the one that runs now.
            guard let present = context.device(named: device.name) else {
                throw DevFailed(
                    .deviceNotFound, "Device \(device.name) not found", origin: "Util::get_device_by_name()")
            }
            let fresh = try replace(present)
            let failure = fresh.bringUp()
            if failure == nil { fresh.writeMemorizedValues() }
            if let orb = clientORB { try activate(fresh, orb) }
            try announce(fresh)
            (context.polling as? PollingService)?.runThread(ofOnly: fresh)
            context.awaitRoots(within: .seconds(1))
            guard let failure else { return }
            throw failure.appending(
                .initThrowsException, "Device \(fresh.name) could not be initialised: it is in state FAULT",
                origin: "DServer::dev_restart()")
        }
    }

    /// Takes a device down and puts a fresh one of its class in its place, which is not up yet.
    ///
    /// **Throws**: `API_CommandTimedOut` when the device is busy, or why there can be no fresh one; the device then goes
    /// on as if nothing had been asked.
    private func replace(_ device: DeviceRuntime) throws -> DeviceRuntime {
        guard let deviceClass = context.description.classes.first(where: { $0.name == device.model.className }) else {
            throw DevFailed(.classNotFound, "Class \(device.model.className) not found in device server")
        }
        return try device.exclusively {
            // A store that does not answer must not cost a device that works.
            let fresh = try DeviceRuntime.make(device.name.lowercased(), of: deviceClass, in: context)
            takeAway(device)
            context.add(fresh)
            context.locks.restart(fresh.name)
            // What the old one left in its properties counts.
            do {
                try fresh.loadProperties()
                try (context.polling as? PollingService)?.reread(fresh)
            } catch {
                fresh.context.logger.warn("the properties could not be read again: \(error)")
            }
            return fresh
        }
    }

    /// Takes a device down that nobody else is inside, and forgets it.
    private func takeAway(_ device: DeviceRuntime) {
        context.events?.interfaceWillChange(device)
        try? clientORB?.deactivate(key: device.name.lowercased())
        device.takeDownInside()
        context.forget(device)
        context.remove(device)
    }

    /// Looks for the roots of a device that clients reach again, and tells whom it concerns.
    private func announce(_ device: DeviceRuntime) throws {
        guard let orb = clientORB else { return }
        context.follow(device)
        tellConfigurations(of: device)
        if context.properties.mode == .database { try context.properties.export([try exported(device, orb)]) }
    }

    func restartDevicesSoon() throws {
        guard restartWish.ask() else { return }
        do throws(DevFailed) {
            _ = try ServiceThread(name: "restart") { [self] _ in
                repeat {
                    do { try restartDevices() } catch { logRestart(error) }
                } while restartWish.goesOn()
            }
        } catch {
            restartWish.giveUp()
            throw error
        }
    }

    func restartDevices() throws {
        // One that waits behind another restart is still wanted after it.
        try alone(within: .seconds(600)) { try remakeDevices() }
    }

    /// Runs `body` as the only one that makes or ends devices.
    ///
    /// **Throws**: `API_CommandTimedOut` when another restart does not end; `API_ShutdownInProgress` in a server that ends.
    private func alone(within limit: Duration, _ body: () throws -> Void) throws {
        do {
            try restarting.enter(within: limit) {
                guard !isStopped else {
                    throw DevFailed(
                        .shutdownInProgress, "The server ends: nothing is restarted", origin: "DServer::restart")
                }
                try body()
            }
        } catch is MonitorTimeout {
            throw DevFailed(
                .commandTimedOut, "Another restart has not ended yet: ask again when it has", origin: "DServer::restart"
            )
        }
    }

    /// Makes all devices anew. A device that cannot be stopped goes on; one that cannot be made does not keep the others
    /// from being made.
    private func remakeDevices() throws {
        context.properties.prefetch()
        defer { context.properties.forgetPrefetched() }
        // A store that does not answer must not cost devices that work.
        for deviceClass in context.description.classes { _ = try deviceNames(of: deviceClass) }
        context.restartAdminLog()
        let before = context.userDevices.map { $0.name.lowercased() }
        try? clientORB?.setMode(.discarding)
        defer { if !isStopped { try? clientORB?.setMode(.active) } }
        var failures: [any Error] = []
        for device in context.userDevices {
            do {
                try device.exclusively { takeAway(device) }
                context.locks.forget(device.name)
            } catch { failures.append(error) }
        }
        let kept = Set(context.userDevices.map { $0.name.lowercased() })
        try makeUserDevices(keeping: kept) { failures.append($0) }
        let fresh = context.userDevices.filter { !kept.contains($0.name.lowercased()) }
        if let orb = clientORB {
            for device in fresh {
                do { try activate(device, orb) } catch { failures.append(error) }
            }
            // The first client that is let in sees what is polled.
            do { try preparePolling() } catch { failures.append(error) }
            // Roots may be devices of this server: they must answer before anybody looks for them.
            if !isStopped { try? orb.setMode(.active) }
            (context.polling as? PollingService)?.setRunning(true)
        }
        for device in fresh {
            do { try announce(device) } catch { failures.append(error) }
        }
        context.awaitRoots(within: .seconds(1))
        // Such a root may have been waiting for a root of its own.
        context.forwarding?.wake()
        if context.properties.mode == .database {
            let gone = Set(before).subtracting(context.userDevices.map { $0.name.lowercased() })
            try context.properties.unexport(gone.sorted())
        }
        for failure in failures.dropFirst() { logRestart(failure) }
        if let failure = failures.first { throw failure }
    }

    private func logRestart(_ error: any Error) {
        context.log.error("not all devices could be made anew: \(error)")
    }

    /// Who follows the configuration of an attribute gets it again after a restart.
    private func tellConfigurations(of device: DeviceRuntime) {
        for attribute in device.attributes { context.events?.configurationChanged(device, attribute) }
    }

    func stop() { onStop() }

    var clientORB: ORB? { orb.present }

    /// A device may need it while it is made: then the server listens from now on, and holds requests.
    func orbForCalls() throws -> ORB {
        try orb.value {
            ownsORB.store(true, ordering: .relaxed)
            return try context.options.makeORB()
        }
    }
}
