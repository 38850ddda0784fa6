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
        if names.count <= nameLimit, names.allSatisfy({ $0.utf8.count <= textLimit }) { return names }
        let kept = names.prefix(nameLimit).map { clipped($0) }
        return names.count > nameLimit ? kept + ["..."] : kept
    }
}

extension BlackBox.Operation {
    /// The same with bounded texts.
    var clipped: BlackBox.Operation {
        switch self {
        case .attribute, .plain: self
        case .command(let name, let command, let source): .command(name, BlackBox.clipped(command), source)
        case .read(let name, let names, let source): .read(name, BlackBox.clipped(names), source)
        case .write(let name, let names): .write(name, BlackBox.clipped(names))
        case .writeRead(let name, let written, let read):
            .writeRead(name, BlackBox.clipped(written), BlackBox.clipped(read))
        }
    }
}

extension RequestOrigin {
    /// The same with bounded texts: a Java client names its main class itself.
    var clipped: RequestOrigin {
        guard case .client(let peer, let identity) = self else { return self }
        switch identity {
        case .java_clnt(var client):
            client.MainClass = BlackBox.clipped(client.MainClass)
            return .client(peer: peer, identity: .java_clnt(client))
        case .java_clnt_6(var client):
            client.java_clnt.MainClass = BlackBox.clipped(client.java_clnt.MainClass)
            return .client(peer: peer, identity: .java_clnt_6(client))
        case .cpp_clnt, .cpp_clnt_6, nil: return self
        }
    }
}
