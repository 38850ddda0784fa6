import Glibc

/// Bounds the memory of this process: a frame that makes it take more than any good one of its size ends this process,
/// before the machine has none left for the others.
enum MemoryLimit {
    /// What every frame may need: libraries, tags, the sidecar. **Unit**: byte.
    private static let base = 512 << 20

    /// Programs that look for mistakes of memory reserve more than any machine has. **Unit**: byte.
    private static let greatestReserve = 1 << 40

    /// Allows so many bytes beside what every frame may need.
    static func allow(_ bytes: Int) {
        guard isBounded else { return }
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_DATA.rawValue), &limit) == 0 else { return }
        limit.rlim_cur = min(limit.rlim_max, rlim_t(base + min(bytes, greatestReserve)))
        _ = setrlimit(__rlimit_resource_t(RLIMIT_DATA.rawValue), &limit)
    }

    /// Whether this program reserved no more at its start than programs do.
    private static let isBounded: Bool = {
        let file = open("/proc/self/statm", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return false }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 256)
        let count = read(file, &bytes, bytes.count)
        // Pages; the sixth number is that of data and stack.
        let words = String(decoding: bytes.prefix(max(0, count)), as: UTF8.self).split(separator: " ")
        guard words.count > 5, let pages = Int(words[5]) else { return false }
        return pages < greatestReserve / Int(sysconf(Int32(_SC_PAGESIZE)))
    }()
}
