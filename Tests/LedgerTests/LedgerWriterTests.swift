import FrameTypes
import Ledger
import Synchronization
import Testing

/// A store whose commits can be held up and made to fail.
final class FakeStore: LedgerWriting {
    struct State: Sendable {
        var commits: [Int] = []
        var failures = 0
    }
    let state: Mutex<State>
    init(failures: Int = 0) { state = Mutex(State(failures: failures)) }
    func write(_ batches: [[LedgerChange]]) throws(LedgerError) -> [LedgerError?] {
        let fails = state.withLock { state in
            if state.failures > 0 {
                state.failures -= 1
                return true
            }
            state.commits.append(batches.count)
            return false
        }
        if fails { throw LedgerError(.unusable, "The disk is full.") }
        return batches.map { _ in nil }
    }
}

@Suite("The thread that writes the ledger", .timeLimit(.minutes(5)))
struct LedgerWriterTests {
    @Test("What waits is written together, in order, and everyone is told")
    func groups() async throws {
        let store = FakeStore()
        let writer = try LedgerWriter(store) { _ in }
        let order = Mutex<[Int]>([])
        await withCheckedContinuation { (done: CheckedContinuation<Void, Never>) in
            for index in 0..<1_000 {
                writer.submit([.event(kind: "found", unit: nil, text: nil)]) { error in
                    #expect(error == nil)
                    order.withLock { $0.append(index) }
                    if index == 999 { done.resume() }
                }
            }
        }
        writer.close()
        #expect(order.withLock { $0 } == Array(0..<1_000))
        let commits = store.state.withLock { $0.commits }
        #expect(commits.reduce(0, +) == 1_000)
        #expect(commits.count < 1_000)
    }

    @Test("A store that fails is tried again; nothing is lost or overtaken")
    func failing() async throws {
        let store = FakeStore(failures: 2)
        let health = Mutex<[Bool]>([])
        let writer = try LedgerWriter(store) { error in health.withLock { $0.append(error == nil) } }
        await withCheckedContinuation { (done: CheckedContinuation<Void, Never>) in
            writer.submit([]) { error in
                #expect(error == nil)
                done.resume()
            }
        }
        writer.close()
        #expect(health.withLock { $0 } == [false, true])
    }

    @Test("A lazy batch is written soon, and at the latest when the ledger is closed")
    func lazy() throws {
        let store = FakeStore()
        let writer = try LedgerWriter(store) { _ in }
        writer.submit([], .lazy)
        writer.close()
        #expect(store.state.withLock { $0.commits } == [1])
        let told = Mutex<LedgerError?>(nil)
        writer.submit([]) { error in told.withLock { $0 = error } }
        #expect(told.withLock { $0?.code } == .closed)
    }
}
