/// Lays out many files of few shapes: the second of a shape makes a template, the others are printed from it.
///
/// The bytes are those that ``HDF5Builder`` makes.
///
/// **Isolation**: one thread at a time.
public struct HDF5Press: ~Copyable {
    /// Lays out files one by one.
    public let builder: HDF5Builder
    /// How many files were printed from a template.
    public private(set) var printedCount = 0
    private var templates: [HDF5Node: Knowledge] = [:]

    private enum Knowledge {
        case seenOnce
        case template(HDF5Template)
        case unusable
    }

    /// Shapes that are remembered; more than these and all are forgotten.
    private static let limit = 64

    /// Makes a press.
    ///
    /// **Throws**: when the library cannot be used.
    public init() throws(HDF5Error) { builder = try HDF5Builder() }

    /// All bytes of a file without pixels.
    ///
    /// **Throws**: as ``HDF5Builder/build(userBlock:root:)``.
    public mutating func print(root: HDF5Node) throws(HDF5Error) -> [UInt8] {
        // The library ends a text at a zero.
        if root.hasTextWithZero { return try builder.build(root: root).head }
        let shape = root.filled { _ in UInt8(ascii: "A") }
        switch templates[shape] {
        case .template(let template):
            printedCount += 1
            return template.render(root)
        case .unusable: break
        case .seenOnce:
            let template = try HDF5Template(root) { tree throws(HDF5Error) in try builder.build(root: tree).head }
            templates[shape] = template.map { .template($0) } ?? .unusable
        case nil:
            if templates.count >= Self.limit { templates.removeAll() }
            templates[shape] = .seenOnce
        }
        return try builder.build(root: root).head
    }
}
