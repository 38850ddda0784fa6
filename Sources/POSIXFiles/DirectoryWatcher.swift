internal import CLinux
import Glibc

/// Hears what happens to the names of a tree of directories, through inotify.
///
/// **Isolation**: one thread.
public struct DirectoryWatcher: ~Copyable {
    /// What happened.
    public enum Event: Sendable, Equatable {
        /// A file was closed after writing, or moved here: its writer has let go of it.
        case completed(path: String)
        /// A name appeared; its writer may be at work.
        case appeared(path: String)
        /// A name went away.
        case vanished(path: String)
        /// A directory appeared; it is not watched yet.
        case directoryAppeared(path: String)
        /// A directory of the tree went away or was moved.
        case directoryVanished(path: String)
        /// Something happened to a name that is not UTF-8.
        case unreadable
        /// Events were lost: only a look at everything helps.
        case overflow
    }

    private let descriptor: FileDescriptor
    private var directories: [Int32: String] = [:]
    private var buffer = [UInt8](repeating: 0, count: 64 * 1024)

    /// Opens a watcher that watches nothing yet.
    ///
    /// **Throws**: the failure of `inotify_init1`.
    public init() throws(POSIXError) {
        let number = inotify_init1(Int32(CLINUX_CLOEXEC | CLINUX_NONBLOCK))
        guard number >= 0 else { throw POSIXError.last("watch", "directories") }
        descriptor = FileDescriptor(owning: number)
    }

    /// The descriptor to poll for reading.
    public var pollDescriptor: Int32 { descriptor.rawValue }

    /// Watches one directory; watching it again is fine.
    ///
    /// **Throws**: the failure of `inotify_add_watch`; `ENOSPC` is the system's limit of watches.
    public mutating func watch(_ directory: String) throws(POSIXError) {
        let mask =
            IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_CREATE | IN_DELETE | IN_DELETE_SELF | IN_MOVE_SELF
            | IN_ONLYDIR
        let number = inotify_add_watch(descriptor.rawValue, directory, UInt32(mask))
        guard number >= 0 else { throw POSIXError.last("watch", directory) }
        directories[number] = directory
    }

    /// Forgets a directory and everything below it.
    public mutating func unwatch(_ directory: String) {
        for (number, path) in directories where Paths.contains(directory, path) {
            inotify_rm_watch(descriptor.rawValue, number)
            directories[number] = nil
        }
    }

    /// The events that wait, in order; empty when there are none. Never blocks.
    public mutating func events() -> [Event] {
        var events: [Event] = []
        while true {
            let count = buffer.withUnsafeMutableBytes { Glibc.read(descriptor.rawValue, $0.baseAddress, $0.count) }
            guard count > 0 else { return events }
            parse(count, into: &events)
        }
    }

    private mutating func parse(_ count: Int, into events: inout [Event]) {
        let headerSize = MemoryLayout<inotify_event>.size
        var offset = 0
        while offset + headerSize <= count {
            let header = buffer.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: inotify_event.self) }
            let start = offset + headerSize
            let end = min(start + Int(header.len), count)
            let name = String(validating: buffer[start..<end].prefix { $0 != 0 }, as: UTF8.self)
            offset = start + Int(header.len)
            if let name { append(header.wd, header.mask, name, to: &events) } else { events.append(.unreadable) }
        }
    }

    private mutating func append(_ number: Int32, _ mask: UInt32, _ name: String, to events: inout [Event]) {
        func has(_ bit: Int32) -> Bool { mask & UInt32(bitPattern: bit) != 0 }
        if has(IN_Q_OVERFLOW) { return events.append(.overflow) }
        guard let directory = directories[number] else { return }
        if has(IN_DELETE_SELF) || has(IN_MOVE_SELF) { return events.append(.directoryVanished(path: directory)) }
        if has(IN_IGNORED) {
            directories[number] = nil
            return
        }
        let path = Paths.join(directory, name)
        if has(IN_ISDIR) {
            if has(IN_CREATE) || has(IN_MOVED_TO) { events.append(.directoryAppeared(path: path)) }
            if has(IN_MOVED_FROM) { events.append(.directoryVanished(path: path)) }
        } else if has(IN_CLOSE_WRITE) || has(IN_MOVED_TO) {
            events.append(.completed(path: path))
        } else if has(IN_CREATE) {
            events.append(.appeared(path: path))
        } else if has(IN_DELETE) || has(IN_MOVED_FROM) {
            events.append(.vanished(path: path))
        }
    }
}
