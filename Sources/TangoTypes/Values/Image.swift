public import TangoIDL

/// A rectangle of elements.
///
/// **Shape**: row-major, `pixels[row * width + column]`.
public struct Image<Element: TangoScalar>: TangoValue {
    /// The type of one element.
    public typealias Scalar = Element

    /// Columns.
    public let width: Int
    /// Rows.
    public let height: Int
    /// The elements, row after row.
    public var pixels: [Element]
    /// Whether it is a row that came with one dimension only: it travels on as it came.
    private let hasOneDimension: Bool

    /// An image of `width` columns; the number of rows follows from the number of pixels.
    ///
    /// For sizes that the code knows. Sizes from outside belong into ``init(elements:shape:)``, which throws.
    public init(width: Int, pixels: [Element]) {
        self.init(width: width, height: width == 0 ? 0 : pixels.count / width, pixels: pixels)
    }

    /// An image of `width` columns and `height` rows; with fewer pixels the process stops.
    ///
    /// For sizes that the code knows. Sizes from outside belong into ``init(elements:shape:)``, which throws.
    public init(width: Int, height: Int, pixels: [Element]) {
        precondition(width >= 0 && height >= 0 && width * height <= pixels.count, "an image needs all its pixels")
        self.width = width
        self.height = height
        self.pixels = pixels
        hasOneDimension = false
    }

    private init(row pixels: [Element]) {
        width = pixels.count
        height = 1
        self.pixels = pixels
        hasOneDimension = true
    }

    /// An image.
    public static var format: AttrDataFormat { .IMAGE }

    /// Columns and rows; no rows for one row that a client sent with one dimension.
    public var shape: ValueShape { ValueShape(x: width, y: hasOneDimension ? 0 : height) }

    /// The pixels.
    public var elements: [Element] { pixels }

    /// An image whose size comes from outside; elements without rows are one row.
    ///
    /// **Throws**: `API_AttrIncorrectDataNumber` when the shape is negative or the number of elements is another.
    public init(elements: [Element], shape: ValueShape) throws(DevFailed) {
        guard elements.isEmpty || shape.y != 0 || elements.count != shape.x else {
            self.init(row: elements)
            return
        }
        let (count, overflows) = shape.x.multipliedReportingOverflow(by: shape.y)
        guard shape.x >= 0, shape.y >= 0, !overflows, elements.count == count else {
            throw DevFailed(.incorrectDataNumber, "Incorrect data number")
        }
        self.init(width: shape.x, height: shape.y, pixels: elements)
    }
}

extension Image: Equatable where Element: Equatable {}
