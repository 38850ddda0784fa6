import Glibc
import Testing
import ZeroMQSocket

@Suite struct SocketTests {
    /// A publisher drops what nobody subscribed to, so the first message may need several tries.
    private func exchange(
        _ publisher: borrowing ZeroMQSocket, _ subscriber: borrowing ZeroMQSocket, _ frames: [[UInt8]]
    ) throws -> [[UInt8]]? {
        let deadline = ContinuousClock.now + .seconds(60)
        while ContinuousClock.now < deadline {
            try publisher.send(frames)
            if let received = try subscriber.receive(timeout: .milliseconds(50)) { return received }
        }
        return nil
    }

    @Test func multipartMessageArrivesWhole() throws {
        let context = try ZeroMQContext()
        let publisher = try context.socket(.publish)
        try publisher.set(.linger(0))
        let endpoint = try publisher.bind("tcp://127.0.0.1:*")
        let subscriber = try context.socket(.subscribe)
        try subscriber.set(.linger(0))
        try subscriber.set(.subscribe("tango://"))
        try subscriber.connect(endpoint)
        let frames: [[UInt8]] = [Array("tango://a/b/c".utf8), [1], [], Array(repeating: 7, count: 100_000)]
        #expect(try exchange(publisher, subscriber, frames) == frames)
    }

    @Test func boundEndpointHasARealPort() throws {
        let context = try ZeroMQContext()
        let socket = try context.socket(.publish)
        let endpoint = try socket.bind("tcp://127.0.0.1:*")
        let port = endpoint.split(separator: ":").last.flatMap { Int($0) }
        #expect(endpoint.hasPrefix("tcp://127.0.0.1:"))
        #expect(try #require(port) > 1024)
    }

    @Test func receiveEndsWithItsTimeLimit() throws {
        let context = try ZeroMQContext()
        let socket = try context.socket(.pull)
        try socket.bind("inproc://silent")
        #expect(try socket.receive(timeout: .milliseconds(20)) == nil)
    }

    /// The next event of a connection, for which it waits.
    private func next(
        _ monitor: borrowing ZeroMQMonitor, of socket: borrowing ZeroMQSocket, _ bell: ZeroMQBell
    ) throws -> ZeroMQMonitor.Event? {
        let deadline = ContinuousClock.now + .seconds(60)
        while ContinuousClock.now < deadline {
            if let event = try monitor.next() { return event }
            try monitor.wait(for: socket, bell, timeout: .seconds(60))
        }
        return nil
    }

    @Test func aMonitorTellsOfConnections() throws {
        let (context, other) = (try ZeroMQContext(), try ZeroMQContext())
        let publisher = try other.socket(.publish)
        let endpoint = try publisher.bind("tcp://127.0.0.1:*")
        let subscriber = try context.socket(.subscribe)
        try subscriber.set(.linger(0))
        let bell = try ZeroMQBell()
        let monitor = try ZeroMQMonitor(of: subscriber, in: context)
        try subscriber.connect(endpoint)
        #expect(try next(monitor, of: subscriber, bell) == .stands(endpoint: endpoint))
        publisher.close()
        #expect(try next(monitor, of: subscriber, bell) == .lost(endpoint: endpoint))
    }

    @Test func aBellEndsOneWait() throws {
        let context = try ZeroMQContext()
        let socket = try context.socket(.subscribe)
        let bell = try ZeroMQBell()
        let monitor = try ZeroMQMonitor(of: socket, in: context)
        bell.ring()
        bell.ring()
        let start = ContinuousClock.now
        try monitor.wait(for: socket, bell, timeout: .seconds(60))
        #expect(.now - start < .seconds(60))
        let second = ContinuousClock.now
        try monitor.wait(for: socket, bell, timeout: .milliseconds(5))
        #expect(.now - second >= .milliseconds(5))
    }

