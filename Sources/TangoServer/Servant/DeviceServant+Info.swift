import ORBBridge
import TangoIDL

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
            doc_url: information.laterText, dev_type: device.model.typeName, version_info: Self.versions)
    }

    private var information: ClassInformation { device.server.information(of: device.model) }

    private static let versions = [
        DevInfoVersion(key: "idl", value: "6"), DevInfoVersion(key: "omniORB", value: "4.2"),
    ]
}
