internal import TangoIDL
internal import TangoTypes

/// What the database knows of where a device runs.
public struct ImportedDevice: Sendable, Equatable {
    /// The name that was asked for.
    public var name: String
    /// True while a server offers it.
    public var isExported: Bool
    /// The process of the server.
    public var pid: Int32
    /// The reference to the device.
    public var ior: String
    /// The interface level as text.
    public var version: String
    /// `executable/instance`.
    public var server: String
    /// Where the server runs.
    public var host: String
    /// The class.
    public var className: String
}

/// What a server tells the database when it offers a device.
public struct ExportedDevice: Sendable, Equatable {
    /// `domain/family/member`.
    public var name: String
    /// The reference.
    public var ior: String
    /// Where the server runs.
    public var host: String
    /// The process.
    public var pid: Int32
    /// The interface level.
    public var level: Int

    /// All of it.
    public init(name: String, ior: String, host: String, pid: Int32, level: Int) {
        (self.name, self.ior, self.host, self.pid, self.level) = (name, ior, host, pid, level)
    }
}

/// How the Starter treats a server.
public struct ServerInfo: Sendable, Equatable {
    /// `executable/instance`.
    public var server: String
    /// Where it runs; empty when unknown.
    public var host: String
    /// True when the Starter controls it.
    public var isControlled: Bool
    /// Its level of starting.
    public var level: Int
}

extension DatabaseProxy {
    /// Where a device runs.
    ///
    /// **Throws:** `DB_DeviceNotDefined` when nobody has defined it.
    public func importDevice(_ name: String) throws -> ImportedDevice {
        guard case .longStrings(let a) = try command("DbImportDevice", .string(name)), a.lvalue.count >= 2,
            a.svalue.count >= 5
        else { throw malformed("DbImportDevice") }
        return ImportedDevice(
            name: a.svalue[0], isExported: a.lvalue[0] != 0, pid: a.lvalue[1], ior: a.svalue[1], version: a.svalue[2],
            server: a.svalue[3], host: a.svalue[4], className: a.svalue.count > 5 ? a.svalue[5] : "")
    }

    /// Announces a device that this process offers.
    public func exportDevice(_ device: ExportedDevice) throws {
        let fields = [device.name, device.ior, device.host, String(device.pid), String(device.level)]
        _ = try command("DbExportDevice", .strings(fields))
    }

    /// Withdraws one device.
    public func unexportDevice(_ name: String) throws { _ = try command("DbUnExportDevice", .string(name)) }

    /// Withdraws all devices of a server `executable/instance`.
    public func unexportServer(_ server: String) throws { _ = try command("DbUnExportServer", .string(server)) }

    /// The devices of one class in a server.
    public func devices(ofServer server: String, class className: String) throws -> [String] {
        try strings("DbGetDeviceList", .strings([server, className]))
    }

    /// All devices of a server with their classes, the administration device included.
    public func devicesAndClasses(ofServer server: String) throws -> [(device: String, className: String)] {
        let flat = try strings("DbGetDeviceClassList", .string(server))
        return stride(from: 0, to: flat.count - 1, by: 2).map { (flat[$0], flat[$0 + 1]) }
    }

    /// The classes of a server.
    public func classes(ofServer server: String) throws -> [String] {
        try strings("DbGetDeviceServerClassList", .string(server))
    }

    /// The first parts of the devices whose names match; `*` stands for anything.
    public func domains(matching pattern: String = "*") throws -> [String] {
        try strings("DbGetDeviceDomainList", .string(pattern))
    }

    /// The second parts of the devices whose names match.
    public func families(matching pattern: String) throws -> [String] {
        try strings("DbGetDeviceFamilyList", .string(pattern))
    }

    /// The third parts of the devices whose names match.
    public func members(matching pattern: String) throws -> [String] {
        try strings("DbGetDeviceMemberList", .string(pattern))
    }

    /// All devices that match `domain/family/member`, each part with `*`.
    public func devices(matching pattern: String = "*/*/*") throws -> [String] {
        let parts = pattern.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3 else {
            throw DevFailed(
                .wrongDeviceName, "\(pattern) is no pattern of devices: expected domain/family/member with *.")
        }
        // The database compares each of these patterns with whole names.
        return try domains(matching: pattern).flatMap { domain in
            try families(matching: "\(domain)/\(parts[1])/\(parts[2])").flatMap { family in
                try members(matching: "\(domain)/\(family)/\(parts[2])").map { "\(domain)/\(family)/\($0)" }
            }
        }
    }

    /// The device behind an alias.
    public func device(ofAlias alias: String) throws -> String { try text("DbGetAliasDevice", alias) }

    /// The alias of a device.
    ///
    /// **Throws:** `DB_AliasNotDefined` when it has none.
    public func alias(ofDevice name: String) throws -> String { try text("DbGetDeviceAlias", name) }

    /// How the Starter treats a server.
    public func serverInfo(_ server: String) throws -> ServerInfo {
        let fields = try strings("DbGetServerInfo", .string(server))
        guard fields.count >= 4 else { throw malformed("DbGetServerInfo") }
        let host = fields[1].filter { !$0.isWhitespace }
        return ServerInfo(server: fields[0], host: host, isControlled: fields[2] == "1", level: Int(fields[3]) ?? 0)
    }

    /// The databases of this control system.
    public func databaseHosts() throws -> [HostPort] {
        try strings("DbGetCSDbServerList").compactMap { HostPort($0) }
    }

    /// Everything that a server needs to start, as the database packs it.
    ///
    /// **Throws:** `API_CommandNotFound` from databases that do not have it.
    public func serverCache(_ server: String, host: String) throws -> [String] {
        try strings("DbGetDataForServerCache", .strings([server, host]))
    }
}
