internal import CTangoORB

/// The object request broker: listens, dispatches requests to servants and makes references to remote objects.
///
/// omniORB has one per process: a second ``init(arguments:options:)`` before ``shutdown(waiting:)`` gives the same one.
///
/// Requests of different connections run in parallel on threads of the ORB. **All signals are blocked on those threads**:
/// the initializer and every other call that may start one blocks them meanwhile in the calling thread. The process takes
/// its signals elsewhere.
///
/// **Isolation:** any thread, except that nothing may be called after ``shutdown(waiting:)``.
public final class ORB: Sendable {
    // omniORB's objects lock for themselves; the pointer never changes.
    nonisolated(unsafe) let handle: OpaquePointer

    /// Starts the ORB and, if it serves, opens its endpoints; requests are held until ``setMode(_:)``.
    ///
    /// A process that is only a client opens no port and may not activate servants.
    ///
    /// Options have omniORB's names without the prefix `-ORB`; `-ORB…` arguments override them.
    ///
    /// **Throws:** ``CORBASystemException``, for instance `INITIALIZE` when the port is taken.
    public init(arguments: [String] = [], options: [ORBOption] = [], serves: Bool = true) throws {
        let flat = options.flatMap { [$0.name, $0.value] }
        var error = tgo_exception()
        let made = arguments.withCStrings { arguments in
            flat.withCStrings { flat in
                tgo_orb_init(
                    Int32(arguments.count), arguments.baseAddress, flat.baseAddress, serves, Self.sendLimit, &error)
            }
        }
        guard let made else { throw CORBASystemException(error) }
        handle = made
    }

    /// How long a client may leave a reply unread before its connection is ended, in milliseconds.
    private static let sendLimit: UInt32 = 5000

    deinit { tgo_orb_free(handle) }

    /// The release of omniORB, such as 4.2.5.
    public static var release: String { String(cString: tgo_orb_release()) }

    /// What happens to requests.
    public enum Mode: Int32, Sendable {
        /// They are served.
        case active = 0
        /// They wait.
        case holding
        /// They are refused with `TRANSIENT`; clients try again.
        case discarding
    }

    /// Serves, holds or refuses requests of all objects.
    public func setMode(_ mode: Mode) throws {
        try calling { tgo_orb_set_mode(handle, mode.rawValue, &$0) }
    }

    /// Makes a servant reachable as `corbaloc:iiop:host:port/<key>`, and by ``ior(key:as:)``.
    ///
    /// The interface is that of the skeleton: a servant of `Device_6` served as `Device_5` knows no operation of level 6
    /// and denies to be one. The ORB keeps the servant until ``deactivate(key:)``, and until its last call has ended.
    public func activate<Skeleton: InterfaceSkeleton>(
        key: String, _ servant: Skeleton.Servant, as skeleton: Skeleton.Type
    ) throws {
        let adapter: ServantAdapter = TypedServantAdapter<Skeleton>(servant)
        let context = Unmanaged.passRetained(adapter).toOpaque()  // C++ releases it, also when this fails
        try skeleton.withInterface { interface in
            var functions = tgo_servant_functions.swift
            try calling { tgo_orb_activate(handle, key, interface, &functions, context, &$0) }
        }
    }

    /// Takes a servant away; calls that run go on.
    public func deactivate(key: String) throws {
        try calling { tgo_orb_deactivate(handle, key, &$0) }
    }

    /// The reference of an object of this server as a string, active or not; it names the most derived interface.
    public func ior<Skeleton: InterfaceSkeleton>(key: String, as skeleton: Skeleton.Type) throws -> String {
        let id = skeleton.repositoryIDs.first ?? "IDL:omg.org/CORBA/Object:1.0"
        return try text { tgo_orb_ior(handle, key, id.cString, &$0) }
    }

    /// The addresses in an IOR, `host:port` each, the preferred one first.
    public func addresses(ofIOR ior: String) throws -> [String] {
        try text { tgo_orb_addresses(handle, ior, &$0) }.split(separator: " ").map(String.init)
    }

    /// A reference to a remote object from an IOR or a corbaloc URL; nothing is sent.
    public func resolve(_ uri: String) throws -> RemoteReference {
        var error = tgo_exception()
        guard let made = tgo_orb_resolve(handle, uri, &error) else { throw CORBASystemException(error) }
        return RemoteReference(made, orb: self)
    }

    /// Closes the endpoints and ends the threads. With `waiting`, calls that run end first; new ones get `OBJ_ADAPTER`.
    public func shutdown(waiting: Bool = true) throws {
        try calling { tgo_orb_shutdown(handle, waiting, &$0) }
    }

    private func calling(_ body: (inout tgo_exception) -> Bool) throws {
        var error = tgo_exception()
        if !body(&error) { throw CORBASystemException(error) }
    }

    private func text(_ body: (inout tgo_exception) -> UnsafeMutablePointer<CChar>?) throws -> String {
        var error = tgo_exception()
        guard let text = body(&error) else { throw CORBASystemException(error) }
        defer { tgo_text_free(text) }
        return String(cString: text)
    }
}

extension InterfaceSkeleton {
    fileprivate static func withInterface<R>(_ body: (UnsafePointer<tgo_interface>) throws -> R) rethrows -> R {
        let ids = repositoryIDs.map { Optional($0.cString) }
        // One flat table of exception names; each operation points into it.
        let names = operations.flatMap { $0.raises.map { Optional($0.cString) } }
        return try names.withUnsafeBufferPointer { names in
            var next = 0
            let table = operations.map { operation in
                defer { next += operation.raises.count }
                let first = names.baseAddress.map { $0 + next }
                return tgo_operation(
                    name: operation.name.cString, user_exceptions: first,
                    user_exception_count: Int32(operation.raises.count))
            }
            return try ids.withUnsafeBufferPointer { ids in
                try table.withUnsafeBufferPointer { table in
                    var interface = tgo_interface(
                        repository_ids: ids.baseAddress, repository_id_count: Int32(ids.count),
                        operations: table.baseAddress, operation_count: Int32(table.count))
                    return try body(&interface)
                }
            }
        }
    }
}

extension [String] {
    /// Lends the strings as a NULL-terminated array of C strings.
    fileprivate func withCStrings<R>(_ body: (UnsafeBufferPointer<UnsafePointer<CChar>?>) throws -> R) rethrows -> R {
        let bytes = map { Array<CChar>($0.utf8CString) }
        let storage = bytes.map { text in
            let copy = UnsafeMutablePointer<CChar>.allocate(capacity: text.count)
            copy.initialize(from: text, count: text.count)
            return copy
        }
        defer { storage.forEach { $0.deallocate() } }
        let pointers = storage.map { Optional(UnsafePointer($0)) } + [nil]
        return try pointers.withUnsafeBufferPointer { all in
            try body(UnsafeBufferPointer(start: all.baseAddress, count: all.count - 1))
        }
    }
}
