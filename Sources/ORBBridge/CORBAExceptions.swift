internal import CTangoORB

/// An exception declared in IDL: it travels with its content.
public protocol CORBAUserException: CDRCodable, Error {
    /// Its name on the wire.
    static var repositoryID: StaticString { get }
}

/// An exception of the ORB: a name, a number and no content. From a servant it travels as it is; to a client it says
/// that the call did not work.
public struct CORBASystemException: Error, Sendable, Equatable {
    /// How far the call had got.
    public enum Completion: Int32, Sendable {
        /// It was executed.
        case yes = 0
        /// It was not executed.
        case no
        /// Nobody knows.
        case maybe
    }

    /// The standard names that this software raises or looks at.
    public struct Name: RawRepresentable, Sendable, Hashable, CustomStringConvertible {
        /// As CORBA spells it, for instance `IMP_LIMIT`.
        public var rawValue: String
        /// Any other name.
        public init(rawValue: String) { self.rawValue = rawValue }
        /// The spelling.
        public var description: String { rawValue }

        /// The object has no such operation.
        public static let badOperation = Name(rawValue: "BAD_OPERATION")
        /// An argument cannot be.
        public static let badParam = Name(rawValue: "BAD_PARAM")
        /// The connection broke during the call.
        public static let commFailure = Name(rawValue: "COMM_FAILURE")
        /// A limit of the implementation; Tango's answer where no `DevFailed` can be raised.
        public static let impLimit = Name(rawValue: "IMP_LIMIT")
        /// The ORB cannot start, for instance because its port is taken.
        public static let initialize = Name(rawValue: "INITIALIZE")
        /// The data are not what the interface says.
        public static let marshal = Name(rawValue: "MARSHAL")
        /// Not implemented.
        public static let noImplement = Name(rawValue: "NO_IMPLEMENT")
        /// The server shuts down.
        public static let objectAdapter = Name(rawValue: "OBJ_ADAPTER")
        /// No object of this key.
        public static let objectNotExist = Name(rawValue: "OBJECT_NOT_EXIST")
        /// The time limit passed.
        public static let timeout = Name(rawValue: "TIMEOUT")
        /// Not now: nobody listens, or the time limit passed.
        public static let transient = Name(rawValue: "TRANSIENT")
        /// An error that has no name.
        public static let unknown = Name(rawValue: "UNKNOWN")
    }

    /// Which.
    public var name: Name
    /// The reason as a number; its meaning depends on the name.
    public var minor: UInt32
    /// How far the call had got.
    public var completed: Completion
    /// The reason in words where the ORB has any.
    public var detail: String

    /// An exception to throw.
    public init(_ name: Name, minor: UInt32 = 0, completed: Completion = .no, detail: String = "") {
        (self.name, self.minor, self.completed, self.detail) = (name, minor, completed, detail)
    }
}

extension CORBASystemException {
    init(_ record: tgo_exception) {
        let name = withUnsafeBytes(of: record.name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        let detail = withUnsafeBytes(of: record.text) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        self.init(
            Name(rawValue: name), minor: record.minor, completed: Completion(rawValue: record.completed) ?? .maybe,
            detail: detail)
    }
}

extension StaticString {
    // A static string of C: the compiler ends it with NUL.
    var cString: UnsafePointer<CChar> {
        UnsafeRawPointer(utf8Start).assumingMemoryBound(to: CChar.self)
    }
}
