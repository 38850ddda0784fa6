import Glibc
import Synchronization
import Testing

@testable import TangoServer

private actor Counter {
    let monitor: DeviceMonitor
    private(set) var count = 0
    nonisolated var unownedExecutor: UnownedSerialExecutor { monitor.asUnownedSerialExecutor() }
    init(_ monitor: DeviceMonitor) { self.monitor = monitor }
    func increment() { count += 1 }

    private var chains = 0
    private var greatest = 0

    /// Lets two chains of tasks run, each of which puts its next task into the list before the present one ends.
    ///
    /// - Returns: The greatest length of the monitor's list.
    func runChains(_ links: Int) async -> Int {
        chains = 2
        await withCheckedContinuation { done in
            for _ in 0..<2 { link(links, done) }
        }
        return greatest
    }

    private func link(_ left: Int, _ done: CheckedContinuation<Void, Never>) {
        greatest = max(greatest, monitor.listedJobs)
        if left > 0 {
            Task { link(left - 1, done) }
            return
        }
        chains -= 1
        if chains == 0 { done.resume() }
    }
}

/// Runs `body` on threads of its own, which may block, and waits for them.
private func onThreads(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
    final class Start: Sendable {
        let body: @Sendable (Int) -> Void
        let number: Int
        init(_ body: @escaping @Sendable (Int) -> Void, _ number: Int) { (self.body, self.number) = (body, number) }
    }
    let threads = (0..<count).map { number in
        var thread = pthread_t()
        let start = Unmanaged.passRetained(Start(body, number)).toOpaque()
        pthread_create(
            &thread, nil,
            { argument in
                guard let argument else { return nil }
                let start = Unmanaged<Start>.fromOpaque(argument).takeRetainedValue()
                start.body(start.number)
                return nil
            }, start)
        return thread
    }
    for thread in threads { pthread_join(thread, nil) }
}

@Suite(.timeLimit(.minutes(5)))
struct DeviceMonitorTests {
    @Test func threadsAndTasksLoseNoUpdate() async {
        let monitor = DeviceMonitor()
        let counter = Counter(monitor)
        async let tasks: Void = withTaskGroup(of: Void.self) { group in
            for _ in 0..<4 { group.addTask { for _ in 0..<500 { await counter.increment() } } }
        }
        let failures = Mutex(0)
        onThreads(4) { _ in
            for _ in 0..<500 {
                do { try monitor.enter { counter.assumeIsolated { $0.increment() } } } catch {
                    failures.withLock { $0 += 1 }
                }
            }
        }
        await tasks
        #expect(await counter.count == 4000)
        #expect(failures.withLock { $0 } == 0)
    }

    /// Two tasks that are always ready keep the list from running dry.
    @Test func theListOfJobsStaysShort() async {
        let counter = Counter(DeviceMonitor())
        #expect(await counter.runChains(1000) < 256)
    }

    @Test func theOwnerMayEnterAgain() throws {
        let monitor = DeviceMonitor()
        let depth = try monitor.enter { try monitor.enter { try monitor.enter { 3 } } }
        #expect(depth == 3)
        #expect(!monitor.isOwnedByCurrentThread)
    }

    @Test func waitingEndsWithinTheLimit() {
        let monitor = DeviceMonitor()
        let inside = Gate()
        let done = Gate()
        let outcome = Mutex<Bool?>(nil)
        onThreads(2) { number in
            if number == 0 {
                _ = try? monitor.enter {
                    inside.open()
                    done.wait()
                }
            } else {
                inside.wait()
                let start = ContinuousClock.now
                do { try monitor.enter(within: .milliseconds(50)) {} } catch is MonitorTimeout {
                    outcome.withLock { $0 = start.duration(to: .now) >= .milliseconds(50) }
                } catch {}
                done.open()
            }
        }
        #expect(outcome.withLock { $0 } == true)
    }

    @Test func anErrorLeavesTheMonitorFree() throws {
        struct Broken: Error {}
        let monitor = DeviceMonitor()
        #expect(throws: Broken.self) { try monitor.enter { throw Broken() } }
        try monitor.enter(within: .zero) {}
    }

    @Test func withoutSerializationEverybodyIsInside() throws {
        let monitor = DeviceMonitor(serializing: false)
        let inside = Gate()
        let count = Mutex(0)
        onThreads(2) { number in
            try? monitor.enter {
                if number == 0 { inside.wait() } else { inside.open() }
                count.withLock { $0 += 1 }
            }
        }
        #expect(count.withLock { $0 } == 2)
    }
}

/// Opens once; waiting ends when it is open.
private final class Gate: Sendable {
    private let isOpen = Mutex(false)

    func open() { isOpen.withLock { $0 = true } }

    func wait() {
        while !isOpen.withLock({ $0 }) { usleep(200) }
    }
}
