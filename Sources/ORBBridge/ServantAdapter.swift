internal import CTangoORB

/// What C++ holds of a servant.
class ServantAdapter {
    func makeCall(_ operation: Int, _ arguments: CDRReader) -> ServerCall? { nil }
}

/// What C++ holds of a client.
private final class Peer {
    let info: CallInfo

    init(_ address: String) { info = CallInfo(peer: address) }
}

final class TypedServantAdapter<Skeleton: InterfaceSkeleton>: ServantAdapter {
    let servant: Skeleton.Servant

    init(_ servant: Skeleton.Servant) { self.servant = servant }

    override func makeCall(_ operation: Int, _ arguments: CDRReader) -> ServerCall? {
        Skeleton.makeCall(operation, arguments, servant)
    }
}

extension tgo_servant_functions {
    // Each pointer that C++ holds is one retained reference, released by the last two functions.
    static var swift: tgo_servant_functions {
        tgo_servant_functions(
            unmarshal: { servant, operation, stream in
                guard let servant, let stream else { return nil }
                let adapter = Unmanaged<ServantAdapter>.fromOpaque(servant).takeUnretainedValue()
                guard let call = adapter.makeCall(Int(operation), CDRReader(handle: stream)) else { return nil }
                return Unmanaged.passRetained(call).toOpaque()
            },
            invoke: { call, peer, outcome in
                guard let call, let peer, let outcome else { return }
                let served = Unmanaged<ServerCall>.fromOpaque(call).takeUnretainedValue()
                outcome.pointee = served.run(Unmanaged<Peer>.fromOpaque(peer).takeUnretainedValue().info)
            },
            marshal: { call, stream in
                guard let call, let stream else { return }
                Unmanaged<ServerCall>.fromOpaque(call).takeUnretainedValue().writeReply(CDRWriter(handle: stream))
            },
            release_call: { if let call = $0 { Unmanaged<ServerCall>.fromOpaque(call).release() } },
            release_servant: { if let servant = $0 { Unmanaged<ServantAdapter>.fromOpaque(servant).release() } },
            make_peer: { address in
                Unmanaged.passRetained(Peer(address.map { String(cString: $0) } ?? "")).toOpaque()
            },
            release_peer: { if let peer = $0 { Unmanaged<Peer>.fromOpaque(peer).release() } })
    }
}

extension ServerCall {
    /// Nothing is thrown through C: every error becomes a record.
    final func run(_ info: CallInfo) -> tgo_outcome {
        var outcome = tgo_outcome()
        do {
            try invoke(info)
        } catch let exception as any CORBAUserException {
            raised = RaisedException(exception)
            outcome.status = Int32(TGO_USER_EXCEPTION)
            outcome.repository_id = type(of: exception).repositoryID.cString
        } catch let exception as CORBASystemException {
            outcome = .init(exception)
        } catch {
            outcome = .init(CORBASystemException(.unknown, completed: .maybe))
        }
        return outcome
    }

    final func writeReply(_ w: CDRWriter) {
        if let raised { raised.exception.write(w) } else { writeResult(w) }
    }
}

extension tgo_outcome {
    fileprivate init(_ exception: CORBASystemException) {
        self.init()
        status = Int32(TGO_SYSTEM_EXCEPTION)
        minor = exception.minor
        completed = exception.completed.rawValue
        // C++ copies the name before this call returns to it, but it must not move until then.
        name = SystemExceptionNames.cString(exception.name)
    }
}

/// The names that a servant may throw, as C strings that never move; any other becomes `UNKNOWN`.
private enum SystemExceptionNames {
    static let all: [StaticString] = [
        "BAD_OPERATION", "BAD_PARAM", "COMM_FAILURE", "IMP_LIMIT", "MARSHAL", "NO_IMPLEMENT", "OBJ_ADAPTER",
        "OBJECT_NOT_EXIST", "TIMEOUT", "TRANSIENT", "UNKNOWN",
    ]

    static func cString(_ name: CORBASystemException.Name) -> UnsafePointer<CChar> {
        (all.first { $0.description == name.rawValue } ?? "UNKNOWN").cString
    }
}
