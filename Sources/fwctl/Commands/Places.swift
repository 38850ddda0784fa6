import Glibc
import Ledger
import LedgerSQLite
import POSIXFiles
import TangoClient

/// Where the device and the ledger are, by the order in which every command looks for them.
enum Places {
    /// The options that say it, for the commands that read the ledger.
    static let ledgerOption = CommandSpec.Option(
        "ledger", "FILE", "the ledger (default: FRAMEWATCH_LEDGER, or the one named in var/run/ledger)")

    /// The option that says which device, for the commands that talk to one.
    static let deviceOption = CommandSpec.Option(
        "device", "NAME", "the device (default: FRAMEWATCH_DEVICE, or the one named in var/run/device)")

    /// The device to talk to; nothing is sent yet.
    ///
    /// **Throws**: ``CommandError`` when nothing says which, `DevFailed` when the name is none.
    static func device(_ arguments: Arguments) throws -> DeviceProxy { try DeviceProxy(deviceName(arguments)) }

    /// The name of the device to talk to.
    ///
    /// **Throws**: ``CommandError`` when nothing says which.
    static func deviceName(_ arguments: Arguments) throws -> String {
        guard let name = arguments.text("device") ?? defaultDeviceName else {
            throw CommandError(
                "nothing says which device: give --device, set FRAMEWATCH_DEVICE, or start where var/run/device is "
                    + "(a running make run leaves it)", status: .notFound)
        }
        return name
    }

    /// The device that is meant when nobody names one.
    static var defaultDeviceName: String? { environment("FRAMEWATCH_DEVICE") ?? note("device") }

    /// Opens the ledger, whether its server runs or not.
    ///
    /// **Throws**: ``CommandError`` when nothing says where it is, `LedgerError` when it cannot be read.
    static func ledger(_ arguments: Arguments) throws -> any LedgerReading {
        guard let path = ledgerPath(arguments) else { throw noLedger }
        return try ledger(at: path)
    }

    /// Nothing says which ledger is meant.
    static var noLedger: CommandError {
        CommandError(
            "nothing says where the ledger is: give --ledger, set FRAMEWATCH_LEDGER, or start where "
                + "var/run/ledger is (make run and make demo leave it)", status: .notFound)
    }

    /// The ledger that is meant; nil when nothing says which.
    ///
    /// - Parameter ofNamedDevice: a device was named, to which only a ledger that is named too belongs.
    static func ledgerPath(_ arguments: Arguments, ofNamedDevice: Bool = false) -> String? {
        arguments.text("ledger") ?? (ofNamedDevice ? nil : environment("FRAMEWATCH_LEDGER") ?? note("ledger"))
    }

    /// Opens a ledger.
    static func ledger(at path: String) throws -> any LedgerReading {
        guard let status = try FileStatus.following(path), status.kind == .regular else {
            throw CommandError("there is no ledger at \(path)", status: .notFound)
        }
        return try SQLiteLedgerReader(path: path)
    }

    /// A variable of the environment that is set and not empty.
    static func environment(_ name: String) -> String? {
        guard let value = getenv(name).map({ String(cString: $0) }), !value.isEmpty else { return nil }
        return value
    }

    /// The first line of `var/run/NAME` here or in a directory above.
    static func note(_ name: String) -> String? {
        guard let here = getcwd(nil, 0) else { return nil }
        defer { free(here) }
        var directory = String(cString: here)
        while true {
            if let text = firstLine(Paths.join(directory, "var/run/\(name)")) { return text }
            guard directory != "/" else { return nil }
            directory = Paths.directory(of: directory)
        }
    }

    private static func firstLine(_ path: String) -> String? {
        guard let file = fopen(path, "r") else { return nil }
        defer { fclose(file) }
        var buffer = [CChar](repeating: 0, count: 4096)
        guard fgets(&buffer, Int32(buffer.count), file) != nil else { return nil }
        let line = String(decoding: buffer.prefix { $0 != 0 && $0 != 10 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return line.isEmpty ? nil : line
    }
}
