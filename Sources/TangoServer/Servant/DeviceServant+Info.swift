import ORBBridge
import TangoIDL
import ZeroMQSocket

extension DeviceServant {
    func info(_ call: CallInfo) throws -> DevInfo {
        note(.plain("info"), call)
        return DevInfo(
            dev_class: device.model.className, server_id: device.server.serverName,
            server_host: device.server.hostName, server_version: Int32(device.server.level.rawValue),
            doc_url: information.text)
    }

    func info_3(_ call: CallInfo) throws -> DevInfo_3 {
        note(.plain("info_3"), call)
        return DevInfo_3(
            dev_class: device.model.className, server_id: device.server.serverName,
            server_host: device.server.hostName, server_version: Int32(device.server.level.rawValue),
            doc_url: information.laterText, dev_type: device.model.typeName)
    }

    func info_6(_ call: CallInfo) throws -> DevInfo_6 {
        note(.plain("info_6"), call)
        return DevInfo_6(
            dev_class: device.model.className, server_id: device.server.serverName,
            server_host: device.server.hostName, server_version: Int32(device.server.level.rawValue),
            doc_url: information.laterText, dev_type: device.model.typeName, version_info: versions)
    }

    private var information: ClassInformation { device.server.information(of: device.model) }

    /// What the server is made of, sorted by its keys; what the reference has too has the keys of the reference.
    private var versions: [DevInfoVersion] {
        let own = ["idl": Self.idlRelease, "omniORB": ORB.release, "zmq": String(ZeroMQContext.number)]
        return own.merging(device.server.description.versions) { $1 }.sorted { $0.key < $1.key }
            .map { DevInfoVersion(key: $0.key, value: $0.value) }
    }

    private static let idlRelease = "6.0"
}
