import FrameSimulator
import FrameTypes

/// `fwctl simulate`: a detector program, without the detector.
enum SimulateCommand: Subcommand {
    static let spec = CommandSpec(
        name: "simulate", summary: "writes frames and sidecars into a directory as a QXRD detector program does",
        positionals: [.init(name: "DIR", help: "where to write; made if missing")],
        options: [
            .init("name", "NAME", "series name (default CeO2)"),
            .init("start", "N", "number of the first frame (default 1)"),
            .init("count", "N", "frames to write, darks not counted (default 5)"),
            .init("rate", "R", "frames per second, 0 as fast as possible (default 1)"),
            .init("size", "WxH", "pixels, or one number for both (default 2048)"),
            .init(
                "dtype", "TYPE,…",
                "pixel types, taken in turn (default float32):\n"
                    + PixelType.allCases.map(\.rawValue).joined(separator: ", ")),
            .init("darks", "N", "a dark frame before every N-th frame (default 0: none)"),
            .init("unique", "N", "make N images first and use them in turn, for high rates (default 0: all differ)"),
            .init("seed", "N", "the same seed gives the same pixels (default 1)"),
            .init("exposure", "S", "time of one exposure in seconds (default 1)"),
            .init("summed", "N", "exposures summed into a frame (default 10; 16-bit frames have 1)"),
            .init("comment", "TEXT", "userComment1, repeated up to userComment4"),
            .init("property", "KEY=VALUE", "a user property of the sidecar, with dialect 0.11; may be repeated"),
            .init("dialect", "D", "key set of the sidecar: 0.8 or 0.11 (default 0.8)"),
            .init("crlf", nil, "end the lines of the sidecar as on Windows"),
            .init(
                "metadata-style", "STYLE", "qt4 writes in place, qt5 by lock, temporary file and rename (default qt4)"),
            .init("slow", "S", "spread the writing of each TIFF over S seconds"),
            .init("gap", "S", "wait between a TIFF and its sidecar"),
            .init("late", "S", "delay of what a fault makes late (default 2)"),
            .init("document-root", "DIR", "directory that the metadata name (default: the real one)"),
            .init(
                "fault", "KIND:N",
                "strike every N-th frame with one of these; may be repeated:\n"
                    + Fault.allCases.map { "\($0.rawValue): \($0.meaning)" }.joined(separator: "\n")),
        ],
        examples: [
            "fwctl simulate /dev/shm/framewatch-demo/raw --count 10 --rate 2",
            "fwctl simulate raw --size 256 --dtype float32,uint16 --darks 5 --count 50 --rate 0",
            "fwctl simulate raw --fault truncated:7 --fault missing-metadata:11 --count 40 --json",
        ])

    static func run(_ arguments: Arguments, _ console: Console) throws -> ExitStatus {
        let plan = try plan(arguments)
        var simulator = try usage { () throws(SimulatorError) in try Simulator(plan) }
        let bar = ProgressBar("simulating", total: plan.count)
        defer { bar.finish() }
        let report = try simulator.run { bar.update($0) }
        bar.finish()
        try console.answer(report) { report in
            let darks = report.frames.count(where: \.isDark)
            let faults = report.frames.count { $0.fault != nil }
            return "wrote \(report.frames.count - darks) frames and \(darks) darks of \(report.series) into "
                + "\(report.directory)" + (faults > 0 ? ", \(faults) of them faulty\n" : "\n")
        }
        return .success
    }

    private static func plan(_ arguments: Arguments) throws -> SimulationPlan {
        var plan = SimulationPlan(directory: arguments.positionals[0])
        plan.name = arguments.text("name") ?? plan.name
        plan.firstNumber = try arguments.number("start", in: 0...99999) ?? plan.firstNumber
        plan.count = try arguments.number("count", in: 0...10_000_000) ?? plan.count
        plan.rate = try arguments.number("rate", in: 0...100_000) ?? plan.rate
        if let size = arguments.text("size") { (plan.width, plan.height) = try parse(size: size) }
        if let types = arguments.text("dtype") {
            plan.pixelTypes = try types.split(separator: ",").map { try Arguments.choice(String($0), option: "dtype") }
        }
        plan.darksEvery = try arguments.number("darks", in: 0...10_000_000) ?? 0
        plan.uniqueImages = try arguments.number("unique", in: 0...1000) ?? 0
        plan.seed = try arguments.number("seed", in: 0...UInt64.max) ?? plan.seed
        plan.exposureTime = try arguments.number("exposure", in: 0...1e6) ?? plan.exposureTime
        plan.summedExposures = try arguments.number("summed", in: 1...1_000_000) ?? plan.summedExposures
        plan.comments = arguments.texts("comment")
        plan.properties = try arguments.texts("property").map(parse(property:))
        plan.dialect = try arguments.choice("dialect") ?? plan.dialect
        plan.carriageReturns = arguments.flag("crlf")
        plan.metadataStyle = try arguments.choice("metadata-style") ?? plan.metadataStyle
        plan.slow = try arguments.number("slow", in: 0...3600) ?? 0
        plan.gap = try arguments.number("gap", in: 0...3600) ?? 0
        plan.late = try arguments.number("late", in: 0...3600) ?? plan.late
        plan.documentRoot = arguments.text("document-root")
        plan.faults = try arguments.texts("fault").map(parse(fault:))
        return plan
    }

    private static func parse(size: String) throws -> (Int, Int) {
        let numbers = size.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
        guard let width = numbers[0], let height = numbers[numbers.count - 1], numbers.count <= 2 else {
            throw UsageError("'--size \(size)': WIDTHxHEIGHT or one number is needed, for instance 2048x1024")
        }
        return (width, height)
    }

    private static func parse(property: String) throws -> (key: String, value: String) {
        let parts = property.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, !parts[0].isEmpty else {
            throw UsageError("'--property \(property)': KEY=VALUE is needed")
        }
        return (parts[0], parts[1])
    }

    private static func parse(fault: String) throws -> FaultRule {
        let parts = fault.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let kind: Fault = try Arguments.choice(parts[0], option: "fault")
        guard let every = parts.count == 2 ? Int(parts[1]) : 1 else {
            throw UsageError("'--fault \(fault)': KIND:N is needed, for instance truncated:7")
        }
        return FaultRule(fault: kind, every: every)
    }

    /// A plan that makes no sense is the caller's fault, not the simulator's.
    private static func usage<Value>(_ body: () throws(SimulatorError) -> Value) throws(UsageError) -> Value {
        do { return try body() } catch { throw UsageError(error.description) }
    }
}
