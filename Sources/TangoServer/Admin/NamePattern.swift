/// A device name in which `*` stands for any characters, compared without case.
///
/// Clients send these, so the time that matching takes is bounded by the lengths' product and the stack by nothing.
struct NamePattern: Sendable {
    /// No device name is longer, so no sensible pattern is either. **Unit**: byte.
    static let lengthLimit = 255

    private let bytes: [UInt8]

    /// Nil for a pattern that is too long to mean any device.
    init?(_ text: String) {
        guard text.utf8.count <= Self.lengthLimit else { return nil }
        bytes = Array(text.lowercased().utf8)
    }

    /// Whether all of `name` is what the pattern says.
    ///
    /// Only the last star ever needs to take one character more: an earlier one could gain nothing by it.
    func matches(_ name: String) -> Bool {
        let name = Array(name.lowercased().utf8)
        var (position, place) = (0, 0)
        var star: (after: Int, place: Int)?
        while position < name.count {
            if place < bytes.count, bytes[place] == UInt8(ascii: "*") {
                place += 1
                star = (place, position)
            } else if place < bytes.count, bytes[place] == name[position] {
                (place, position) = (place + 1, position + 1)
            } else if let last = star {
                star = (last.after, last.place + 1)
                (place, position) = (last.after, last.place + 1)
            } else {
                return false
            }
        }
        return bytes[place...].allSatisfy { $0 == UInt8(ascii: "*") }
    }
}
