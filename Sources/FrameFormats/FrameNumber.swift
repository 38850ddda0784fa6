/// The number of a frame within its series, and the name of the series, as the file name tells them.
///
/// `NAME-NNNNN.tif`, `NAME-NNNNN-PPP.tif` with a phase, `.dark` and `.raw` before the suffix, `NAME_001.tif`.
struct FrameNumber {
    let series: String
    let number: Int?

    init(fileName: String) {
        var stem = Substring(fileName)
        for suffix in [".tiff", ".tif", ".dark", ".raw"] where stem.hasSuffix(suffix) {
            stem = stem.dropLast(suffix.count)
        }
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
