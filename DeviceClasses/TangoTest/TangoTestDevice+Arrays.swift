import TangoIDL
import TangoServer
import TangoTypes

extension TangoTestDevice {
    /// The spectra, in the order in which clients list them.
    static let spectra: [Entry] = [
        echo(row: "boolean_spectrum", of: false),
        madeUp("boolean_spectrum_ro", maxX: 4096) { $1.row { pattern, _ in pattern.coin() } },
        echo(row: "double_spectrum", of: 0.0),
        madeUpRow("double_spectrum_ro", of: Double.self),
        echo(row: "float_spectrum", of: Float(0), description: "A float spectrum attribute"),
        madeUpRow("float_spectrum_ro", of: Float.self),
        madeUpRow("long64_spectrum_ro", of: Int64.self),
        echo(row: "long_spectrum", of: Int32(0)),
        madeUpRow("long_spectrum_ro", of: Int32.self),
        echo(row: "short_spectrum", of: Int16(0)),
        madeUpRow("short_spectrum_ro", of: Int16.self),
        echo(row: "string_spectrum", of: "", maxX: TestPattern.rowLength),
        madeUp("string_spectrum_ro", maxX: TestPattern.rowLength) { $1.row { $0.text($1) } },
        echo(
            row: "uchar_spectrum", of: UInt8(0), min: 0, max: 255, description: "An unsigned char spectrum attribute"),
        madeUpRow("uchar_spectrum_ro", of: UInt8.self),
        madeUpRow("ulong64_spectrum_ro", of: UInt64.self),
        madeUpRow("ulong_spectrum_ro", of: UInt32.self),
        echo(row: "ushort_spectrum", of: UInt16(0), description: "An unsigned short spectrum attribute"),
        madeUpRow("ushort_spectrum_ro", of: UInt16.self),
        wave,
    ]

    /// The images, in the order in which clients list them.
    static let images: [Entry] = [
        echo(image: "boolean_image", of: false),
        madeUpImage("boolean_image_ro", label: "boolean_image") { $1.image { pattern, _, _ in pattern.coin() } },
        echo(image: "double_image", of: 0.0),
        cone("double_image_ro", of: Double.self),
        echo(image: "float_image", of: Float(0)),
        cone(
            "float_image_ro", of: Float.self, label: "float_image", description: "A float image attribute", min: 0,
            max: 255),
        cone("long64_image_ro", of: Int64.self),
        echo(image: "long_image", of: Int32(0)),
        cone("long_image_ro", of: Int32.self),
        echo(image: "short_image", of: Int16(0)),
        cone("short_image_ro", of: Int16.self),
        echo(image: "string_image", of: "", side: 256),
        madeUpImage("string_image_ro", side: 256) { $1.image { $0.text(column: $1, row: $2) } },
        echo(image: "uchar_image", of: UInt8(0)),
        madeUpImage(
            "uchar_image_ro", label: "uchar_image", description: "An unsigned char image attribute", min: UInt8(0),
            max: 255
        ) { $1.image { pattern, _, _ in pattern.element() } },
        cone("ulong64_image_ro", of: UInt64.self),
        cone("ulong_image_ro", of: UInt32.self),
        echo(image: "ushort_image", of: UInt16(0)),
        madeUpImage(
            "ushort_image_ro", side: 8192, description: "An unsigned short image attribute", min: UInt16(0), max: 255
        ) { $1.image(side: $0.imageSize) { pattern, _, _ in pattern.element() } },
    ]

    private static func madeUpRow<Number: TangoNumber & Numeric>(_ name: String, of type: Number.Type) -> Entry {
        madeUp(name, maxX: 4096) { _, pattern -> [Number] in pattern.row { pattern, _ in pattern.element() } }
    }

    private static func madeUpImage<Element: TangoScalar>(
        _ name: String, side: Int = TestPattern.imageSide, label: String? = nil, description: String? = nil,
        min: Element? = nil, max: Element? = nil,
        _ make: @escaping @Sendable (isolated TangoTestDevice, inout TestPattern) -> Image<Element>
    ) -> Entry {
        madeUp(name, label: label, description: description, min: min, max: max, maxX: side, maxY: side, make)
    }

    private static func cone<Number: TangoNumber & Numeric>(
        _ name: String, of type: Number.Type, label: String? = nil, description: String? = nil, min: Number? = nil,
        max: Number? = nil
    ) -> Entry {
        madeUpImage(name, label: label, description: description, min: min, max: max) { _, pattern -> Image<Number> in
            pattern.cone()
        }
    }
}
