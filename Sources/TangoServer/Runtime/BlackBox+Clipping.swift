import TangoIDL

// What a client sends may be 256 MiB of names; what is kept of it must be small.
extension BlackBox {
    /// How many names of one request are kept.
    static let nameLimit = 64
    /// How much is kept of one text. **Unit**: byte.
    static let textLimit = 255

    /// The beginning of a text; the same text when it is short.
    static func clipped(_ text: String) -> String {
        guard text.utf8.count > textLimit else { return text }
        var kept = ""
        for scalar in text.unicodeScalars {
            guard kept.utf8.count + UTF8.width(scalar) <= textLimit - 3 else { break }
            kept.unicodeScalars.append(scalar)
        }
        return kept + "..."
    }

    /// The first names; the same list when it is short.
    static func clipped(_ names: [String]) -> [String] {
        if areShort(names) { return names }
        let kept = names.prefix(nameLimit).map { clipped($0) }
        return names.count > nameLimit ? kept + ["..."] : kept
    }

    /// Whether a list is kept as it is.
    static func areShort(_ names: [String]) -> Bool {
        guard names.count <= nameLimit else { return false }
        for name in names where name.utf8.count > textLimit { return false }
        return true
    }
}

extension BlackBox.Operation {
    /// Whether it is kept as it is, as nearly all are.
    var isShort: Bool {
        switch self {
        case .attribute, .plain: true
        case .command(_, let name, _), .writeOne(_, let name): name.utf8.count <= BlackBox.textLimit
        case .read(_, let names, _), .write(_, let names): BlackBox.areShort(names)
        case .writeRead(_, let written, let read): BlackBox.areShort(written) && BlackBox.areShort(read)
        }
    }

    /// The same, with bounded texts if it is long.
    var bounded: BlackBox.Operation { isShort ? self : clipped }

    /// The same with bounded texts.
    var clipped: BlackBox.Operation {
        switch self {
        case .attribute, .plain: self
        case .command(let name, let command, let source): .command(name, BlackBox.clipped(command), source)
        case .read(let name, let names, let source): .read(name, BlackBox.clipped(names), source)
        case .write(let name, let names): .write(name, BlackBox.clipped(names))
        case .writeOne(let name, let written): .writeOne(name, BlackBox.clipped(written))
        case .writeRead(let name, let written, let read):
            .writeRead(name, BlackBox.clipped(written), BlackBox.clipped(read))
        }
    }
}

extension BlackBox.Source {
    /// A client; a Java client names its main class itself, so that text is bounded too.
    init(peer: String, _ identity: ClntIdent?) {
        switch identity {
        case nil: self = .unnamed(peer: peer)
        case .cpp_clnt(let process): self = .native(peer: peer, process: process)
        case .cpp_clnt_6(let client): self = .native(peer: peer, process: client.cpp_clnt)
        case .java_clnt(let client): self = .java(peer: peer, mainClass: BlackBox.clipped(client.MainClass))
        case .java_clnt_6(let client): self = .java(peer: peer, mainClass: BlackBox.clipped(client.java_clnt.MainClass))
        }
    }
}