    @Test func everyPushedMessageIsPulled() throws {
        let context = try ZeroMQContext()
        let pull = try context.socket(.pull)
        try pull.bind("inproc://work")
        let push = try context.socket(.push)
        try push.connect("inproc://work")
        for number in 0..<100 { try push.send([[UInt8(number)]]) }
        for number in 0..<100 { #expect(try pull.receive(timeout: .seconds(60)) == [[UInt8(number)]]) }
    }

    @Test func errorsSayWhatAndWhere() throws {
        let context = try ZeroMQContext()
        let socket = try context.socket(.publish)
        let error = #expect(throws: ZeroMQError.self) { try socket.bind("nonsense://x") }
        #expect(error?.operation == .bind)
        #expect(error?.subject == "nonsense://x")
        #expect(error?.description.contains("nonsense://x") == true)
    }

    @Test func aClosedContextRefusesSockets() throws {
        let context = try ZeroMQContext()
        context.close()
        #expect(throws: ZeroMQError.self) { try context.socket(.publish).close() }
    }

    /// The kernel shows the blocked signals of each thread; libzmq names its own `ZMQbg/…`.
    @Test func everyLibraryThreadBlocksAllSignals() throws {
        let context = try ZeroMQContext(ioThreads: 2)
        let socket = try context.socket(.publish)
        try socket.bind("tcp://127.0.0.1:*")
        // Each thread takes its name itself, some time after it was started.
        let deadline = ContinuousClock.now + .seconds(60)
        var masks: [UInt64] = []
        while masks.count < 3, ContinuousClock.now < deadline { masks = try libraryThreadMasks() }
        #expect(masks.count >= 3)
        // Signals 1 to 31, but SIGKILL and SIGSTOP, which nobody can block.
        let blockable: UInt64 = 0x7fff_ffff & ~(1 << 8) & ~(1 << 18)
        #expect(masks.allSatisfy { $0 & blockable == blockable })
        socket.close()
    }

    /// The blocked signals of the threads that libzmq named.
    private func libraryThreadMasks() throws -> [UInt64] {
        var masks: [UInt64] = []
        for thread in try directory("/proc/self/task") {
            let status = text("/proc/self/task/\(thread)/status")
            guard status.contains("Name:\tZMQbg") else { continue }
            let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("SigBlk:") })
            masks.append(try #require(UInt64(line.dropFirst(7).drop { $0 == "\t" }, radix: 16)))
        }
        return masks
    }

    /// Where the kernel shows time slices, as it does since Linux 6.12.
    @Test(.enabled(if: slice(of: "self") != nil))
    func libraryThreadsComeBeforeBusyOnes() throws {
        let own = slice(of: "thread-self")
        let context = try ZeroMQContext()
        let socket = try context.socket(.publish)
        let deadline = ContinuousClock.now + .seconds(60)
        var slices: [Double] = []
        while slices.count < 2, ContinuousClock.now < deadline {
            slices = try directory("/proc/self/task")
                .filter { text("/proc/self/task/\($0)/comm").hasPrefix("ZMQbg") }
                .compactMap { slice(of: "self/task/\($0)") }
        }
        #expect(slices.count >= 2)
        #expect(slices.allSatisfy { $0 == 100_000 })
        #expect(slice(of: "thread-self") == own)
        socket.close()
    }

    @Test func aStormOfSignalsCostsNoMessage() throws {
        let context = try ZeroMQContext()
        let publisher = try context.socket(.publish)
        try publisher.set(.sendHighWaterMark(0))
        let endpoint = try publisher.bind("tcp://127.0.0.1:*")
        let subscriber = try context.socket(.subscribe)
        try subscriber.set(.receiveHighWaterMark(0))
        try subscriber.set(.subscribe(""))
        try subscriber.connect(endpoint)
        try #require(try exchange(publisher, subscriber, [[0]]) != nil)
        signal(SIGUSR1) { _ in }
        let me = pthread_self()
        for number in 1...2000 {
            try publisher.send([[1], withUnsafeBytes(of: Int32(number)) { Array($0) }])
            pthread_kill(me, SIGUSR1)
        }
        var expected: Int32 = 1
        while expected <= 2000 {
            let frames = try #require(try subscriber.receive(timeout: .seconds(60)))
            guard frames.count == 2 else { continue }
            #expect(frames[1] == withUnsafeBytes(of: expected) { Array($0) })
            expected += 1
        }
    }

    private func directory(_ path: String) throws -> [String] {
        let stream = try #require(opendir(path))
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names
    }
}

/// How long a thread may have the processor while others wait, in nanoseconds; nil where the kernel does not show it.
private func slice(of thread: String) -> Double? {
    let lines = text("/proc/\(thread)/sched").split(separator: "\n")
    return lines.first { $0.hasPrefix("se.slice") }?.split(separator: " ").last.flatMap { Double($0) }
}

private func text(_ path: String) -> String {
    let descriptor = open(path, O_RDONLY)
    defer { close(descriptor) }
    var buffer = [UInt8](repeating: 0, count: 8192)
    let count = read(descriptor, &buffer, buffer.count)
    return String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
}
