/// The server side of one IDL interface: what it is called and how a request becomes a call. Generated from the IDL.
public protocol InterfaceSkeleton {
    /// The protocol that servants conform to.
    associatedtype Servant: Sendable

    /// The repository ids that `_is_a` answers with true, most derived first.
    static var repositoryIDs: [StaticString] { get }

    /// The operations; the index is the number that ``makeCall(_:_:_:)`` takes.
    static var operations: [OperationDescription] { get }

    /// Decodes the arguments of an operation; nil if there is no such number.
    static func makeCall(_ operation: Int, _ arguments: CDRReader, _ servant: Servant) -> ServerCall?
}

/// One operation of an interface.
public struct OperationDescription: Sendable {
    /// The name in a request; CORBA attributes have the prefix `_get_`.
    public var name: StaticString
    /// The repository ids of the exceptions that it may raise.
    public var raises: [StaticString]

    /// Used by generated code.
    public init(_ name: StaticString, raises: [StaticString] = []) { (self.name, self.raises) = (name, raises) }
}

/// One request under way: its arguments, then its result. Generated code has a subclass per operation.
///
/// **Isolation:** one thread of the ORB.
open class ServerCall {
    /// Used by generated code.
    public init() {}

    /// Runs the operation and keeps its result.
    open func invoke(_ info: CallInfo) throws {}

    /// Writes the result; may be called more than once.
    open func writeResult(_ w: CDRWriter) {}

    /// An object, because every request looks whether there is one, and an existential would be copied for that.
    final var raised: RaisedException?
}

/// An exception that waits to be written.
final class RaisedException {
    let exception: any CORBAUserException

    init(_ exception: any CORBAUserException) { self.exception = exception }
}

/// Where a request comes from.
public struct CallInfo: Sendable, Equatable {
    /// The address of the client, for instance `giop:tcp:[::ffff:10.0.0.1]:40000` or `giop:unix:…`; empty for a call from
    /// this process.
    public var peer: String

    /// For calls that do not come from the ORB.
    public init(peer: String = "") { self.peer = peer }
}
