import Dispatch
import POSIXFiles
import Testing

@testable import FrameEngine

@Suite("An engine whose thread hangs says so", .timeLimit(.minutes(4)))
struct SilenceTests {
    @Test("The state turns to fault while the thread gives no sign of life, and back when it does")
    func silence() throws {
        var hooks = EngineHooks.patient
        hooks.lookInterval = 0.1
        let harness = try EngineHarness(hooks: hooks)
        harness.wait("running") { $0.state == .running }
        let release = DispatchSemaphore(value: 0)
        let engine = harness.engine
        let asker = try DedicatedThread(name: "asker") { _ = try? engine.ask { _ in release.wait() } }
        asker.leave()
        let silent = harness.wait("fault") { $0.state == .fault }
        #expect(silent.status.hasPrefix("The engine does not answer."))
        harness.wait("the observer to hear of it") { _ in harness.observer.states.last == .fault }
        release.signal()
        harness.wait("running again") { $0.state == .running }
        harness.wait("the observer to hear of that") { _ in harness.observer.states.last == .running }
        try harness.writeFrame("a.tif")
        harness.wait("archived") { $0.framesArchived == 1 }
    }
}
