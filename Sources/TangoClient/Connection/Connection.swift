internal import Glibc
internal import ORBBridge
internal import TangoIDL

/// A device that has been found: its reference and the newest interface that it has.
struct Connection: Sendable {
    let device: Device_6Ref
    /// 1…6.
    let level: Int
    let identity: ClntIdent

    private static let levels: [(Int, StaticString)] = [
        (6, "IDL:Tango/Device_6:1.0"), (5, "IDL:Tango/Device_5:1.0"), (4, "IDL:Tango/Device_4:1.0"),
        (3, "IDL:Tango/Device_3:1.0"), (2, "IDL:Tango/Device_2:1.0"), (1, "IDL:Tango/Device:1.0"),
    ]

    /// Asks the object for its newest interface: the first question is also the first contact.
    init(_ reference: RemoteReference, timeLimit: Duration) throws {
        for (level, id) in Self.levels where try reference.isA(id, timeLimit: timeLimit) {
            self.level = level
            device = Device_6Ref(reference, timeLimit: timeLimit)
            identity = Self.identity(level: level)
            return
        }
        throw CORBASystemException(.objectNotExist, detail: "the object is not a Tango device")
    }

    private static func identity(level: Int) -> ClntIdent {
        let pid = UInt32(bitPattern: getpid())
        guard level >= 6 else { return .cpp_clnt(pid) }
        let noTrace = TraceContext.data(W3CTraceContextV0(trace_parent: "", trace_state: ""))
        return .cpp_clnt_6(CppClntIdent_6(cpp_clnt: pid, trace_context: noTrace))
    }
}
