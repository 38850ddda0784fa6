// swift-tools-version: 6.2
import PackageDescription

// Two trees that never import each other: the Tango framework (ORBBridge … TangoServer) and the frame engine
// (FrameTypes … FrameEngine). They meet in DeviceClasses and in the executables. The build checks it:
// `--explicit-target-dependency-import-check error` refuses an import that is not declared here.

// MARK: Modules

let systemLibraries: [Target] = [
    .systemLibrary(name: "CHDF5"),
    .systemLibrary(name: "CLinux"),
    .systemLibrary(name: "CPNG"),
    .systemLibrary(name: "CSQLite"),
    .systemLibrary(name: "CTIFF"),
    .systemLibrary(name: "CXXHash"),
    .systemLibrary(name: "CZeroMQ"),
]

let common: [Target] = [
    .target(name: "Log", dependencies: ["CLinux"])
]

let framework: [Target] = [
    .target(
        name: "CTangoORB",
        cxxSettings: [.unsafeFlags(["-Wall", "-Wextra", "-Werror"])],
        linkerSettings: [.linkedLibrary("omniORB4"), .linkedLibrary("omnithread")]),
    .plugin(name: "OmniIDL", capability: .buildTool(), path: "Sources/OmniIDLPlugin"),
    .target(name: "ORBBridge", dependencies: ["CTangoORB"]),
    .target(name: "TangoIDL", dependencies: ["ORBBridge"], plugins: ["OmniIDL"]),
    .target(name: "TangoTypes", dependencies: ["TangoIDL"]),
    .target(name: "ZeroMQSocket", dependencies: ["CLinux", "CZeroMQ"]),
    .target(name: "TangoClient", dependencies: ["ORBBridge", "TangoIDL", "TangoTypes", "ZeroMQSocket", "Log"]),
    .target(
        name: "TangoServer",
        dependencies: ["CLinux", "ORBBridge", "TangoIDL", "TangoTypes", "TangoClient", "ZeroMQSocket", "Log"]),
    .target(name: "TangoTesting", dependencies: ["Log", "ORBBridge", "TangoIDL", "TangoTypes", "TangoServer"]),
]

let engine: [Target] = [
    .target(name: "FrameTypes"),
    .target(name: "POSIXFiles", dependencies: ["CLinux"]),
    .target(name: "Hashing", dependencies: ["CXXHash"]),
    .target(name: "SidecarFile", dependencies: ["FrameTypes"]),
    .target(name: "TIFFFile", dependencies: ["CTIFF", "FrameTypes", "POSIXFiles"]),
    .target(name: "NexusFile", dependencies: ["CHDF5", "FrameTypes"]),
    .target(name: "WorkerProtocol", dependencies: ["FrameTypes"]),
    .target(
        name: "FrameFormats",
        dependencies: [
            "FrameTypes", "Hashing", "NexusFile", "POSIXFiles", "SidecarFile", "TIFFFile", "WorkerProtocol",
        ]),
    .target(name: "Ledger", dependencies: ["FrameTypes", "POSIXFiles"]),
    .target(name: "LedgerSQLite", dependencies: ["CSQLite", "FrameTypes", "Ledger", "POSIXFiles"]),
    .target(name: "Workers", dependencies: ["CLinux", "Log", "POSIXFiles", "WorkerProtocol"]),
    .target(
        name: "FrameEngine",
        dependencies: [
            "FrameTypes", "Hashing", "Ledger", "LedgerSQLite", "Log", "POSIXFiles", "WorkerProtocol", "Workers",
        ]),
    .target(name: "EngineTesting", dependencies: ["FrameTypes", "POSIXFiles", "TIFFFile"]),
    .target(name: "FrameSimulator", dependencies: ["FrameTypes", "Hashing", "POSIXFiles"]),
]

let deviceClasses: [Target] = [
    .target(
        name: "FrameWatchDevice",
        dependencies: ["TangoIDL", "TangoTypes", "TangoServer", "FrameTypes", "FrameEngine", "Log"],
        path: "DeviceClasses/FrameWatch"),
    .target(
        name: "TangoTestDevice",
        dependencies: ["Log", "TangoIDL", "TangoTypes", "TangoServer"],
        path: "DeviceClasses/TangoTest"),
]

let executables: [Target] = [
    .executableTarget(name: "FrameWatch", dependencies: ["FrameTypes", "FrameWatchDevice", "TangoServer"]),
    .executableTarget(name: "TangoTest", dependencies: ["TangoTestDevice", "TangoServer"]),
    .executableTarget(
        name: "FrameWatchWorker", dependencies: ["CLinux", "FrameFormats", "FrameTypes", "WorkerProtocol"]),
    .executableTarget(
        name: "fwctl",
        dependencies: [
            "CPNG", "FrameSimulator", "FrameTypes", "Hashing", "Ledger", "LedgerSQLite", "POSIXFiles", "TIFFFile",
            "TangoClient", "TangoIDL", "TangoTypes",
        ]),
]

