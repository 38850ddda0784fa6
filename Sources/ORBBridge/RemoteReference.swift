internal import CTangoORB

/// A reference to an object, usually in another process.
///
/// **Isolation:** any thread; calls run in parallel. Calls that run at once with different time limits may get each other's:
/// whoever needs several limits at once uses several references.
public final class RemoteReference: Sendable {
    // omniORB's object references lock for themselves; the pointer never changes.
    nonisolated(unsafe) let handle: OpaquePointer
    private let orb: ORB

    init(_ handle: OpaquePointer, orb: ORB) { (self.handle, self.orb) = (handle, orb) }

    deinit { tgo_ref_free(handle) }

    /// Asks the object whether it has an interface.
    public func isA(_ repositoryID: StaticString, timeLimit: Duration) throws -> Bool {
        var (answer, error) = (false, tgo_exception())
        guard tgo_ref_is_a(handle, repositoryID.cString, timeLimit.milliseconds, &answer, &error) else {
            throw CORBASystemException(error)
        }
        return answer
    }

    /// Asks whether the object is gone.
    public func isNonExistent(timeLimit: Duration) throws -> Bool {
        var (answer, error) = (false, tgo_exception())
        guard tgo_ref_non_existent(handle, timeLimit.milliseconds, &answer, &error) else {
            throw CORBASystemException(error)
        }
        return answer
    }

    /// Calls an operation and waits for its answer. Used by generated code.
    ///
    /// - Parameters:
    ///   - operation: the name in the request.
    ///   - raises: the exceptions that it may raise.
    ///   - timeLimit: zero means none.
    ///   - put: writes the arguments; may run twice.
    ///   - get: reads the result.
    ///
    /// **Throws:** an exception of `raises`, or ``CORBASystemException``.
    public func invoke<R>(
        _ operation: StaticString, raises: [any CORBAUserException.Type], timeLimit: Duration,
        _ put: (CDRWriter) -> Void, _ get: (CDRReader) -> R
    ) throws -> R {
        var result: R?
        var raised: (any CORBAUserException)?
        var error = tgo_exception()
        let status = withClientCall(
            put,
            { reader, exception in
                if let exception {
                    let type = raises.first { $0.repositoryID.description == exception }
                    raised = type?.read(reader)
                } else {
                    result = get(reader)
                }
            }
        ) { put, get, context in
            tgo_ref_invoke(handle, operation.cString, timeLimit.milliseconds, put, get, context, &error)
        }
        if Int(status) == TGO_SYSTEM_EXCEPTION { throw CORBASystemException(error) }
        if let raised { throw raised }
        guard let result else { throw CORBASystemException(.unknown, detail: "an exception that was not declared") }
        return result
    }
}

private struct ClientCall {
    var put: (CDRWriter) -> Void
    var get: (CDRReader, String?) -> Void
}

private func withClientCall(
    _ put: (CDRWriter) -> Void, _ get: (CDRReader, String?) -> Void,
    _ body: (tgo_put, tgo_get, UnsafeMutableRawPointer) -> Int32
) -> Int32 {
    withoutActuallyEscaping(put) { put in
        withoutActuallyEscaping(get) { get in
            var call = ClientCall(put: put, get: get)
            return withUnsafeMutablePointer(to: &call) { context in
                body(
                    { context, stream in
                        guard let context, let stream else { return }
                        context.assumingMemoryBound(to: ClientCall.self).pointee.put(CDRWriter(handle: stream))
                    },
                    { context, exception, stream in
                        guard let context, let stream else { return }
                        let call = context.assumingMemoryBound(to: ClientCall.self)
                        call.pointee.get(CDRReader(handle: stream), exception.map { String(cString: $0) })
                    }, context)
            }
        }
    }
}

extension Duration {
    /// For omniORB, which takes 0 for no limit: a limit below a millisecond is one millisecond.
    fileprivate var milliseconds: UInt32 {
        let (seconds, attoseconds) = components
        let total = Double(seconds) * 1000 + Double(attoseconds) / 1e15
        if self <= .zero { return 0 }
        return UInt32(min(max(total.rounded(.up), 1), Double(UInt32.max)))
    }
}

/// The client side of an IDL interface; generated protocols derive from it.
public protocol ObjectReference: Sendable {
    /// The object.
    var reference: RemoteReference { get }
    /// How long a call may take; zero means forever.
    var timeLimit: Duration { get }
}
