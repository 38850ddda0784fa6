/// Letters of 3 x 5 points, doubled: just enough for file names under pictures.
enum TinyFont {
    private static let scale = 2
    /// From one letter to the next. **Unit**: pixel.
    static let advance = 4 * scale
    /// **Unit**: pixel.
    static let height = 5 * scale

    /// Calls `dot` for every pixel of a character; what the font lacks is a box.
    static func draw(_ character: Character, dot: (_ column: Int, _ row: Int) -> Void) {
        guard character != " " else { return }
        let rows = glyphs[Character(character.uppercased())] ?? [7, 5, 5, 5, 7]
        for row in 0..<height {
            for column in 0..<(3 * scale) where rows[row / scale] >> (2 - column / scale) & 1 == 1 { dot(column, row) }
        }
    }

    /// Five rows from the top, three bits each.
    private static let glyphs: [Character: [UInt8]] = [
        "0": [7, 5, 5, 5, 7], "1": [2, 6, 2, 2, 7], "2": [7, 1, 7, 4, 7], "3": [7, 1, 7, 1, 7], "4": [5, 5, 7, 1, 1],
        "5": [7, 4, 7, 1, 7], "6": [7, 4, 7, 5, 7], "7": [7, 1, 1, 2, 2], "8": [7, 5, 7, 5, 7], "9": [7, 5, 7, 1, 7],
        "A": [2, 5, 7, 5, 5], "B": [6, 5, 6, 5, 6], "C": [3, 4, 4, 4, 3], "D": [6, 5, 5, 5, 6], "E": [7, 4, 6, 4, 7],
        "F": [7, 4, 6, 4, 4], "G": [3, 4, 5, 5, 3], "H": [5, 5, 7, 5, 5], "I": [7, 2, 2, 2, 7], "J": [1, 1, 1, 5, 2],
        "K": [5, 5, 6, 5, 5], "L": [4, 4, 4, 4, 7], "M": [5, 7, 7, 5, 5], "N": [6, 5, 5, 5, 5], "O": [2, 5, 5, 5, 2],
        "P": [6, 5, 6, 4, 4], "Q": [2, 5, 5, 6, 3], "R": [6, 5, 6, 5, 5], "S": [3, 4, 2, 1, 6], "T": [7, 2, 2, 2, 2],
        "U": [5, 5, 5, 5, 7], "V": [5, 5, 5, 5, 2], "W": [5, 5, 7, 7, 5], "X": [5, 5, 2, 5, 5], "Y": [5, 5, 2, 2, 2],
        "Z": [7, 1, 2, 4, 7], "-": [0, 0, 7, 0, 0], "_": [0, 0, 0, 0, 7], ".": [0, 0, 0, 0, 2], "+": [0, 2, 7, 2, 0],
    ]
}
