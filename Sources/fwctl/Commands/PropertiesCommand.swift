import TangoClient
import TangoIDL
import TangoTypes

/// `fwctl properties`: what the database keeps for a device, a class, any other object, or one of their attributes.
enum PropertiesCommand: Subcommand {
    static let spec = CommandSpec(
        name: "properties", summary: "lists, sets and deletes properties in the Tango database",
        positionals: [
            .init(name: "NAME", help: "only these properties (default: all)", isOptional: true, isRepeated: true)
        ],
        options: [
            .init("class", "NAME", "the properties of a class instead of a device"),
            .init("object", "NAME", "the free properties of this name instead of a device, for instance CtrlSystem"),
            .init("attribute", "NAME", "the properties of this attribute of the device or class"),
            .init("set", "NAME=VALUE", "set a property; given again for the same name it adds a value"),
            .init("delete", "NAME", "delete a property; may be repeated"),
        ] + DeviceAccess.options,
        examples: [
            "fwctl properties --device fw/p02/1", "fwctl properties --device fw/p02/1 RawDir RemoteDir --json",
            "fwctl properties --device fw/p02/1 --set 'PluginNames=a' --set 'PluginNames=b' --delete Rois",
            "fwctl properties --device fw/p02/1 --attribute FramesArchived --set archive_abs_change=10",
        ])

    static func run(_ arguments: Arguments, _ console: Console) throws -> ExitStatus {
        let access = try DeviceAccess(arguments)
        let place = try place(arguments, access)
        let changes = try assignments(arguments.texts("set"))
        let unwanted = arguments.texts("delete")
        if !changes.isEmpty { try place.put(changes) }
        if !unwanted.isEmpty { try place.delete(unwanted) }
        if !changes.isEmpty || !unwanted.isEmpty, place.isDevice {
            console.note(
                place.attribute == nil
                    ? "the device reads its properties when it starts and at its command Init"
                    : "the device reads the configuration of its attributes when it starts")
        }
        let asked = arguments.positionals.isEmpty ? changes.map(\.name) : arguments.positionals
        return try show(place.properties(asked.isEmpty ? place.names() : asked), console)
    }

    private static func show(_ properties: [Property], _ console: Console) throws -> ExitStatus {
        let values = Dictionary(properties.map { ($0.name, $0.values) }) { first, _ in first }
        try console.answer(values) { _ in
            Columns.text(properties.map { [$0.name, $0.values?.joined(separator: "\n") ?? "(not set)"] })
        }
        return properties.contains { $0.values == nil } ? .notFound : .success
    }

    private static func place(_ arguments: Arguments, _ access: DeviceAccess) throws -> PropertyPlace {
        let given = ["device", "class", "object"].filter { arguments.text($0) != nil }
        if given.count > 1 { throw UsageError("only one of '--device', '--class' and '--object' makes sense") }
        let attribute = arguments.text("attribute")
        if let name = arguments.text("class") {
            return PropertyPlace(database: try access.database(), owner: .deviceClass(name), attribute: attribute)
        }
        if let name = arguments.text("object") {
            guard attribute == nil else {
                throw UsageError("'--attribute' makes sense with a device or with '--class' only")
            }
            return PropertyPlace(database: try access.database(), owner: .object(name), attribute: nil)
        }
        let device = try access.device()
        switch device.address.source {
        case .database(let hosts):
            let database = DatabaseProxy(hosts, context: access.context, timeLimit: access.timeLimit)
            let name = device.address.device
            let known = name.contains("/") ? name : try database.device(ofAlias: name)
            try checkDefined(known, database)
            return PropertyPlace(database: database, owner: .device(known), attribute: attribute)
        case .server:
            throw CommandError(
                "\(device.name) is named without a database (#dbase=no), and properties are kept in one; such a server "
                    + "has them in the file of its option -file=, where they can be edited")
        }
    }

    /// The database would keep properties of any name.
    private static func checkDefined(_ device: String, _ database: DatabaseProxy) throws {
        do { _ = try database.importDevice(device) } catch let error as DevFailed
            where error.errors.contains(where: { $0.reason == "DB_DeviceNotDefined" })
        {
            throw CommandError(
                "\(device) is not defined in the database, so no device reads its properties; check the name with "
                    + "'fwctl devices', or register its server first", status: .notFound)
        }
    }

    /// `NAME=VALUE` words, the values of one name together.
    private static func assignments(_ words: [String]) throws(UsageError) -> [Property] {
        var properties: [Property] = []
        for word in words {
            guard let equals = word.firstIndex(of: "="), equals != word.startIndex else {
                throw UsageError("'--set \(word)': NAME=VALUE is needed")
            }
            let (name, value) = (String(word[..<equals]), String(word[word.index(after: equals)...]))
            if let index = properties.firstIndex(where: { $0.name.lowercased() == name.lowercased() }) {
                properties[index].values = (properties[index].values ?? []) + [value]
            } else {
                properties.append(Property(name, [value]))
            }
        }
        return properties
    }
}
