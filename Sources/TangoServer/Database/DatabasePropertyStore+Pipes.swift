import TangoClient

// Labels and descriptions of pipes.
extension DatabasePropertyStore {
    func pipeProperties(_ device: String, _ pipes: [String]) throws -> [String: [String: [String]]] {
        if let known = cached({ $0.devicePipes[device.lowercased()]?.only(pipes) }) { return known }
        return try access.call("read the configuration of pipes of \(device)") {
            try $0.pipeProperties(of: .device(device), pipes)
        }.byName
    }

    func classPipeProperties(_ className: String, _ pipes: [String]) throws -> [String: [String: [String]]] {
        if let known = cached({ $0.classPipes[className.lowercased()]?.only(pipes) }) { return known }
        return try access.call("read the configuration of pipes of class \(className)") {
            try $0.pipeProperties(of: .deviceClass(className), pipes)
        }.byName
    }

    func changePipeProperties(
        _ device: String, _ pipe: String, stored: [String: [String]], deleted: [String]
    ) throws {
        forget(device)
        try access.call("store the configuration of pipe \(pipe) of \(device)") { database in
            if !stored.isEmpty {
                let properties = stored.map { Property($0.key, $0.value) }
                try database.putPipeProperties(of: .device(device), [AttributeProperties(pipe, properties)])
            }
            if !deleted.isEmpty { try database.deletePipeProperties(ofDevice: device, pipe, deleted) }
        }
    }
}
