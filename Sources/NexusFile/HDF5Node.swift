public import FrameTypes

/// One object of an HDF5 file that is to be written.
public struct HDF5Node: Sendable, Hashable {
    /// What the object is.
    public enum Content: Sendable, Hashable {
        /// A group with its members in order.
        case group([HDF5Node])
        /// A variable-length UTF-8 text.
        case text(String)
        /// Whole numbers; a scalar when `isScalar`, else a vector.
        case integers([Int], isScalar: Bool)
        /// Doubles; a scalar when `isScalar`, else a vector.
        case doubles([Double], isScalar: Bool)
        /// Single-precision numbers, a vector.
        case floats([Float])
        /// The pixels of a frame. **Shape**: 1 x rows x columns, and x numbers where a pixel has several.
        case pixels(FrameGeometry)
        /// A link to another path of this file.
        case softLink(String)
        /// A link to an object of another file, whose name is taken relative to this file's directory.
        case externalLink(file: String, path: String)
    }

    /// Name within its group.
    public var name: String
    /// See ``Content``.
    public var content: Content
    /// Texts attached to the object, in order.
    public var attributes: [Attribute]

    /// A text, or a list of texts, attached to an object.
    public struct Attribute: Sendable, Hashable {
        /// Name.
        public var name: String
        /// One text makes a scalar, more a vector.
        public var texts: [String]

        /// Makes an attribute of one text.
        public init(_ name: String, _ text: String) { self.init(name, [text]) }

        /// Makes an attribute of texts.
        public init(_ name: String, _ texts: [String]) {
            self.name = name
            self.texts = texts
        }
    }

    /// Makes an object.
    public init(_ name: String, _ content: Content, _ attributes: [Attribute] = []) {
        self.name = name
        self.content = content
        self.attributes = attributes
    }

    /// A group of a NeXus class.
    public static func group(
        _ name: String, _ nexusClass: String, attributes: [Attribute] = [], _ members: [HDF5Node]
    ) -> HDF5Node {
        HDF5Node(name, .group(members), [Attribute("NX_class", nexusClass)] + attributes)
    }
}
