import ORBBridge
import Synchronization
import TangoClient
import TangoIDL
import TangoTypes
import Testing

@Suite(.serialized, .timeLimit(.minutes(5)))
struct DeviceProxyTests {
    let server: FakeServer
    let device = FakeDevice()

    init() throws { server = try FakeServer.shared.get() }

    /// Serves the device under a name of its own; `127.1` is not what the server calls itself, so TCP is used.
    func proxy(_ name: String, timeLimit: Duration = .seconds(60)) throws -> DeviceProxy {
        try DeviceProxy(
            "tango://127.1:\(server.port)/\(name)#dbase=no", context: ClientContext(orb: server.orb),
            timeLimit: timeLimit)
    }

    func served<Skeleton: InterfaceSkeleton>(_ name: String, as skeleton: Skeleton.Type) throws -> DeviceProxy
    where Skeleton.Servant == any Device_6Servant {
        try server.orb.activate(key: name, device, as: skeleton)
        return try proxy(name.uppercased())
    }

    @Test func theNewestInterfaceIsUsed() throws {
        let six = try served("client/level/6", as: Device_6Skeleton.self)
        #expect(try six.interfaceLevel == 6)
        try server.orb.activate(key: "client/level/5", device, as: Device_5Skeleton.self)
        #expect(try proxy("client/level/5").interfaceLevel == 5)
        try server.orb.activate(key: "client/level/4", device, as: Device_4Skeleton.self)
        let four = try proxy("client/level/4")
        #expect(try four.interfaceLevel == 4)
        #expect(try four.readAttribute("scalar").value(as: Double.self) == 2.5)
        #expect(try four.readAttribute("scalar").type == .double)
    }

    @Test func attributesHaveTypes() throws {
        let proxy = try served("client/read/1", as: Device_6Skeleton.self)
        let scalar = try proxy.readAttribute("scalar")
        #expect(try scalar.value(as: Double.self) == 2.5)
        #expect(try scalar.setValue(as: Double.self) == -1)
        #expect(scalar.time.tv_sec == 7)
        let image = try proxy.read("image", as: Image<UInt16>.self).value
        #expect(image?.width == 3)
        #expect(image?.pixels == [1, 2, 3, 4, 5, 6])
        #expect(try proxy.readAttribute("State").value(as: DevState.self) == .RUNNING)
    }

    @Test func whatIsNoValueIsAnError() throws {
        let proxy = try served("client/errors/1", as: Device_6Skeleton.self)
        let wrongType = #expect(throws: DevFailed.self) { try proxy.read("scalar", as: Int32.self) }
        #expect(wrongType?.reason == .incompatibleValue)
        #expect(try proxy.read("invalid", as: Double.self).value == nil)
        let empty = #expect(throws: DevFailed.self) { try proxy.readAttribute("invalid").value(as: Double.self) }
        #expect(empty?.reason == .emptyValue)
        let unknown = #expect(throws: DevFailed.self) { try proxy.readAttribute("nothing") }
        #expect(unknown?.reason == .attributeNotFound)
        #expect(try proxy.readAttributes(["scalar", "nothing"]).map { $0.error == nil } == [true, false])
    }

    @Test func attributesAreWritten() throws {
        let proxy = try served("client/write/1", as: Device_6Skeleton.self)
        try proxy.write("a", 1.5)
        try proxy.write("b", [Int32(1), 2, 3])
        try proxy.write("c", Image(width: 2, pixels: [UInt8(1), 2, 3, 4]))
        let written = device.written.withLock { $0 }
        #expect(
            written.map(\.value) == [
                .double_att_value([1.5]), .long_att_value([1, 2, 3]), .uchar_att_value([1, 2, 3, 4]),
            ])
        #expect(written.map { [$0.w_dim.dim_x, $0.w_dim.dim_y] } == [[1, 0], [3, 0], [2, 2]])
        let refused = #expect(throws: DevFailed.self) { try proxy.write("readonly", 1.0) }
        #expect(refused?.reason == .attributeNotWritable)
    }

    @Test func commandsTravelWithTheIdentityOfTheClient() throws {
        let proxy = try served("client/command/1", as: Device_6Skeleton.self)
        #expect(try proxy.command("Echo", [1.5, 2], returning: [Double].self) == [1.5, 2])
        #expect(try proxy.command("Echo") == .null)
        guard case .cpp_clnt_6(let identity)? = device.clients.withLock({ $0.first }) else {
            Issue.record("no identity of level 6")
            return
        }
        #expect(identity.cpp_clnt > 0)
        let failed = #expect(throws: DevFailed.self) { try proxy.command("Fail") }
        #expect(failed?.errors.map(\.reason) == ["Test_Reason"])
    }

    @Test func aDeviceThatComesBackIsFoundAgain() throws {
        let proxy = try served("client/again/1", as: Device_6Skeleton.self)
        try proxy.ping()
        try server.orb.deactivate(key: "client/again/1")
        let gone = #expect(throws: DevFailed.self) { try proxy.ping() }
        #expect(gone?.isUnreachable == true)
        #expect(gone?.errors.last?.desc.contains("no such device") == true)
        try server.orb.activate(key: "client/again/1", FakeDevice(), as: Device_6Skeleton.self)
        try proxy.ping()
    }

    @Test func aServerThatIsNotThereIsExplained() throws {
        let name = "tango://127.0.0.1:1/a/b/c#dbase=no"
        let proxy = try DeviceProxy(name, context: ClientContext(orb: server.orb), timeLimit: .seconds(60))
        let error = #expect(throws: DevFailed.self) { try proxy.state() }
        #expect(error?.errors.map(\.reason) == ["API_CorbaException", "API_CantConnectToDevice"])
        #expect(error?.errors.last?.desc.contains(name) == true)
        #expect(error?.errors.last?.desc.contains("is the device server running") == true)
    }

    @Test func theTimeLimitHolds() throws {
        let proxy = try served("client/hang/1", as: Device_6Skeleton.self)
        proxy.timeLimit = .milliseconds(200)
        let error = #expect(throws: DevFailed.self) { try proxy.command("Hang") }
        #expect(error?.isTimeout == true)
        device.gate.withLock { $0 = true }
    }

    @Test func theAdministrationDeviceIsNextDoor() throws {
        let admin = try served("client/admin/1", as: Device_6Skeleton.self).adminDevice()
        #expect(admin.name == "tango://127.1:\(server.port)/dserver/fake/1#dbase=no")
    }
}
