import FrameEngine
import FrameTypes
import Log
import Synchronization
import TangoIDL
import TangoTypes
import Testing

@testable import FrameWatchDevice
@testable import TangoServer

/// What the engine tells becomes events, and only what has changed.
@Suite struct EventPublisherTests {
    /// Listens to everything.
    private final class Listener: EventOutlet {
        let events = Mutex<[(name: String, value: AttributeValue_5?)]>([])

        func hasListeners(_ device: DeviceRuntime, _ attribute: AttributeRuntime, _ kinds: EventSink.Kinds) -> Bool {
            kinds.contains([.change, .archive])
        }

        func push(
            _ kinds: EventSink.Kinds, _ device: DeviceRuntime, _ attribute: AttributeRuntime, _ content: EventContent
        ) {
            var value: AttributeValue_5?
            if case .value(let pushed) = content { value = pushed }
            events.withLock { $0.append((attribute.name, value)) }
        }

        func pushDataReady(_ device: DeviceRuntime, _ attribute: AttributeRuntime, counter: Int32) {}
        func pushPipe(_ device: DeviceRuntime, _ data: DevPipeData) {}
        func pushPipe(_ device: DeviceRuntime, _ name: String, error: DevFailed) {}
        func configurationChanged(_ device: DeviceRuntime, _ attribute: AttributeRuntime) {}
        func interfaceWillChange(_ device: DeviceRuntime) {}

        /// The events since the last call.
        func take() -> [(name: String, value: AttributeValue_5?)] {
            events.withLock { events in
                defer { events = [] }
                return events
            }
        }
    }

    private let listener = Listener()
    private let device: DeviceRuntime
    private let publisher: EventPublisher

    init() throws {
        let context = ServerContext(
            description: ServerDescription(classes: []),
            options: CommandLineOptions(executable: "FrameWatch", instance: "test"), properties: MemoryPropertyStore(),
            logSink: StandardErrorSink())
        context.install(events: listener)
        device = try DeviceRuntime.make("fw/test/1", of: DeviceClass(FrameWatch.self), in: context)
        publisher = EventPublisher(device.context)
    }

    @Test func whatChangedIsTold() throws {
        var snapshot = EngineSnapshot()
        snapshot.framesFound = 3
        snapshot.framesPending = 3
        publisher.engineValuesChanged([.framesFound, .framesPending], snapshot)
        let told = listener.take()
        #expect(told.map(\.name) == ["FramesFound", "FramesPending"])
        guard case .long64_att_value(let found)? = told.first?.value?.value else {
            Issue.record("FramesFound was told as \(String(describing: told.first))")
            return
        }
        #expect(found == [3])
    }

    @Test func whatDidNotChangeIsNotTold() {
        publisher.engineValuesChanged(Set(EngineValue.allCases), EngineSnapshot())
        #expect(listener.take().isEmpty)
    }

    @Test func whatIsNoNumberIsToldOnce() {
        var snapshot = EngineSnapshot()
        snapshot.frameStatistics = FrameStatistics(sum: .nan, max: 2)
        #expect(snapshot == snapshot)
        for _ in 0..<3 { publisher.engineValuesChanged([.frameStatistics], snapshot) }
        #expect(listener.take().map(\.name) == ["FrameSum", "FrameMax"])
    }

    @Test func aValueThatAppearsIsTold() throws {
        var snapshot = EngineSnapshot()
        snapshot.lastFrame = "/data/a.tif"
        snapshot.frameStatistics = FrameStatistics(sum: 10, max: 2)
        publisher.engineValuesChanged([.lastFrame, .frameStatistics], snapshot)
        let told = listener.take()
        #expect(told.map(\.name) == ["LastFrame", "FrameSum", "FrameMax"])
        #expect(told.allSatisfy { $0.value?.quality == .ATTR_VALID })
    }

    @Test func aValueThatGoesIsToldAsInvalid() throws {
        var snapshot = EngineSnapshot()
        snapshot.remoteUsed = 20
        publisher.engineValuesChanged([.remoteUsed], snapshot)
        snapshot.remoteUsed = nil
        publisher.engineValuesChanged([.remoteUsed], snapshot)
        #expect(listener.take().map(\.value?.quality) == [.ATTR_VALID, .ATTR_INVALID])
    }

    @Test(arguments: [(59.0, AttrQuality.ATTR_VALID), (60, .ATTR_WARNING), (75, .ATTR_ALARM)])
    func levelsAreAppliedToWhatIsTold(_ used: Double, _ quality: AttrQuality) {
        var snapshot = EngineSnapshot()
        snapshot.rawUsed = used
        publisher.engineValuesChanged([.rawUsed], snapshot)
        #expect(listener.take().map(\.value?.quality) == [quality])
    }

    @Test func stateAndStatusAreToldTogether() {
        publisher.engineStateChanged(.fault, status: "RawDir is gone.")
        #expect(listener.take().map(\.name) == ["State", "Status"])
        publisher.engineStateChanged(.fault, status: "RawDir is gone.")
        #expect(listener.take().isEmpty)
        publisher.engineStateChanged(.fault, status: "The ledger is gone.")
        #expect(listener.take().map(\.name) == ["Status"])
    }

    @Test(
        arguments: zip(
            [EngineState.starting, .on, .running, .alarm, .fault], [DevState.INIT, .ON, .RUNNING, .ALARM, .FAULT]))
    func statesAreThoseOfTheEngine(_ state: EngineState, _ shown: DevState) {
        #expect(DevState(state) == shown)
    }
}
