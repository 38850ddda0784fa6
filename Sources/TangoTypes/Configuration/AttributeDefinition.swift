public import TangoIDL

/// Whether the set value of an attribute survives a restart.
public enum Memorization: Sendable, Equatable {
    /// Not kept.
    case none
    /// Kept, and restored in memory only.
    case memory
    /// Kept, and written to the device when it starts.
    case hardware
}

/// What is fixed about an attribute from its creation on: the fields that `set_attribute_config` must not change.
public struct AttributeDefinition: Sendable, Equatable {
    /// In the original spelling.
    public var name: String
    /// Type of one element.
    public var type: TangoType
    /// Scalar, spectrum or image.
    public var format: AttrDataFormat
    /// Read, write or both.
    public var writable: AttrWriteType
    /// Greatest number of columns; 1 for a scalar.
    public var maxX: Int
    /// Greatest number of rows; 0 for a scalar and a spectrum.
    public var maxY: Int
    /// Who sees it in panels.
    public var level: DispLevel
    /// Name of the set-value attribute of a `READ_WITH_WRITE` attribute, nil otherwise.
    public var associatedName: String?
    /// Whether the set value survives a restart.
    public var memorization: Memorization
    /// Full name of the root of a forwarded attribute, nil for every other one.
    public var rootName: String?

    /// Describes an attribute; dimensions that the format does not have are corrected.
    public init(
        name: String, type: TangoType, format: AttrDataFormat = .SCALAR, writable: AttrWriteType = .READ, maxX: Int = 1,
        maxY: Int = 0, level: DispLevel = .OPERATOR, associatedName: String? = nil, memorization: Memorization = .none,
        rootName: String? = nil
    ) {
        self.name = name
        self.type = type
        self.format = format
        self.writable = writable
        self.maxX = format == .SCALAR ? 1 : maxX
        self.maxY = format == .IMAGE ? maxY : 0
        self.level = level
        self.associatedName = associatedName
        self.memorization = memorization
        self.rootName = rootName
    }

    /// The field `writable_attr_name` of the configuration.
    public var writableAttributeName: String {
        switch writable {
        case .READ_WRITE: name
        case .READ_WITH_WRITE: associatedName ?? AttributeProperty.none
        default: AttributeProperty.none
        }
    }

    /// Whether a client can write it.
    public var isWritable: Bool { writable == .WRITE || writable == .READ_WRITE }

    /// The field `mem_init` of the configuration. It is also set where nothing is memorized: Java clients show it alone,
    /// and the C++ library sends it so.
    public var isWrittenAtStart: Bool { isWritable && memorization != .memory }
}
