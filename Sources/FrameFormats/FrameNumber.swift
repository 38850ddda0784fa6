/// The number of a frame within its series, and the name of the series, as the file name tells them.
///
/// `NAME-NNNNN.tif`, `NAME-NNNNN-PPP.tif` with a phase, `.dark` and `.raw` before the suffix, `NAME_001.tif`.
struct FrameNumber {
    let series: String
    let number: Int?
    /// True for `NAME.dark.tif` and `NAME.dark-NNNNN.tif`, and not for a sample whose name contains the word.
    let isDark: Bool

    init(fileName: String) {
        var stem = Substring(fileName)
        for suffix in [".tiff", ".tif"] where stem.hasSuffix(suffix) { stem = stem.dropLast(suffix.count) }
        let kind = stem.lastIndex(of: ".").map { stem[stem.index(after: $0)...] } ?? ""
        // A program that finds the name of a dark taken puts a number behind the word.
        let isTakenDark = kind.hasPrefix("dark-") && kind.dropFirst(5).allSatisfy(\.isNumber) && kind.count > 5
        isDark = kind == "dark" || isTakenDark
        if isDark || kind == "raw" { stem = stem.dropLast(kind.count + 1) }
        var groups: [(digits: Substring, before: Substring)] = []
        var rest = stem
        while groups.count < 2 {
            let digits = rest.reversed().prefix { $0.isASCII && $0.isNumber }
            let before = rest.dropLast(digits.count)
            guard !digits.isEmpty, let separator = before.last, separator == "-" || separator == "_" else { break }
            groups.append((rest.suffix(digits.count), before.dropLast()))
            rest = before.dropLast()
        }
        let isPhase = groups.count == 2 && groups[0].digits.count == 3 && groups[1].digits.count >= 5
        let chosen = isPhase ? groups.last : groups.first
        number = chosen.flatMap { Int($0.digits) }
        let name = chosen?.before ?? stem
        series = name.isEmpty ? String(stem) : String(name)
    }
}
