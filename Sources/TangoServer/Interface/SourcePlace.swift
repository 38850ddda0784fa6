/// Where something is declared, as compilers write it: `Lamp.swift:12:9`.
struct SourcePlace: Sendable, CustomStringConvertible {
    let fileID: String
    let line: Int
    let column: Int

    var description: String {
        let file = fileID.lastIndex(of: "/").map { fileID[fileID.index(after: $0)...] } ?? fileID[...]
        return "\(file):\(line):\(column)"
    }
}
