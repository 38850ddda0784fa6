import Dispatch
import Glibc
import Synchronization
import TangoIDL
import TangoTesting
import TangoTypes
import Testing

@testable import TangoServer

/// What the devices of one test do and tell.
private final class Plant: Sendable {
    /// How many devices are between `initialize()` and `shutdown()`.
    let up = Atomic(0)
    let written = Atomic(0)
    /// How often a device was brought up.
    let made = Atomic(0)
    /// The next device that is brought up waits for ``release``.
    let waits = Atomic(false)
    let fails = Atomic(false)
    let entered = DispatchSemaphore(value: 0)
    let release = DispatchSemaphore(value: 0)

    private static let plants = Mutex<[String: Plant]>([:])

    /// The plant of a device: tests run at the same time.
    static func of(_ device: String) -> Plant {
        plants.withLock { plants in
            let plant = plants[device.lowercased()] ?? Plant()
            plants[device.lowercased()] = plant
            return plant
        }
    }
}

/// A device that takes its time to come up.
private actor BoilerDevice: Device {
    static let level = AttributeKey<Double>("Level")

    static let interface = Interface<BoilerDevice>("Boiler") {
        Attribute(
            level, memorized: .hardware, read: { _ in 0 },
            write: { device, _ in device.plant.written.add(1, ordering: .relaxed) })
    } commands: {
        Command("Hold") { device in
            device.plant.entered.signal()
            device.plant.release.wait()
        }
    }

    nonisolated let context: DeviceContext
    private nonisolated var plant: Plant { Plant.of(context.name) }

    init(context: DeviceContext) { self.context = context }

    func initialize() throws {
        if plant.fails.load(ordering: .relaxed) { throw DevFailed("Boiler_Cold", "The boiler is cold") }
        plant.up.add(1, ordering: .relaxed)
        plant.made.add(1, ordering: .relaxed)
        if plant.waits.exchange(false, ordering: .relaxed) {
            plant.entered.signal()
            plant.release.wait()
        }
        usleep(20_000)  // hardware is slow: that is when a second restart comes
        context.setState(.ON)
    }

    func shutdown() {
        if context.state == .ON { plant.up.subtract(1, ordering: .relaxed) }
    }
}

@Suite(.timeLimit(.minutes(5))) struct RestartTests {
    private func withBoiler(_ transport: Transport = .direct, _ body: (TestServer, Plant) throws -> Void) throws {
        try TestServer.with([DeviceClass(BoilerDevice.self)], over: transport) { server in
            try body(server, Plant.of(server.device.name))
        }
    }

    private func reasons(_ body: () throws -> Void) -> [String] {
        do {
            try body()
            return []
        } catch let error as DevFailed {
            return error.errors.map(\.reason)
        } catch { return ["\(error)"] }
    }

    @Test("However many clients restart it at once, there is one device", arguments: Transport.allCases)
    func oneDevice(_ transport: Transport) throws {
        try withBoiler(transport) { (server, plant) throws -> Void in
            let failures = Mutex<[String]>([])
            DispatchQueue.concurrentPerform(iterations: 8) { number in
                let failed = reasons {
                    if number == 0 {
                        try server.admin.command("Init")
                    } else {
                        try server.admin.command("DevRestart", .string(server.device.name))
                    }
                }
                failures.withLock { $0 += failed }
            }
            // While all devices are made anew, requests are discarded and devices are away, and on a slow machine the
            // last of many waits longer than a device may keep it waiting: a client tries again.
            let unexpected = failures.withLock { $0 }.filter {
                !$0.contains("TRANSIENT") && !["API_DeviceNotFound", "API_CommandTimedOut"].contains($0)
            }
            #expect(unexpected == [])
            // On a busy machine a client's time limit may end before the restart that it asked for.
            #expect(eventually { try server.device(named: server.device.name).state() == .ON })
            #expect(eventually { plant.up.load(ordering: .relaxed) == 1 })
            // The spelling tells who was last: DevRestart makes a device in lower case, Init as it was first named.
            let only = "boiler::\(server.device.name.lowercased())"
            #expect(
                eventually {
                    guard case .strings(let devices) = try server.admin.command("QueryDevice") else { return false }
                    return devices.map { $0.lowercased() } == [only]
                })
        }
    }

    @Test func manyWhoAskForARestartWhileOneRunsGetOneMore() throws {
        try withBoiler { server, plant in
            plant.waits.store(true, ordering: .relaxed)
            try server.admin.command("RestartServer")
            plant.entered.wait()
            for _ in 0..<100 { try server.admin.command("RestartServer") }
            plant.release.signal()
            #expect(eventually { server.server.restartWish.isIdle })
            #expect(plant.made.load(ordering: .relaxed) == 3)
            #expect(plant.up.load(ordering: .relaxed) == 1)
        }
    }

    @Test func aBusyDeviceIsNotReplacedButGoesOn() throws {
        try withBoiler { server, plant in
            let ended = DispatchSemaphore(value: 0)
            DispatchQueue.global().async {
                _ = try? server.device.command("Hold")
                ended.signal()
            }
            plant.entered.wait()
            let before = server.server.context.userDevices
            let refused = reasons { try server.admin.command("DevRestart", .string(server.device.name)) }
            #expect(refused == ["API_CommandTimedOut"])
            #expect(server.server.context.userDevices.elementsEqual(before) { $0 === $1 })
            plant.release.signal()
            ended.wait()
            #expect(plant.up.load(ordering: .relaxed) == 1)
            try server.admin.command("DevRestart", .string(server.device.name))
            #expect(plant.up.load(ordering: .relaxed) == 1)
        }
    }

    @Test func aRequestThatWaitedForTheOldDeviceDoesNotWakeIt() throws {
        try withBoiler { server, _ in
            let old = server.device
            try server.admin.command("DevRestart", .string(old.name))
            #expect(reasons { try old.write(BoilerDevice.level, 5) } == ["API_DeviceNotFound"])
        }
    }

    @Test func nothingIsWrittenToADeviceThatDidNotComeUp() throws {
        let store = SpiedStore(kept: ["level": ["__value": ["5"]]])
        try TestServer.with([DeviceClass(BoilerDevice.self)], properties: store) { server in
            let plant = Plant.of(server.device.name)
            #expect(plant.written.load(ordering: .relaxed) == 1)
            plant.fails.store(true, ordering: .relaxed)
            #expect(reasons { try server.admin.command("DevRestart", .string(server.device.name)) } != [])
            #expect(plant.written.load(ordering: .relaxed) == 1)
            plant.fails.store(false, ordering: .relaxed)
            try server.admin.command("DevRestart", .string(server.device.name))
            #expect(plant.written.load(ordering: .relaxed) == 2)
        }
    }

    @Test func aRestartTellsThatTheDeviceDidNotComeUp() throws {
        try withBoiler { server, plant in
            plant.fails.store(true, ordering: .relaxed)
            let told = reasons { try server.admin.command("DevRestart", .string(server.device.name)) }
            #expect(told == ["Boiler_Cold", "API_InitThrowsException"])
            #expect(try server.device(named: server.device.name).state() == .FAULT)
            plant.fails.store(false, ordering: .relaxed)
            try server.admin.command("DevRestart", .string(server.device.name))
            #expect(try server.device(named: server.device.name).state() == .ON)
        }
    }
}
