/// Guesses which word was meant by one that nobody knows.
///
/// **Isolation**: any thread.
public enum Spelling {
    /// The candidate that takes the fewest changes of letters, if it takes no more than `limit`; the first of several.
    ///
    /// - Parameter form: in which form candidates are compared.
    public static func nearest(
        to word: String, among candidates: [String], within limit: Int, as form: (String) -> String = { $0 }
    ) -> String? {
        let near = candidates.map { ($0, distance(form($0), word)) }.min { $0.1 < $1.1 }
        return near.flatMap { $0.1 <= limit ? $0.0 : nil }
    }

    /// How many letters to change, add or remove to make one word of the other (Levenshtein).
    static func distance(_ one: String, _ other: String) -> Int {
        let letters = Array(other)
        var row = Array(0...letters.count)
        for (place, letter) in one.enumerated() {
            var diagonal = row[0]
            row[0] = place + 1
            for (index, wanted) in letters.enumerated() {
                let best = min(row[index + 1] + 1, row[index] + 1, diagonal + (letter == wanted ? 0 : 1))
                (diagonal, row[index + 1]) = (row[index + 1], best)
            }
        }
        return row[letters.count]
    }
}
