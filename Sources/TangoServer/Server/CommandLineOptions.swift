import ORBBridge

/// What the command line of a server says.
///
/// **Source**: `exec instance [-v[n]] [-file=path | -nodb [-dlist list]] [ORB options]`.
public struct CommandLineOptions: Sendable, Equatable {
    /// The name of the executable.
    public var executable: String
    /// The instance.
    public var instance: String
    /// The trace level; nil without `-v`.
    public var traceLevel: Int?
    /// Where properties live.
    public var source: Source = .database
    /// Devices named on the command line, with their class where it was given.
    public var devices: [NamedDevice] = []
    /// What goes to the ORB.
    public var orbArguments: [String] = []

    /// Where properties live.
    public enum Source: Sendable, Equatable {
        /// The database at `TANGO_HOST`.
        case database
        /// A property file.
        case file(String)
        /// Nowhere.
        case none
    }

    /// A device of `-dlist`.
    public struct NamedDevice: Sendable, Equatable {
        /// Its class in lower case; nil for the last class of the server.
        public var className: String?
        /// Its name.
        public var name: String

        /// A device `name`, of a class in lower case or of the last class of the server.
        public init(className: String?, name: String) {
            self.className = className
            self.name = name
        }
    }

    /// A server in this process, without a command line.
    public init(executable: String, instance: String) {
        self.executable = executable
        self.instance = instance
    }

    /// The endpoint that was given to the ORB.
    public var endPoint: EndPoint? {
        for (name, value) in zip(orbArguments, orbArguments.dropFirst()) where name == "-ORBendPoint" {
            return EndPoint(value)
        }
        return nil
    }

    /// What goes to the ORB besides the endpoint, which it gets as an option: given twice it would listen twice.
    var orbArgumentsWithoutEndPoint: [String] {
        stride(from: 0, to: orbArguments.count - 1, by: 2).flatMap { index in
            orbArguments[index] == "-ORBendPoint" ? [] : Array(orbArguments[index...index + 1])
        }
    }

    /// Starts the ORB of the server; it listens and holds requests.
    ///
    /// **Throws**: ``StartFailure`` when the port is taken.
    func makeORB() throws(StartFailure) -> ORB {
        let arguments = [executable] + orbArgumentsWithoutEndPoint
        // References from the database lead clients of this host through a socket that the network does not slow down.
        let more = endPoint != nil && source == .database ? [ORBOption("endPoint", "giop:unix:")] : []
        do { return try ORB(arguments: arguments, options: .tangoServer(endPoint: endPoint?.text) + more) } catch {
            throw unableToListen(error)
        }
    }

    private func unableToListen(_ error: any Error) -> StartFailure {
        guard let endPoint, (error as? CORBASystemException)?.name == .initialize else {
            return StartFailure("The ORB cannot start: \(error)")
        }
        let place = endPoint.host.isEmpty ? "port \(endPoint.port)" : "\(endPoint.host):\(endPoint.port)"
        return StartFailure(
            "Cannot listen on \(place) (\(endPoint.text)): is another program using the port, and is the address one of "
                + "this machine?")
    }

    /// `giop:tcp:host:port`.
    public struct EndPoint: Sendable, Equatable {
        /// The whole text.
        public var text: String
        /// The host; empty for all interfaces.
        public var host: String
        /// The port; empty for any.
        public var port: String

        init(_ text: String) {
            self.text = text
            let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
            host = parts.count > 2 ? parts[2] : ""
            port = parts.last ?? ""
        }
    }
}
