/// Which of the polling threads serves which device.
///
/// The property `polling_threads_pool_conf` has one entry per thread: device names in lower case with commas between
/// them, cut into pieces of 255 characters that end in a backslash.
public struct PollingPool: Sendable, Equatable {
    /// The greatest number of threads.
    public let size: Int
    private var threads: [[String]]

    /// Reads the properties of the admin device; at least one thread is allowed.
    public init(size: Int?, configuration: [String] = []) {
        self.size = max(1, size ?? 1)
        var entries: [String] = []
        var pending = ""
        for element in configuration {
            if element.hasSuffix("\\") {
                pending += element.dropLast()
            } else {
                entries.append(pending + element)
                pending = ""
            }
        }
        if !pending.isEmpty { entries.append(pending) }
        threads = entries.map { entry in
            entry.split(separator: ",").map { String($0).trimmingBlanks().lowercased() }.filter { !$0.isEmpty }
        }
        fold()
    }

    /// More entries than threads are shared out among those that there are.
    private mutating func fold() {
        while threads.count > size {
            let extra = threads.removeLast()
            threads[threads.count % size] += extra
        }
    }

    /// The thread of a device; a device without one gets a new thread while there may be more, then the least used.
    public mutating func thread(of device: String) -> Int {
        let key = device.lowercased()
        if let index = threads.firstIndex(where: { $0.contains(key) }) { return index }
        if threads.count < size {
            threads.append([key])
            return threads.count - 1
        }
        let index = threads.indices.min { threads[$0].count < threads[$1].count } ?? 0
        threads[index].append(key)
        return index
    }

    /// The thread of a device and all devices that it serves, in lower case; nil while it has none.
    public func shared(with device: String) -> (thread: Int, devices: [String])? {
        let key = device.lowercased()
        return threads.firstIndex { $0.contains(key) }.map { ($0, threads[$0]) }
    }

    /// Forgets a device of which nothing is polled any more.
    public mutating func remove(_ device: String) {
        let key = device.lowercased()
        for index in threads.indices { threads[index].removeAll { $0 == key } }
    }

    /// Forgets all devices but these, in lower case; the property may name some that are no longer polled.
    public mutating func keep(only devices: Set<String>) {
        for index in threads.indices { threads[index].removeAll { !devices.contains($0) } }
    }

    /// The elements of the property.
    public var configuration: [String] {
        threads.filter { !$0.isEmpty }.flatMap { Self.pieces($0.joined(separator: ",")) }
    }

    private static func pieces(_ text: String) -> [String] {
        let limit = 255
        var rest = Substring(text)
        var pieces: [String] = []
        while rest.count > limit {
            pieces.append(rest.prefix(limit - 1) + "\\")
            rest = rest.dropFirst(limit - 1)
        }
        return pieces + [String(rest)]
    }
}
