import FrameEngine
import Synchronization
import TangoIDL
import TangoServer

/// Turns what the engine tells into state and events.
///
/// Nothing here enters the device: a push waits neither for its monitor nor for a client.
final class EventPublisher: EngineObserver {
    private let context: DeviceContext
    /// What was sent last. Held while pushing, so that listeners see the values in order.
    private let sent = Mutex(ShownValues())

    init(_ context: DeviceContext) { self.context = context }

    func engineStateChanged(_ state: EngineState, status: String) {
        context.setState(DevState(state), status: status)
    }

    func engineValuesChanged(_ values: Set<EngineValue>, _ snapshot: EngineSnapshot) {
        update { $0.engine = snapshot }
    }

    /// Sends the regions of interest if they changed.
    func regionsChanged(_ regions: Regions) {
        update { $0.regions = regions }
    }

    private func update(_ change: (inout ShownValues) -> Void) {
        sent.withLock { sent in
            let before = sent
            change(&sent)
            for row in FrameWatch.attributeTable { row.push(before, sent, context.events) }
        }
    }
}

extension DevState {
    /// The Tango state of an engine's state.
    init(_ state: EngineState) {
        self =
            switch state {
            case .starting: .INIT
            case .on: .ON
            case .running: .RUNNING
            case .alarm: .ALARM
            case .fault: .FAULT
            }
    }
}
