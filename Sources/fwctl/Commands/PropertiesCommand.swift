import TangoClient
import TangoIDL
import TangoTypes

/// `fwctl properties`: what the database keeps for a device, a class or any other object.
enum PropertiesCommand: Subcommand {
    static let spec = CommandSpec(
        name: "properties", summary: "lists, sets and deletes properties in the Tango database",
        positionals: [
            .init(name: "NAME", help: "only these properties (default: all)", isOptional: true, isRepeated: true)
        ],
        options: [
            .init("class", "NAME", "the properties of a class instead of a device"),
            .init("object", "NAME", "the free properties of this name instead of a device, for instance CtrlSystem"),
            .init("set", "NAME=VALUE", "set a property; given again for the same name it adds a value"),
            .init("delete", "NAME", "delete a property; may be repeated"),
        ] + DeviceAccess.options,
        examples: [
            "fwctl properties --device fw/p02/1", "fwctl properties --device fw/p02/1 RawDir RemoteDir --json",
            "fwctl properties --device fw/p02/1 --set 'PluginNames=a' --set 'PluginNames=b' --delete Rois",
        ])

    private typealias Owner = DatabaseProxy.PropertyOwner

    static func run(_ arguments: Arguments, _ console: Console) throws -> ExitStatus {
        let access = try DeviceAccess(arguments)
        let (owner, database) = try owner(arguments, access)
        let changes = try assignments(arguments.texts("set"))
        let unwanted = arguments.texts("delete")
        if !changes.isEmpty { try database.putProperties(of: owner, changes) }
        if !unwanted.isEmpty { try database.deleteProperties(of: owner, unwanted) }
        if !changes.isEmpty || !unwanted.isEmpty, case .device = owner {
            console.note("the device reads its properties when it starts and at its command Init")
        }
        let asked = arguments.positionals.isEmpty ? changes.map(\.name) : arguments.positionals
        return try show(asked.isEmpty ? names(owner, database) : asked, owner, database, console)
    }

    private static func show(
        _ names: [String], _ owner: Owner, _ database: DatabaseProxy, _ console: Console
    ) throws -> ExitStatus {
        let properties = try database.properties(of: owner, names)
        let values = Dictionary(properties.map { ($0.name, $0.values) }) { first, _ in first }
        try console.answer(values) { _ in
            Columns.text(properties.map { [$0.name, $0.values?.joined(separator: "\n") ?? "(not set)"] })
        }
        return properties.contains { $0.values == nil } ? .notFound : .success
    }

    private static func owner(_ arguments: Arguments, _ access: DeviceAccess) throws -> (Owner, DatabaseProxy) {
        let given = ["device", "class", "object"].filter { arguments.text($0) != nil }
        if given.count > 1 { throw UsageError("only one of '--device', '--class' and '--object' makes sense") }
        if let name = arguments.text("class") { return (.deviceClass(name), try access.database()) }
        if let name = arguments.text("object") { return (.object(name), try access.database()) }
        let device = try access.device()
        switch device.address.source {
        case .database(let hosts):
            let database = DatabaseProxy(hosts, context: access.context, timeLimit: access.timeLimit)
            let name = device.address.device
            return (.device(name.contains("/") ? name : try database.device(ofAlias: name)), database)
        case .server:
            throw CommandError(
                "\(device.name) is named without a database (#dbase=no), and properties are kept in one; such a server "
                    + "has them in the file of its option -file=, where they can be edited")
        }
    }

    private static func names(_ owner: Owner, _ database: DatabaseProxy) throws -> [String] {
        let answer =
            switch owner {
            case .device(let name): try database.command("DbGetDevicePropertyList", .strings([name, "*"]))
            case .deviceClass(let name): try database.command("DbGetClassPropertyList", .string(name))
            case .object(let name): try database.command("DbGetPropertyList", .strings([name, "*"]))
            }
        guard case .strings(let names) = answer else { return [] }
        return names
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
