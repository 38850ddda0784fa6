public import TangoIDL
public import TangoTypes

/// One pipe of an interface table: named values of any types, read and perhaps written as one.
public struct Pipe<D: Device>: Sendable {
    /// What is fixed about it.
    public let definition: PipeDefinition
    /// The texts that the class gives in code.
    let defaults: [PipeProperty: String]
    /// States in which requests are allowed; nil means all.
    let states: Set<DevState>?
    /// Answers what is in the pipe.
    let read: @Sendable (isolated D) throws -> PipeBlob
    /// Takes what a client puts in; nil when it is read-only.
    let write: (@Sendable (isolated D, PipeBlob) throws -> Void)?

    /// Declares a pipe.
    ///
    /// - Parameters:
    ///   - name: The name as clients see it.
    ///   - label: What panels show; the name when nil.
    ///   - description: What it means.
    ///   - level: Who sees it.
    ///   - allowed: States in which requests are allowed; all when nil.
    ///   - read: Answers what is in the pipe.
    ///   - write: Takes what a client puts in.
    public init(
        _ name: String, label: String? = nil, description: String? = nil, level: DispLevel = .OPERATOR,
        allowed: Set<DevState>? = nil, read: @escaping @Sendable (isolated D) throws -> PipeBlob,
        write: (@Sendable (isolated D, PipeBlob) throws -> Void)? = nil
    ) {
        definition = PipeDefinition(name: name, level: level, isWritable: write != nil)
        var defaults: [PipeProperty: String] = [:]
        defaults[.label] = label
        defaults[.description] = description
        self.defaults = defaults
        states = allowed
        self.read = read
        self.write = write
    }
}

/// Collects the pipes of an interface table.
@resultBuilder
public enum PipeBuilder<D: Device> {
    /// One pipe, with the device class known to its closures.
    public static func buildExpression(_ pipe: Pipe<D>) -> [Pipe<D>] { [pipe] }
    /// The list.
    public static func buildBlock(_ pipes: [Pipe<D>]...) -> [Pipe<D>] { pipes.flatMap { $0 } }
}
