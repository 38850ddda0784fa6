import TangoTypes

/// The regions of interest: names and rectangles, written separately and matched by position.
///
/// A name without a rectangle, or a rectangle without a name, waits for its other half.
struct Regions: Sendable, Equatable {
    /// One rectangle of a frame. **Unit**: pixel.
    struct Rectangle: Sendable, Equatable {
        let x: Int32
        let y: Int32
        let width: Int32
        let height: Int32
    }

    /// The greatest number of regions.
    static let limit = 256
    private static let longestName = 64

    /// One name per region.
    private(set) var names: [String] = []
    /// One rectangle per region.
    private(set) var rectangles: [Rectangle] = []

    /// The rectangles as clients see them. **Shape**: one row per region; x, y, width, height.
    var image: Image<Int32> {
        Image(width: rectangles.isEmpty ? 0 : 4, pixels: rectangles.flatMap { [$0.x, $0.y, $0.width, $0.height] })
    }

    /// Names of the regions that have both halves.
    var named: [String] { Array(names.prefix(rectangles.count)) }

    /// The name of the attribute that counts in a region.
    static func counter(_ name: String) -> String { "Roi_" + name }

    /// Takes new names, or says what is wrong with them.
    ///
    /// Names become attributes (`Roi_<name>`), hence letters, digits and underscores, and no two alike but for case.
    mutating func setNames(_ names: [String]) throws(Refusal) {
        guard names.count <= Self.limit else {
            throw Refusal(value: "\(names.count) names", allowed: "at most \(Self.limit)")
        }
        var seen: Set<String> = []
        for name in names {
            let allowed = name.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                    UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
            guard allowed, (1...Self.longestName).contains(name.utf8.count) else {
                throw Refusal(
                    value: name, allowed: "1 to \(Self.longestName) letters, digits and underscores for each name")
            }
            guard seen.insert(name.lowercased()).inserted else {
                throw Refusal(value: name, allowed: "each name once, without regard to case")
            }
        }
        self.names = names
    }

    /// Takes new rectangles, row after row of four numbers, or says what is wrong with them.
    mutating func setRectangles(_ rows: [[Int32]]) throws(Refusal) {
        guard rows.count <= Self.limit else {
            throw Refusal(value: "\(rows.count) rows", allowed: "at most \(Self.limit)")
        }
        var rectangles: [Rectangle] = []
        for row in rows {
            let text = row.map(String.init).joined(separator: ",")
            guard row.count == 4 else {
                throw Refusal(value: text, allowed: "rows of four columns: x, y, width, height")
            }
            guard row[0] >= 0, row[1] >= 0, row[2] >= 1, row[3] >= 1 else {
                throw Refusal(value: text, allowed: "x and y from 0, width and height from 1")
            }
            rectangles.append(Rectangle(x: row[0], y: row[1], width: row[2], height: row[3]))
        }
        self.rectangles = rectangles
    }

    /// What was refused, and what is allowed.
    struct Refusal: Error, Equatable {
        let value: String
        let allowed: String
    }
}
