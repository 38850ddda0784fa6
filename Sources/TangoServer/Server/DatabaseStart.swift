import TangoClient
import TangoTypes

/// What the command line says that needs the Tango database.
enum DatabaseStart {
    /// Arguments that ask for help.
    static let helpArguments = ["-?", "-h", "-help"]

    /// The database of `TANGO_HOST`.
    ///
    /// **Throws**: ``StartFailure`` when it is not known or does not answer.
    static func database() throws(StartFailure) -> DatabaseProxy {
        if let hosts = TangoEnvironment()["TANGO_HOST"], HostPort.list(hosts) == nil {
            throw StartFailure("TANGO_HOST env. variable syntax incorrect (e.g. TANGO_HOST=<host>:<port>)")
        }
        do {
            let database = try DatabaseProxy()
            _ = try database.domains(matching: "dserver")
            return database
        } catch {
            throw StartFailure("Can't build connection to TANGO database server, exiting")
        }
    }

    /// The usage and the instances that the database knows of this executable.
    static func help(_ executable: String) -> StartFailure {
        do throws(StartFailure) {
            let database = try database()
            let instances = (try? database.members(matching: "dserver/\(executable)/*")) ?? []
            let lines = ["Instance name defined in database for server \(executable) :"] + instances.map { "\t" + $0 }
            return StartFailure(lines.joined(separator: "\n"), showsUsage: true)
        } catch {
            return error
        }
    }
}
