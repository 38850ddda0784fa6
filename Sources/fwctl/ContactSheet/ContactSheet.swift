/// Pictures in rows and columns, each with its name below.
struct ContactSheet {
    private static let gap = 8
    private let columns: Int
    private let side: Int
    private var cells: [(name: String, picture: GrayImage)] = []

    init(columns: Int, side: Int) {
        self.columns = columns
        self.side = side
    }

    var count: Int { cells.count }

    mutating func add(_ name: String, _ picture: GrayImage) { cells.append((name, picture)) }

    /// The sheet as one picture.
    var picture: GrayImage {
        let across = min(columns, max(cells.count, 1))
        let down = (cells.count + across - 1) / across
        let cell = (width: side + Self.gap, height: side + TinyFont.height + 2 * Self.gap)
        var sheet = GrayImage(
            width: across * cell.width + Self.gap, height: down * cell.height + Self.gap, filledWith: 40)
        for (index, (name, picture)) in cells.enumerated() {
            let left = Self.gap + index % across * cell.width
            let top = Self.gap + index / across * cell.height
            sheet.place(picture, x: left + (side - picture.width) / 2, y: top + (side - picture.height) / 2)
            sheet.write(name, x: left, y: top + side + Self.gap / 2, width: side, value: 220)
        }
        return sheet
    }
}
