import Synchronization
import TangoServer

/// Properties in memory for the device `test/spied/1`; a test sees what is stored, and may refuse it.
final class SpiedStore: PropertyStore {
    private let memory = MemoryPropertyStore()
    private let kept: [String: [String: [String]]]
    private let storing: @Sendable ([String: [String: [String]]]) throws -> Void
    private let storingProperties: @Sendable ([String: [String]]) -> Void

    /// - Parameters:
    ///   - kept: Attribute properties by attribute and property in lower case.
    ///   - storing: Called before attribute properties are stored.
    ///   - storingProperties: Called before properties of a device are stored.
    init(
        kept: [String: [String: [String]]] = [:],
        storing: @escaping @Sendable ([String: [String: [String]]]) throws -> Void = { _ in },
        storingProperties: @escaping @Sendable ([String: [String]]) -> Void = { _ in }
    ) {
        self.storingProperties = storingProperties
        self.kept = kept
        self.storing = storing
    }

    var mode: ServerMode { .file }

    func devices(of className: String) -> [String]? { ["test/spied/1"] }

    func deviceProperties(_ device: String, _ names: [String]) -> [String: [String]] {
        memory.deviceProperties(device, names)
    }

    func putDeviceProperties(_ device: String, _ values: [String: [String]]) {
        storingProperties(values)
        memory.putDeviceProperties(device, values)
    }

    func deleteDeviceProperties(_ device: String, _ names: [String]) { memory.deleteDeviceProperties(device, names) }

    func classProperties(_ className: String, _ names: [String]) -> [String: [String]] { [:] }

    func freeProperties(_ object: String, _ names: [String]) -> [String: [String]] { [:] }

    func attributeProperties(_ device: String, _ attributes: [String]) -> [String: [String: [String]]] { kept }

    func classAttributeProperties(_ className: String, _ attributes: [String]) -> [String: [String: [String]]] { [:] }

    func putAttributeProperties(_ device: String, _ values: [String: [String: [String]]]) throws {
        try storing(values)
    }

    func deleteAttributeProperties(_ device: String, _ names: [String: [String]]) {}

    func export(_ devices: [ExportedDevice]) {}

    func unexport() {}
}
