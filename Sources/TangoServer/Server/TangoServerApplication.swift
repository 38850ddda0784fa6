import Glibc
public import Log
import Synchronization

/// The `main` of a server executable: command line, signals, exit status.
///
/// ```swift
/// TangoServerApplication(ServerDescription(classes: [DeviceClass(Lamp.self)])).run()
/// ```
public struct TangoServerApplication: Sendable {
    private let description: ServerDescription
    private let logSink: any LogSink

    /// An application that serves `description`.
    public init(_ description: ServerDescription, logSink: any LogSink = StandardErrorSink()) {
        self.description = description
        self.logSink = logSink
    }

    /// Serves until a signal or the command `Kill`, then ends the process.
    ///
    /// Status 0 after a clean end; 255 when the server could not start, with the reason on standard error.
    ///
    /// **Isolation**: the main thread, before any other thread exists: threads inherit the blocked signals.
    public func run(arguments: [String] = CommandLine.arguments) -> Never {
        let path = arguments.first ?? ""
        let executable = CommandLineOptions.baseName(path)
        do {
            let signals = try StopSignals()
            if arguments.count == 2, DatabaseStart.helpArguments.contains(arguments[1]) {
                throw DatabaseStart.help(executable)
            }
            let options = try CommandLineOptions(executable: executable, arguments: Array(arguments.dropFirst()))
            let server = try server(options, signals)
            signals.whenAbandoned { try? server.context.properties.unexport() }
            try server.makeDevices()
            try server.open()
            signals.started()
            fflush(nil)
            LineWriter.standardOutput.submit("Ready to accept request\n")
            signals.wait()
            server.close()
            guard server.hasUnfinishedCalls.load(ordering: .acquiring) else { exit(0) }
            // The thread of that call uses what the libraries tear down at a regular exit.
            LineWriter.flushAll(within: .seconds(1))
            fflush(nil)
            _exit(0)
        } catch {
            Self.fail(StartFailure(explaining: error), path)
        }
    }

    private func server(_ options: CommandLineOptions, _ signals: StopSignals) throws -> TangoServer {
        func make(_ properties: any PropertyStore) throws -> TangoServer {
            try TangoServer(
                description: description, options: options, properties: properties, logSink: logSink,
                onStop: { signals.raise() })
        }
        switch options.source {
        case .none: return try make(MemoryPropertyStore())
        case .file(let path):
            let name = "\(options.executable)/\(options.instance)"
            let store = try FilePropertyStore(path: path, serverName: name)
            let server = try make(store)
            if let others = try store.otherInstances() {
                let there = others.isEmpty ? "none" : others.joined(separator: ", ")
                server.context.log.warn(
                    "\(path) has no devices for \(name), so that this server has none; the file has devices for: \(there)"
                )
            }
            return server
        case .database:
            let orb = try options.makeORB()
            let server = try make(try DatabaseStart.store(for: options, level: description.level, orb: orb))
            server.adopt(orb)
            return server
        }
    }

    private static func fail(_ failure: StartFailure, _ path: String) -> Never {
        let usage = "[-v[trace level]] [-file=<file_name> | -nodb [-dlist <device name list>] ]"
        var text = failure.message.isEmpty ? "" : failure.message + "\n"
        if failure.showsUsage { text += "usage :  \(path) instance_name \(usage)\n" }
        LineWriter.flushAll(within: .seconds(1))
        LineWriter.write(text, to: STDERR_FILENO)
        fflush(nil)
        _exit(255)
    }
}
