import Glibc
import TangoClient

/// Where log files lie and how large they get.
struct LogSettings: Sendable {
    /// The directory of files without one.
    let directory: String

    /// - Parameters:
    ///   - configured: The property `logging_path` of the admin device.
    ///   - server: `executable/instance`.
    init(configured: String?, server: String) {
        let user = getpwuid(getuid()).map { String(cString: $0.pointee.pw_name) } ?? String(getuid())
        let root = configured ?? TangoEnvironment()["TANGO_LOG_PATH"] ?? "/tmp/tango-\(user)"
        directory = "\(root)/\(server)"
    }

    /// Makes the directory; a failure shows when a file in it is opened.
    func makeDirectory() {
        var path = directory.hasPrefix("/") ? "" : "."
        for part in directory.split(separator: "/") {
            path += "/\(part)"
            mkdir(path, 0o777)
        }
    }

    /// The size of a file in bytes from which on it is renamed, for a property in kB.
    static func limit(configured text: String?) -> Int {
        let kilobytes = text.flatMap { Int($0) } ?? 20_480
        return min(max(kilobytes, 500), 1_048_576) * 1024
    }
}
