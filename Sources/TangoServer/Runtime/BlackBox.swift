import Glibc
import Synchronization
import TangoIDL
import TangoTypes

/// The last requests that a device got, newest first when read.
///
/// Entries are kept as they came and turned into lines only when somebody asks, because every request makes one.
///
/// **Isolation**: any thread.
final class BlackBox: Sendable {
    private let ring: Mutex<Ring>

    private struct Ring {
        var entries: [Entry] = []
        var next = 0
        let depth: Int
    }

    struct Entry: Sendable {
        var seconds: Int
        var nanoseconds: Int
        var operation: Operation
        var source: Source
    }

    /// Who asked: what a line needs of it and no more, because every request copies it.
    enum Source: Sendable {
        /// A client that does not say who it is.
        case unnamed(peer: String)
        /// A client in C++ or Python.
        case native(peer: String, process: UInt32)
        /// A client in Java.
        case java(peer: String, mainClass: String)
        /// The server's own polling.
        case polling
        /// The start of the server or of a device.
        case startup
    }

    /// What was asked.
    enum Operation: Sendable {
        /// A CORBA attribute.
        case attribute(StaticString)
        /// An operation without interesting arguments.
        case plain(StaticString)
        /// A command.
        case command(StaticString, String, DevSource?)
        /// Attributes read.
        case read(StaticString, [String], DevSource?)
        /// Attributes written.
        case write(StaticString, [String])
        /// One attribute, or a pipe, written; apart, so that its name needs no list.
        case writeOne(StaticString, String)
        /// Attributes written and read.
        case writeRead(StaticString, [String], [String])
    }

    /// No black box is deeper: a wrong digit in a property must not use up the memory.
    static let greatestDepth = 100_000

    /// A black box for `depth` requests.
    init(depth: Int) { ring = Mutex(Ring(depth: min(max(depth, 1), Self.greatestDepth))) }

    /// Notes a request, now.
    func note(_ operation: consuming Operation, _ source: consuming Source) {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        if !operation.isShort { operation = operation.clipped }
        var entry = Entry(seconds: now.tv_sec, nanoseconds: now.tv_nsec, operation: operation, source: source)
        // What was there before is given back after the lock.
        ring.withLock { ring in
            guard ring.entries.count == ring.depth else { return ring.entries.append(entry) }
            swap(&ring.entries[ring.next], &entry)
            ring.next = ring.next + 1 == ring.depth ? 0 : ring.next + 1
        }
    }

    /// The newest `count` requests as lines, newest first.
    ///
    /// **Throws**: `API_BlackBoxArgument`, `API_BlackBoxEmpty`.
    func lines(_ count: Int) throws(DevFailed) -> [String] {
        guard count > 0 else {
            throw DevFailed(
                .blackBoxArgument, "Argument to read black box out of range", origin: "BlackBox::read")
        }
        let (entries, next) = ring.withLock { ($0.entries, $0.next) }
        guard !entries.isEmpty else {
            throw DevFailed(.blackBoxEmpty, "Nothing stored yet in black-box", origin: "BlackBox::read")
        }
        let newest = next == 0 ? entries.count : next
        let wanted = Swift.min(count, entries.count)
        return (0..<wanted).map { back in entries[(newest - 1 - back + entries.count) % entries.count].line }
    }
}
