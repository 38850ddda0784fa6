import Synchronization
import TangoIDL
import TangoTypes

/// What clients do with pipes.
extension DeviceRuntime {
    /// The name that stands for every pipe.
    static let allPipes = "All pipes"

    /// The configurations of the pipes called `names`.
    ///
    /// **Throws**: `API_PipeNotFound`.
    func pipeConfigurations(_ names: [String]) throws -> [PipeConfig] {
        if names == [Self.allPipes] { return pipes.elements.map(\.configuration.wireForm) }
        return try names.map { try pipe(named: $0).configuration.wireForm }
    }

    /// Gives the pipes the labels and descriptions that the database has.
    func configurePipes() throws {
        let names = pipes.elements.map(\.name)
        guard !names.isEmpty else { return }
        let ofClass = try server.properties.classPipeProperties(model.className, names)
        let ofDevice = try server.properties.pipeProperties(name, names)
        for pipe in pipes.elements {
            let key = pipe.name.lowercased()
            pipe.configuration = PipeConfiguration(
                definition: pipe.definition, userDefaults: pipe.defaults, classProperties: ofClass[key] ?? [:],
                deviceProperties: ofDevice[key] ?? [:])
        }
    }

    /// Changes labels and descriptions.
    ///
    /// **Throws**: `API_PipeNotFound`, `API_AttrNotAllowed`, `API_DatabaseAccess`.
    func setPipeConfigurations(_ requests: [PipeConfig]) throws {
        for request in requests {
            let pipe = try pipe(named: request.name)
            try changing.withLock { _ in try configure(pipe, request) }
        }
    }

    private func configure(_ pipe: PipeRuntime, _ request: PipeConfig) throws {
        var configuration = pipe.configuration
        let changes = try configuration.apply(request)
        if !changes.isEmpty {
            try server.properties.changePipeProperties(
                name, pipe.name, stored: changes.stored, deleted: changes.deleted)
        }
        pipe.configuration = configuration
    }

    /// What is in the pipe.
    ///
    /// **Throws**: `API_PipeNotFound`, `API_PipeNotAllowed`, what the class throws.
    func readPipe(_ name: String) throws -> DevPipeData {
        let pipe = try pipe(named: name)
        return try exclusively { try readInside(pipe, as: name) }
    }

    /// Puts a blob into the pipe.
    ///
    /// **Throws**: `API_PipeNotFound`, `API_PipeNotWritable`, `API_PipeNotAllowed`, what the class throws.
    func writePipe(_ data: DevPipeData) throws {
        let pipe = try pipe(named: data.name)
        try exclusively { try writeInside(pipe, data) }
    }

    /// Puts a blob into the pipe and answers what is in it then; nobody comes between.
    func writeReadPipe(_ data: DevPipeData) throws -> DevPipeData {
        let pipe = try pipe(named: data.name)
        return try exclusively {
            try writeInside(pipe, data)
            return try readInside(pipe, as: data.name)
        }
    }

    private func pipe(named name: String) throws(DevFailed) -> PipeRuntime {
        if let pipe = pipes[name] { return pipe }
        throw DevFailed(.pipeNotFound, "\(name) pipe not found", origin: "DeviceClass::get_pipe_by_name")
    }

    private func readInside(_ pipe: PipeRuntime, as name: String) throws -> DevPipeData {
        try body.alwaysExecuted()
        guard pipe.isAllowed() else {
            throw DevFailed(
                .pipeNotAllowed, "It is currently not allowed to read pipe \(pipe.name)",
                origin: "Device_5Impl::read_pipe_5")
        }
        return DevPipeData(name: name, time: .now, data_blob: try pipe.read().wireForm)
    }

    private func writeInside(_ pipe: PipeRuntime, _ data: DevPipeData) throws {
        guard let write = pipe.write else {
            throw DevFailed(
                .pipeNotWritable, "Pipe \(data.name) is not writable", origin: "Device_5Impl::write_pipe_5")
        }
        try body.alwaysExecuted()
        guard pipe.isAllowed() else {
            throw DevFailed(
                .pipeNotAllowed,
                "It is currently not allowed to write pipe \(pipe.name). The device state is \(context.state)",
                origin: "Device_5Impl::write_pipe_5")
        }
        try write(PipeBlob(data.data_blob))
    }
}
