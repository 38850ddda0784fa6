import FrameEngine
import TangoIDL
import TangoTypes
import Testing

@testable import FrameWatchDevice

@Suite struct ErrorTests {
    @Test(arguments: [
        (EngineError.Code.invalidDirectory, "FrameWatch_InvalidDirectory"),
        (.unknownPlugin, "FrameWatch_UnknownPlugin"), (.cannotRun, "FrameWatch_CannotRun"),
    ])
    func refusalsOfTheEngineKeepTheirWords(_ code: EngineError.Code, _ reason: String) throws {
        let failure = DevFailed(EngineError(code, "It is full: make room."))
        let error = try #require(failure.errors.first)
        #expect(error.reason == reason)
        #expect(error.desc == "It is full: make room.")
    }

    @Test func whatIsNotBuiltSaysSo() throws {
        let error = try #require(DevFailed.notBuilt("Audit", instead: "ask Explain").errors.first)
        #expect(error.reason == "FrameWatch_NotBuilt")
        #expect(error.desc == "Audit is not built yet. Until then: ask Explain.")
    }
}
