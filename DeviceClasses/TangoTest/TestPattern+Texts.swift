extension TestPattern {
    /// The text of a spectrum element: `[05]::hello-world-0123`.
    mutating func text(_ index: Int) -> String {
        "[\(Self.digits(index, 2))]::hello-world-\(Self.digits(number(), 4))"
    }

    /// The text of an image element: `[05][17]::hello world::0123`.
    mutating func text(column: Int, row: Int) -> String {
        "[\(Self.digits(column, 2))][\(Self.digits(row, 2))]::hello world::\(Self.digits(number(), 4))"
    }

    /// Decimal digits, filled up with zeros.
    private static func digits(_ number: Int, _ width: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, width - text.count)) + text
    }
}
