import ORBBridge
import Synchronization
import TangoClient
import TangoIDL
import TangoTypes
import Testing

/// A device with a few answers, served over TCP by this process.
// Its superclass is not final, so that the compiler cannot see it: every member is behind a mutex.
final class FakeDevice: StubServant, @unchecked Sendable {
    let written = Mutex<[AttributeValue_4]>([])
    let clients = Mutex<[ClntIdent]>([])
    let gate = Mutex(false)

    override func get_state(_ call: CallInfo) throws -> DevState { .RUNNING }
    override func get_adm_name(_ call: CallInfo) throws -> String { "dserver/fake/1" }
    override func ping(_ call: CallInfo) throws {}

    override func command_inout_4(
        _ command: String, _ argin: CORBAAny, _ source: DevSource, _ cl_ident: ClntIdent, _ call: CallInfo
    ) throws -> CORBAAny {
        clients.withLock { $0.append(cl_ident) }
        if command == "Hang" {
            let end = ContinuousClock.now + .seconds(10)
            while !gate.withLock({ $0 }), ContinuousClock.now < end {}
        }
        if command == "Fail" { throw DevFailed("Test_Reason", "it failed", "FakeDevice") }
        return argin
    }

    override func read_attributes_5(
        _ names: [String], _ source: DevSource, _ cl_ident: ClntIdent, _ call: CallInfo
    ) throws -> [AttributeValue_5] {
        names.map { Self.value($0) }
    }

    override func read_attributes_4(
        _ names: [String], _ source: DevSource, _ cl_ident: ClntIdent, _ call: CallInfo
    ) throws -> [AttributeValue_4] {
        names.map { EventContent.legacy(Self.value($0)) }
    }

    override func write_attributes_4(_ values: [AttributeValue_4], _ cl_ident: ClntIdent, _ call: CallInfo) throws {
        let bad = values.indices.filter { values[$0].name == "readonly" }
        written.withLock { $0 += values.filter { $0.name != "readonly" } }
        guard !bad.isEmpty else { return }
        throw MultiDevFailed(
            errors: bad.map {
                let error = DevError(.attributeNotWritable, "Attribute readonly is not writable")
                return NamedDevError(name: "readonly", index_in_call: Int32($0), err_list: [error])
            })
    }

    static func value(_ name: String) -> AttributeValue_5 {
        let size = { (x: Int32, y: Int32) in AttributeDim(dim_x: x, dim_y: y) }
        var value = AttributeValue_5(
            value: .union_no_data(true), quality: .ATTR_VALID, data_format: .SCALAR, data_type: 5,
            time: TimeVal(tv_sec: 7, tv_usec: 8, tv_nsec: 0), name: name, r_dim: size(1, 0), w_dim: size(1, 0),
            err_list: [])
        switch name {
        case "scalar": value.value = .double_att_value([2.5, -1])
        case "image":
            value.value = .ushort_att_value([1, 2, 3, 4, 5, 6])
            (value.data_format, value.data_type) = (.IMAGE, 6)
            (value.r_dim, value.w_dim) = (size(3, 2), size(0, 0))
        case "State":
            (value.value, value.data_type, value.w_dim) = (.dev_state_att(.RUNNING), 19, size(0, 0))
        case "invalid": (value.quality, value.r_dim, value.w_dim) = (.ATTR_INVALID, size(0, 0), size(0, 0))
        default:
            value.quality = .ATTR_INVALID
            value.err_list = [DevError(.attributeNotFound, "\(name) attribute not found")]
        }
        return value
    }
}

@Suite(.serialized, .timeLimit(.minutes(1)))
struct DeviceProxyTests {
    struct Server {
        let orb: ORB
        let port: String

        init() throws {
            orb = try ORB(options: .tangoServer(endPoint: "giop:tcp:127.0.0.1:"))
            let ior = try orb.ior(key: "any", as: Device_6Skeleton.self)
            port = try orb.addresses(ofIOR: ior).first?.split(separator: ":").last.map(String.init) ?? ""
            try orb.setMode(.active)
        }
    }

    static let shared = Result { try Server() }

    let server: Server
    let device = FakeDevice()

    init() throws { server = try Self.shared.get() }

    /// Serves the device under a name of its own; `127.1` is not what the server calls itself, so TCP is used.
    func proxy(_ name: String, timeLimit: Duration = .seconds(5)) throws -> DeviceProxy {
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
        let proxy = try DeviceProxy(name, context: ClientContext(orb: server.orb), timeLimit: .seconds(1))
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