let examples: [Target] = [
    .executableTarget(
        name: "Gateway", dependencies: ["TangoIDL", "TangoServer", "TangoTypes"], path: "Examples/Gateway"),
    .executableTarget(
        name: "PressureGauge", dependencies: ["TangoIDL", "TangoServer", "TangoTypes"], path: "Examples/PressureGauge"),
    .executableTarget(
        name: "Thermostat", dependencies: ["TangoIDL", "TangoServer", "TangoTypes"], path: "Examples/Thermostat"),
]

let testServers: [Target] = [
    .executableTarget(
        name: "EventServer", dependencies: ["TangoIDL", "TangoServer", "TangoTypes"], path: "Tests/EventServer"),
    .executableTarget(
        name: "EverythingServer", dependencies: ["TangoIDL", "TangoServer", "TangoTypes"],
        path: "Tests/EverythingServer"),
    .executableTarget(
        name: "LyingWorker", dependencies: ["FrameFormats", "Hashing", "WorkerProtocol"], path: "Tests/LyingWorker"),
]

let tests: [Target] = [
    .testTarget(
        name: "TangoIDLTests", dependencies: ["ORBBridge", "TangoIDL"], exclude: ["Golden"], plugins: ["OmniIDL"]),
    .testTarget(
        name: "TangoClientTests", dependencies: ["ORBBridge", "TangoClient", "TangoIDL", "TangoTypes", "ZeroMQSocket"],
        plugins: ["OmniIDL"]),
    .testTarget(name: "TangoTypesTests", dependencies: ["TangoIDL", "TangoTypes"]),
    .testTarget(name: "ZeroMQSocketTests", dependencies: ["ZeroMQSocket"]),
    .testTarget(
        name: "TangoServerTests",
        dependencies: [
            "Log", "ORBBridge", "TangoClient", "TangoIDL", "TangoServer", "TangoTestDevice", "TangoTesting",
            "TangoTypes",
            "ZeroMQSocket",
        ]),
    .testTarget(
        name: "ThermostatTests", dependencies: ["TangoIDL", "TangoServer", "TangoTesting", "TangoTypes", "Thermostat"]),
    .testTarget(name: "FrameTypesTests", dependencies: ["FrameTypes"]),
    .testTarget(name: "POSIXFilesTests", dependencies: ["POSIXFiles"]),
    .testTarget(
        name: "FrameFormatsTests",
        dependencies: [
            "EngineTesting", "FrameFormats", "FrameTypes", "FrameWatchWorker", "Hashing", "NexusFile", "POSIXFiles",
            "SidecarFile", "TIFFFile", "WorkerProtocol",
        ]),
    .testTarget(
        name: "LedgerTests", dependencies: ["EngineTesting", "FrameTypes", "Ledger", "LedgerSQLite", "POSIXFiles"]),
    .testTarget(
        name: "FrameEngineTests",
        dependencies: [
            "EngineTesting", "FrameEngine", "FrameTypes", "Ledger", "LedgerSQLite", "POSIXFiles", "WorkerProtocol",
            "Workers",
        ]),
    .testTarget(
        name: "FrameWatchDeviceTests",
        dependencies: ["FrameEngine", "FrameTypes", "FrameWatchDevice", "Log", "TangoIDL", "TangoServer", "TangoTypes"]),
    .testTarget(name: "FrameSimulatorTests", dependencies: ["FrameSimulator", "FrameTypes"]),
]

let package = Package(
    name: "FrameWatch",
    products: [
        .executable(name: "FrameWatch", targets: ["FrameWatch"]),
        .executable(name: "TangoTest", targets: ["TangoTest"]),
        .executable(name: "framewatch-worker", targets: ["FrameWatchWorker"]),
        .executable(name: "fwctl", targets: ["fwctl"]),
        .library(name: "TangoServer", targets: ["TangoServer"]),
        .library(name: "TangoClient", targets: ["TangoClient"]),
        .library(name: "TangoTesting", targets: ["TangoTesting"]),
    ],
    targets: systemLibraries + common + framework + engine + deviceClasses + executables + examples + testServers
        + tests,
    swiftLanguageModes: [.v6],
    cxxLanguageStandard: .cxx17
)

// One place for the settings of every Swift module, so that none can be forgotten.
for target in package.targets where ![.system, .plugin].contains(target.type) && target.name != "CTangoORB" {
    target.swiftSettings = [
        .treatAllWarnings(as: .error),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
    ]
}
