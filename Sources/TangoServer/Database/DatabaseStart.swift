import Glibc
import ORBBridge
import TangoClient
import TangoIDL
import TangoTypes

/// What a server says to the Tango database before it makes its devices.
enum DatabaseStart {
    /// Arguments that ask for help.
    static let helpArguments = ["-?", "-h", "-help"]

    /// Finds the database, makes sure that it knows the server and that the server does not run already.
    ///
    /// **Throws**: ``StartFailure``.
    static func store(
        for options: CommandLineOptions, level: InterfaceLevel, orb: ORB
    ) throws(StartFailure) -> DatabasePropertyStore {
        let access = DatabaseAccess(try database(orb))
        let server = "\(options.executable)/\(options.instance)"
        let host = "\(HostName.qualified)%%\(level == .five ? 9 : 10)"
        let cache = access.serverCache(server, host: host).flatMap { ServerCache($0) }
        let entry = if let cache { cache.admin } else { try admin(of: server, access) }
        guard let entry else {
            throw StartFailure("The device server \(server) is not defined in database. Exiting!")
        }
        if entry.isExported { try RunningServer(ior: entry.ior, server: server).refuse(orb) }
        return DatabasePropertyStore(access, serverName: server, cacheHost: host, cache: cache)
    }

    /// The entry of the admin device; nil when the database does not know it.
    private static func admin(of server: String, _ access: DatabaseAccess) throws(StartFailure) -> ServerCache.Admin? {
        do {
            let device = try access.call("find its entry") { try $0.importDevice("dserver/\(server)") }
            return ServerCache.Admin(isExported: device.isExported, ior: device.ior)
        } catch let error as DevFailed where error.errors.contains(where: { $0.reason == "DB_DeviceNotDefined" }) {
            return nil
        } catch { throw StartFailure(explaining: error) }
    }

    /// The database of `TANGO_HOST`.
    ///
    /// **Throws**: ``StartFailure`` when it is not known or does not answer.
    private static func database(_ orb: ORB) throws(StartFailure) -> DatabaseProxy {
        let environment = TangoEnvironment()
        guard let hosts = environment.databaseHosts else {
            guard let text = environment["TANGO_HOST"] else {
                throw StartFailure("TANGO_HOST is not set, neither in the environment nor in /etc/tangorc. \(remedy)")
            }
            throw StartFailure(
                "TANGO_HOST env. variable syntax incorrect (e.g. TANGO_HOST=<host>:<port>): "
                    + "the environment, or else /etc/tangorc, has \"\(text)\". \(remedy)")
        }
        // Making contact may take longer than a call: the host may be on its way up.
        let database = DatabaseProxy(
            hosts, context: ClientContext(orb: orb, environment: environment), timeLimit: .seconds(25))
        do { _ = try database.domains(matching: "dserver") } catch {
            throw silence(of: environment["TANGO_HOST"] ?? "")
        }
        return database
    }

    /// Tools know the sentence of the C++ servers, and that nothing follows it; people are told more.
    private static func silence(of hosts: String) -> StartFailure {
        let sentence = "Can't build connection to TANGO database server, exiting"
        guard isReadByPeople else { return StartFailure(sentence) }
        return StartFailure(
            "\(sentence)\nNobody answers at \"\(hosts)\", which is TANGO_HOST of the environment or of /etc/tangorc. \(remedy)"
        )
    }

    private static var isReadByPeople: Bool { isatty(STDERR_FILENO) == 1 }

    private static let remedy =
        "Set it to <host>:<port> of the Tango database; without a database a server starts with -file=<file_name> or -nodb."

    /// The usage and the instances that the database knows of this executable.
    static func help(_ executable: String) -> StartFailure {
        do throws(StartFailure) {
            let database = try database(try clientORB())
            let instances = (try? database.members(matching: "dserver/\(executable)/*")) ?? []
            let lines = ["Instance name defined in database for server \(executable) :"] + instances.map { "\t" + $0 }
            return StartFailure(lines.joined(separator: "\n"), showsUsage: true)
        } catch {
            let isKnown = TangoEnvironment().databaseHosts != nil
            return StartFailure(error.message, showsUsage: !isKnown || isReadByPeople)
        }
    }

    private static func clientORB() throws(StartFailure) -> ORB {
        do { return try ORB(options: .tango, serves: false) } catch {
            throw StartFailure("The ORB cannot start: \(error)")
        }
    }
}
