import Synchronization
import TangoIDL
import TangoTypes

/// Properties in a file: read at start, rewritten whenever something is stored.
///
/// The file is replaced as a whole by a synced temporary file and a rename, so a crash leaves the old or the new one.
public final class FilePropertyStore: PropertyStore {
    private let path: String
    private let serverName: String
    private let content: Mutex<PropertyFile>

    /// Reads the file.
    ///
    /// **Throws**: ``StartFailure`` when it cannot be read or understood.
    public init(path: String, serverName: String) throws {
        self.path = path
        self.serverName = serverName
        let text: String
        do { text = try SmallFile.read(path) } catch {
            throw StartFailure("The property file \(path) cannot be read: \(error.message)")
        }
        do { content = Mutex(try PropertyFile(parsing: text)) } catch {
            throw StartFailure("\(path):\(error.line): \(error.problem)")
        }
    }

    /// A file.
    public var mode: ServerMode { .file }

    /// The devices that the file lists for the class.
    public func devices(of className: String) -> [String]? {
        content.withLock { $0["\(serverName)/DEVICE/\(className)"] ?? [] }
    }

    /// From the file.
    public func deviceProperties(_ device: String, _ names: [String]) -> [String: [String]] {
        select(names, of: device)
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
    public func classProperties(_ className: String, _ names: [String]) -> [String: [String]] {
        select(names, of: "CLASS/\(className)")
    }

    /// From the file.
    public func freeProperties(_ object: String, _ names: [String]) -> [String: [String]] {
        select(names, of: "FREE/\(object)")
    }

    /// From the file.
    public func attributeProperties(_ device: String, _ attributes: [String]) -> [String: [String: [String]]] {
        perAttribute(device, attributes)
    }

    /// From the file.
    public func classAttributeProperties(_ className: String, _ attributes: [String]) -> [String: [String: [String]]] {
        perAttribute("CLASS/\(className)", attributes)
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

    /// Clients come by the address.
    public func export(_ devices: [ExportedDevice]) {}

    /// Nobody knew.
    public func unexport() {}

    private func select(_ names: [String], of object: String) -> [String: [String]] {
        let all = content.withLock { $0.properties(of: object) }
        var found: [String: [String]] = [:]
        for name in names { found[name.lowercased()] = all[name.lowercased()] }
        return found
    }

    private func perAttribute(_ object: String, _ attributes: [String]) -> [String: [String: [String]]] {
        content.withLock { file in
            var found: [String: [String: [String]]] = [:]
            for attribute in attributes {
                let properties = file.properties(of: "\(object)/\(attribute)")
                if !properties.isEmpty { found[attribute.lowercased()] = properties }
            }
            return found
        }
    }

    /// Changes content and file together; when the file cannot be written nothing has changed.
    private func change(_ body: (inout PropertyFile) -> Void) throws {
        try content.withLock { file in
            var next = file
            body(&next)
            guard next != file else { return }
            do { try SmallFile.replace(path, with: next.text) } catch let error as FileError {
                throw DevFailed(
                    .databaseAccess, "The property file \(path) cannot be written: \(error.message)",
                    origin: "FilePropertyStore")
            }
            file = next
        }
    }
}
