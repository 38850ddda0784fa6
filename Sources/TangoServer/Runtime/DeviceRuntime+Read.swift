import Log
import TangoIDL
import TangoTypes

extension DeviceRuntime {
    /// The name that stands for every attribute.
    static let allAttributes = "All attributes"

    /// Reads attributes from the device. An attribute that fails has its error in its answer; only a busy device or
    /// an error of the hooks fails the whole call.
    func readAttributes(_ names: [String]) throws -> [AttributeValue_5] {
        let table = attributeTable
        let names = expanded(names)
        context.logger.debug("reading \(names.joined(separator: ", "))")
        return try exclusively { try readInside(names, table) }
    }

    /// Reads inside the monitor: the hooks once, then the attributes, then State and Status because they look at them.
    private func readInside(
        _ names: [String], _ table: CaseInsensitiveTable<AttributeRuntime>
    ) throws -> [AttributeValue_5] {
        if names.count == 1, let attribute = table[names[0]], attribute.kind == .ordinary {
            try body.prepareRead(attribute.isReadFromDevice ? attribute.nameAlone : [])
            return [readOne(attribute, as: names[0])]
        }
        let found = names.map { table[$0] }
        let readable = found.compactMap { attribute in
            attribute.flatMap { $0.isReadFromDevice ? $0 : nil }
        }
        try body.prepareRead(readable.map { $0.name })
        var answers: [AttributeValue_5] = []
        answers.reserveCapacity(names.count)
        for (name, attribute) in zip(names, found) {
            if let attribute, attribute.kind == .ordinary {
                answers.append(readOne(attribute, as: name))
            } else {
                answers.append(AttributeValue_5(failed: name, with: .noAttribute(name)))
            }
        }
        guard found.contains(where: { $0.map { $0.kind != .ordinary } ?? false }) else { return answers }
        for kind in [AttributeRuntime.Kind.state, .status] {
            for (index, attribute) in found.enumerated() {
                guard let attribute, attribute.kind == kind else { continue }
                answers[index] = readBuiltIn(attribute, alreadyRead: readable)
            }
        }
        return answers
    }

    /// One ordinary attribute; never throws. A failure carries the name as the client wrote it, but for a missing value:
    /// the reference implementation finds that out later, when it has only its own name at hand.
    private func readOne(_ attribute: AttributeRuntime, as name: String) -> AttributeValue_5 {
        do {
            if let error = attribute.obstacle { throw error }
            if let isAllowed = attribute.isAllowed, !isAllowed(.read) {
                throw DevFailed(
                    .attributeNotAllowed, "It is currently not allowed to read attribute \(attribute.name)",
                    origin: "Device_3Impl::read_attributes_no_except")
            }
            return attribute.answer(try attribute.read())
        } catch {
            let failure = failed(error, "reading attribute \(attribute.name)")
            return AttributeValue_5(
                failed: failure.reason == .attributeValueNotSet ? attribute.name : name, with: failure)
        }
    }
}

extension AttributeRuntime {
    /// Whether the class is asked for its value.
    var isReadFromDevice: Bool { kind == .ordinary && isReadable && !hasObstacle }
}

extension DevFailed {
    /// The device has no such attribute.
    static func noAttribute(
        _ name: String, origin: String = "MultiAttribute::get_attr_ind_by_name"
    ) -> DevFailed {
        DevFailed(.attributeNotFound, "\(name) attribute not found", origin: origin)
    }
}

extension AttributeValue_5 {
    /// The answer for an attribute that could not be read.
    init(failed name: String, with error: DevFailed) {
        self.init(
            value: .union_no_data(true), quality: .ATTR_INVALID, data_format: .FMT_UNKNOWN, data_type: 0, time: .now,
            name: name, r_dim: ValueShape.none.dimensions, w_dim: ValueShape.none.dimensions, err_list: error.errors)
    }
}
