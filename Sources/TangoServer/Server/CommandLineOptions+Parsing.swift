import TangoIDL

/// Why a server does not start: what goes to standard error before it ends with status 255.
public struct StartFailure: Error, Sendable, Equatable {
    /// Lines for people.
    public var message: String
    /// Whether the usage follows.
    public var showsUsage: Bool

    /// A failure with a message.
    public init(_ message: String, showsUsage: Bool = false) {
        self.message = message
        self.showsUsage = showsUsage
    }

    /// A failure that has another error as its cause.
    init(explaining error: any Error) {
        self =
            switch error {
            case let failure as StartFailure: failure
            case let error as DevFailed: StartFailure(error.errors.map(\.desc).joined(separator: "\n"))
            default: StartFailure("\(error)")
            }
    }
}

extension CommandLineOptions {
    /// Parses the arguments after the name of the executable.
    ///
    /// **Throws**: ``StartFailure``.
    public init(executable: String, arguments: [String]) throws(StartFailure) {
        guard let instance = arguments.first, !instance.hasPrefix("-") else { throw .usage }
        self.init(executable: executable, instance: instance)
        var index = 1
        while index < arguments.count {
            index = try take(arguments, at: index)
        }
        if source != .database && endPoint == nil {
            throw StartFailure("Missing ORB endPoint specification", showsUsage: true)
        }
        if let endPoint, !endPoint.text.contains(":") {
            throw StartFailure("Strange ORB endPoint specification", showsUsage: true)
        }
    }

    /// The last part of a path.
    public static func baseName(_ path: String) -> String {
        String(path.split(separator: "/").last ?? "")
    }

    private mutating func take(_ arguments: [String], at index: Int) throws(StartFailure) -> Int {
        let argument = arguments[index]
        let next = index + 1 < arguments.count ? arguments[index + 1] : nil
        if argument.hasPrefix("-ORB") {
            guard let next else { throw .usage }
            orbArguments += [argument, next]
            return index + 2
        }
        switch argument {
        case "-dbg": break
        case "-nodb":
            guard source == .database else { throw .usage }
            source = .none
        case "-dlist":
            guard source == .none, let next else { throw .usage }
            devices = try Self.devices(next)
            return index + 2
        case "-v":
            guard next == nil || next?.hasPrefix("-") == true else { throw .unknownOption(argument) }
            traceLevel = 4
        default: try takeValued(argument)
        }
        return index + 1
    }

    private mutating func takeValued(_ argument: String) throws(StartFailure) {
        if argument.hasPrefix("-v") {
            guard let level = Int(argument.dropFirst(2)), level >= 1 else { throw .unknownOption(argument) }
            traceLevel = level
        } else if argument.hasPrefix("-file=") {
            guard source == .database else { throw .usage }
            source = .file(String(argument.dropFirst(6)))
        } else if let letter = argument.dropFirst().first, argument.hasPrefix("-"), "ndfv".contains(letter) {
            throw .unknownOption(argument)
        }
        // Everything else belongs to somebody else: classes may look at the command line themselves.
    }

    private static func devices(_ list: String) throws(StartFailure) -> [NamedDevice] {
        var devices: [NamedDevice] = []
        var seen: Set<String> = []
        for entry in list.split(separator: ",").map(String.init) {
            var device = NamedDevice(className: nil, name: entry)
            if let mark = entry.twoColons {
                device = NamedDevice(className: entry[..<mark].lowercased(), name: String(entry[mark...].dropFirst(2)))
            }
            let fields = device.name.split(separator: "/", omittingEmptySubsequences: false)
            guard fields.count == 3, !fields.contains(where: \.isEmpty) else {
                throw StartFailure(
                    "Device name \(device.name) does not have the correct syntax "
                        + "(domain/family/member or ClassName::domain/family/member)")
            }
            guard seen.insert(device.name.lowercased()).inserted else {
                throw StartFailure("Each device must have different name")
            }
            devices.append(device)
        }
        return devices
    }
}

extension StartFailure {
    /// The arguments cannot be understood.
    static var usage: StartFailure { StartFailure("", showsUsage: true) }

    /// An argument that begins like an option and is none.
    static func unknownOption(_ argument: String) -> StartFailure {
        StartFailure("Unknown option \(argument)", showsUsage: true)
    }
}

extension String {
    /// Where `::` begins.
    fileprivate var twoColons: String.Index? {
        zip(indices, dropFirst().indices).first { self[$0] == ":" && self[$1] == ":" }?.0
    }
}
