import TangoTypes

/// How the regions are kept as device properties: a name per line, a row `x,y,width,height` per line.
extension Regions {
    /// The lines of the property `RoiNames`.
    var nameLines: [String] { names }

    /// The elements of the property `Rois`, four for each region.
    ///
    /// One number per element, because tools and property files split at commas.
    var rectangleLines: [String] { image.pixels.map(String.init) }

    /// Takes the elements of the property `Rois`, however they are spread over lines and commas.
    mutating func setRectangles(lines: [String]) throws(Refusal) {
        var numbers: [Int32] = []
        for element in lines.flatMap({ $0.split(separator: ",") }) {
            guard let number = Int32(element.filter { $0 != " " }) else {
                throw Refusal(value: String(element), allowed: "whole numbers")
            }
            numbers.append(number)
        }
        try setRectangles(Self.rows(numbers, width: 4))
    }

    /// Cuts numbers into rows; the last one may be shorter.
    static func rows(_ numbers: [Int32], width: Int) -> [[Int32]] {
        stride(from: 0, to: numbers.count, by: max(width, 1)).map { start in
            Array(numbers[start..<min(start + max(width, 1), numbers.count)])
        }
    }
}
