import Glibc
import ORBBridge
import Synchronization
import TangoIDL
import TangoTypes

/// A device with a few answers, served over TCP by this process.
// Its superclass is not final, so that the compiler cannot see it: every member is behind a mutex.
final class FakeDevice: StubServant, @unchecked Sendable {
    let written = Mutex<[AttributeValue_4]>([])
    let clients = Mutex<[ClntIdent]>([])
    let gate = Mutex(false)
    /// What "scalar" is in the next readings, the last of them from then on.
    let readings = Mutex<[Double]>([])
    /// The criteria of "scalar" for change events and for archive events; nil: its configuration cannot be had.
    let absoluteChange = Mutex<(change: String, archive: String)?>(nil)
    /// Runs while "scalar" is read.
    let whileReading = Mutex<(@Sendable () -> Void)?>(nil)

    override func get_state(_ call: CallInfo) throws -> DevState { .RUNNING }
    override func get_adm_name(_ call: CallInfo) throws -> String { "dserver/fake/1" }
    override func ping(_ call: CallInfo) throws {}

    override func command_inout_4(
        _ command: String, _ argin: CORBAAny, _ source: DevSource, _ cl_ident: ClntIdent, _ call: CallInfo
    ) throws -> CORBAAny {
        clients.withLock { $0.append(cl_ident) }
        if command == "Hang" {
            let end = ContinuousClock.now + .seconds(60)
            while !gate.withLock({ $0 }), ContinuousClock.now < end { usleep(1000) }
        }
        if command == "Fail" { throw DevFailed("Test_Reason", "it failed", "FakeDevice") }
        return argin
    }

    override func read_attributes_5(
        _ names: [String], _ source: DevSource, _ cl_ident: ClntIdent, _ call: CallInfo
    ) throws -> [AttributeValue_5] {
        names.map { $0 == "scalar" ? readScalar() : Self.value($0) }
    }

    override func get_attribute_config_5(_ names: [String], _ call: CallInfo) throws -> [AttributeConfig_5] {
        guard let criteria = absoluteChange.withLock({ $0 }) else {
            return try super.get_attribute_config_5(names, call)
        }
        let definition = AttributeDefinition(name: "scalar", type: .double)
        var config = AttributeConfiguration(definition: definition, deviceName: "client/events/1").config5
        config.event_prop.ch_event.abs_change = criteria.change
        config.event_prop.arch_event.abs_change = criteria.archive
        return [config]
    }

    private func readScalar() -> AttributeValue_5 {
        whileReading.withLock { $0 }?()
        var value = Self.value("scalar")
        let reading = readings.withLock { $0.count > 1 ? $0.removeFirst() : $0.first }
        if let reading { value.value = .double_att_value([reading, -1]) }
        return value
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

/// The ORB of the test process, of which there can be but one.
struct FakeServer {
    let orb: ORB
    let port: String

    static let shared = Result { try FakeServer() }

    private init() throws {
        orb = try ORB(options: .tangoServer(endPoint: "giop:tcp:127.0.0.1:"))
        let ior = try orb.ior(key: "any", as: Device_6Skeleton.self)
        port = try orb.addresses(ofIOR: ior).first?.split(separator: ":").last.map(String.init) ?? ""
        try orb.setMode(.active)
    }
}
