/// Tells from a name alone what a file in the raw directory is.
public struct FrameClassifier: Sendable {
    /// What a name stands for.
    public enum Role: Sendable, Equatable {
        /// An image to archive.
        case frame
        /// Metadata of the frame with this path.
        case sidecar(frame: String)
        /// To be thrown away: a frame, or a sidecar of one.
        case discard(DiscardMatch)
        /// Not ours.
        case ignored
    }

    private let frames: [Glob]
    private let discards: [Glob]
    private let suffixes: [String]

    /// Makes a classifier; patterns that are no globs are left out.
    public init(framePatterns: [String], discardPatterns: [String], sidecarSuffixes: [String]) {
        frames = framePatterns.compactMap { Glob($0) }
        discards = discardPatterns.compactMap { Glob($0) }
        suffixes = sidecarSuffixes.filter { !$0.isEmpty }
    }

    /// The sidecar paths that a frame may have, in the order of the configured suffixes.
    public func sidecars(of frame: String) -> [String] { suffixes.map { frame + $0 } }

    /// What the file at a path is, by its base name; the directory plays no part.
    public func role(of path: String) -> Role {
        let name = Self.base(of: path)
        // Hidden names and Qt's lock files belong to the writer of a frame.
        guard name.utf8.first != UInt8(ascii: "."), !Self.ends(name, with: ".lock") else { return .ignored }
        for suffix in suffixes where Self.ends(name, with: suffix) && name.utf8.count > suffix.utf8.count {
            let frame = String(path[..<path.utf8.index(path.endIndex, offsetBy: -suffix.utf8.count)])
            switch role(of: frame) {
            case .frame: return .sidecar(frame: frame)
            case .discard(let match): return .discard(match)
            case .sidecar, .ignored: continue
            }
        }
        if let rule = discards.first(where: { $0.matches(name) }) {
            return .discard(DiscardMatch(path: path, pattern: rule.pattern, suffixes: suffixes))
        }
        return frames.contains { $0.matches(name) } ? .frame : .ignored
    }

    private static func base(of path: String) -> String {
        path.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(path[path.utf8.index(after: $0)...]) } ?? path
    }

    // By bytes, as the kernel compares names: Swift compares letters.
    private static func ends(_ name: String, with suffix: String) -> Bool {
        name.utf8.suffix(suffix.utf8.count).elementsEqual(suffix.utf8)
    }
}

/// The proof that a rule throws a frame away; only ``FrameClassifier`` makes it.
public struct DiscardMatch: Sendable, Equatable {
    /// Path of the frame.
    public let path: String
    /// The rule, for the record.
    public let pattern: String
    private let suffixes: [String]

    fileprivate init(path: String, pattern: String, suffixes: [String]) {
        self.path = path
        self.pattern = pattern
        self.suffixes = suffixes
    }

    /// The frame and the sidecars it may have: exactly what the rule covers.
    public var paths: [String] { [path] + suffixes.map { path + $0 } }

    /// Whether the rule covers this very name, byte for byte.
    public func covers(_ path: String) -> Bool { paths.contains { $0.utf8.elementsEqual(path.utf8) } }
}
