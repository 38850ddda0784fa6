import Dispatch
import Glibc
import Synchronization
import Testing

@testable import TangoServer

struct MadeOnceTests {
    private struct Failure: Error {}

    @Test func isMadeByOneOfMany() throws {
        let once = MadeOnce<Int>()
        let made = Atomic(0)
        let found = Mutex<Set<Int>>([])
        DispatchQueue.concurrentPerform(iterations: 8) { _ in
            let value = try? once.value {
                usleep(10_000)  // so that the others come meanwhile
                return made.add(1, ordering: .relaxed).newValue
            }
            found.withLock { _ = $0.insert(value ?? 0) }
        }
        #expect(found.withLock { $0 } == [1])
        #expect(once.present == 1)
    }

    @Test func isMadeAgainAfterAFailure() throws {
        let once = MadeOnce<Int>()
        #expect(throws: Failure.self) { try once.value { throw Failure() } }
        #expect(once.present == nil)
        #expect(try once.value { 2 } == 2)
    }
}
