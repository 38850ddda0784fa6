import Synchronization
import TangoIDL
import TangoTypes

/// Properties in a file: read whenever it has changed on disk, rewritten whenever something is stored.
///
/// So a person may edit the file while the server runs: the next `Init` sees it, and no stored value undoes it. The
/// file is replaced as a whole by a synced temporary file and a rename; a crash leaves the old or the new one.
public final class FilePropertyStore: PropertyStore {
    private let path: String
    private let serverName: String
    private let known: Mutex<Known>

    /// The file as it was read or written last.
    private struct Known {
        var file: PropertyFile
        var stamp: SmallFile.Stamp?
    }

    /// Reads the file.
    ///
    /// **Throws**: ``StartFailure`` when it cannot be read or understood.
    public init(path: String, serverName: String) throws {
        self.path = path
        self.serverName = serverName
        do { known = Mutex(try Self.read(path)) } catch let error as DevFailed {
            throw StartFailure(error.errors.first?.desc ?? "The property file \(path) cannot be read")
        }
    }

    /// A file.
    public var mode: ServerMode { .file }

    /// The devices that the file lists for the class.
    public func devices(of className: String) throws -> [String]? {
        try current()["\(serverName)/DEVICE/\(className)"] ?? []
    }

    /// From the file.
    public func deviceProperties(_ device: String, _ names: [String]) throws -> [String: [String]] {
        try select(names, of: device)
    }

    /// From the file.
    public func devicePropertyNames(_ device: String) throws -> [String] { try current().names(of: device) }

    /// The servers that the file has devices for, when it has none for this one; else nil.
    func otherInstances() throws -> [String]? {
        let servers = try current().servers
        guard !servers.contains(where: { $0.lowercased() == serverName.lowercased() }) else { return nil }
        return servers
    }

    /// Into the file.
    public func putDeviceProperties(_ device: String, _ values: [String: [String]]) throws {
        try change { file in
            for (name, value) in values { file["\(device)->\(name)"] = value }
        }
    }

    /// Out of the file.
    public func deleteDeviceProperties(_ device: String, _ names: [String]) throws {
        try change { file in
            for name in names { file["\(device)->\(name)"] = nil }
        }
    }

    /// From the file.
    public func classProperties(_ className: String, _ names: [String]) throws -> [String: [String]] {
        try select(names, of: "CLASS/\(className)")
    }

    /// From the file.
    public func freeProperties(_ object: String, _ names: [String]) throws -> [String: [String]] {
        try select(names, of: "FREE/\(object)")
    }

    /// From the file.
    public func attributeProperties(_ device: String, _ attributes: [String]) throws -> [String: [String: [String]]] {
        try perAttribute(device, attributes)
    }

    /// From the file.
    public func classAttributeProperties(_ className: String, _ attributes: [String]) throws -> [String: [String:
        [String]]]
    {
        try perAttribute("CLASS/\(className)", attributes)
    }

    /// Into the file.
    public func putAttributeProperties(_ device: String, _ values: [String: [String: [String]]]) throws {
        try change { file in
            for (attribute, properties) in values {
                for (name, value) in properties { file["\(device)/\(attribute)->\(name)"] = value }
            }
        }
    }

    /// Out of the file.
    public func deleteAttributeProperties(_ device: String, _ names: [String: [String]]) throws {
        try change { file in
            for (attribute, properties) in names {
                for name in properties { file["\(device)/\(attribute)->\(name)"] = nil }
            }
        }
    }

    /// From the file.
    public func pipeProperties(_ device: String, _ pipes: [String]) throws -> [String: [String: [String]]] {
        try perAttribute("\(device)/\(Self.pipeMark)", pipes)
    }

    /// From the file.
    public func classPipeProperties(_ className: String, _ pipes: [String]) throws -> [String: [String: [String]]] {
        try perAttribute("CLASS/\(className)/\(Self.pipeMark)", pipes)
    }

    /// Into the file and out of it, in one replacement.
    public func changePipeProperties(
        _ device: String, _ pipe: String, stored: [String: [String]], deleted: [String]
    ) throws {
        let object = "\(device)/\(Self.pipeMark)/\(pipe)"
        try change { file in
            for (name, value) in stored { file["\(object)->\(name)"] = value }
            for name in deleted { file["\(object)->\(name)"] = nil }
        }
    }

    /// Stands before the name of a pipe, because an attribute may have the same name.
    private static let pipeMark = "PIPE"

    /// Clients come by the address.
    public func export(_ devices: [ExportedDevice]) {}

    /// Nobody knew.
    public func unexport() {}

    private func select(_ names: [String], of object: String) throws -> [String: [String]] {
        let all = try current().properties(of: object)
        var found: [String: [String]] = [:]
        for name in names { found[name.lowercased()] = all[name.lowercased()] }
        return found
    }

    private func perAttribute(_ object: String, _ attributes: [String]) throws -> [String: [String: [String]]] {
        let file = try current()
        var found: [String: [String: [String]]] = [:]
        for attribute in attributes {
            let properties = file.properties(of: "\(object)/\(attribute)")
            if !properties.isEmpty { found[attribute.lowercased()] = properties }
        }
        return found
    }

    // MARK: The file

    private func current() throws -> PropertyFile {
        try known.withLock { known in
            try refresh(&known)
            return known.file
        }
    }

    /// Changes content and file together; when the file cannot be written nothing has changed.
    private func change(_ body: (inout PropertyFile) -> Void) throws {
        try known.withLock { known in
            try refresh(&known)
            var next = known.file
            body(&next)
            guard next != known.file else { return }
            do { try SmallFile.replace(path, with: next.text) } catch let error as FileError {
                throw DevFailed(
                    .databaseAccess, "The property file \(path) cannot be written: \(error.message)",
                    origin: "FilePropertyStore")
            }
            known = Known(file: next, stamp: SmallFile.stamp(path))
        }
    }

    /// Reads the file again if somebody changed it.
    private func refresh(_ known: inout Known) throws {
        let stamp = SmallFile.stamp(path)
        guard stamp == nil || stamp != known.stamp else { return }
        known = try Self.read(path)
    }

    private static func read(_ path: String) throws -> Known {
        // The stamp comes first: a change while the file is read is seen the next time.
        let stamp = SmallFile.stamp(path)
        do {
            return Known(file: try PropertyFile(parsing: try SmallFile.read(path)), stamp: stamp)
        } catch let error as PropertyFileError {
            throw DevFailed(.databaseAccess, "\(path):\(error.line): \(error.problem)", origin: "FilePropertyStore")
        } catch let error as FileError {
            throw DevFailed(
                .databaseAccess, "The property file \(path) cannot be read: \(error.message)",
                origin: "FilePropertyStore")
        }
    }
}
