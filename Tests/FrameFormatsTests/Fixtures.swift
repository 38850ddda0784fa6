import Foundation

/// Files of `Tests/Fixtures`.
enum Fixtures {
    static let directory = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Fixtures")

    static let sidecars = [
        "CeO2_09_11_2017-00001.dark.tif.metadata", "CeO2_09_11_2017-00001.tif.metadata",
        "CeO2_09_11_2017_off-00002.dark.tif.metadata", "CeO2_09_11_2017_off-00002.tif.metadata",
    ]

    static let frames = ["CeO2_Pilatus1M.tif", "Fe3O4C_M1_map_1_P1_E1_001.tif"]

    static func sidecar(_ name: String) throws -> [UInt8] {
        try Array(Data(contentsOf: directory.appending(path: "qxrd-metadata/\(name)")))
    }

    static func frame(_ name: String) throws -> [UInt8] {
        let unpack = Process()
        unpack.executableURL = URL(filePath: "/bin/gzip")
        unpack.arguments = ["-dc", directory.appending(path: "frames/\(name).gz").path]
        let output = Pipe()
        unpack.standardOutput = output
        try unpack.run()
        let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
        unpack.waitUntilExit()
        return Array(bytes)
    }
}
