import Dispatch
import Testing

@testable import TangoServer

@Suite(.timeLimit(.minutes(5))) struct RootThreadsTests {
    @Test func theEndWaitsForTheLastOne() throws {
        let (threads, answer) = (RootThreads(), DispatchSemaphore(value: 0))
        _ = try threads.start { _ in }
        _ = try threads.start { thread in while thread.wait(until: nil) {} }
        let silent = try threads.start { _ in answer.wait() }
        #expect(!threads.stop(within: .milliseconds(10)))
        answer.signal()
        #expect(threads.stop(within: .seconds(60)))
        #expect(silent.join(within: .zero))
    }
}
