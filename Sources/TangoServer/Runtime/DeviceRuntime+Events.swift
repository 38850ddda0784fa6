import TangoIDL
import TangoTypes

extension DeviceRuntime {
    /// Whether anybody would get such an event.
    func hasListeners(_ attribute: AttributeRuntime, _ kinds: EventSink.Kinds) -> Bool {
        server.events?.hasListeners(self, attribute, kinds) ?? false
    }

    /// Sends what the device's code pushed.
    func push(_ content: EventContent, of attribute: AttributeRuntime, as kinds: EventSink.Kinds) {
        server.events?.push(kinds, self, attribute, content)
    }

    /// Sends a data-ready event.
    func pushDataReady(_ attribute: AttributeRuntime, counter: Int32) {
        server.events?.pushDataReady(self, attribute, counter: counter)
    }

    /// Sends the contents of a pipe.
    func push(_ data: DevPipeData, of pipe: PipeRuntime) { server.events?.pushPipe(self, data) }

    /// Sends an error in place of the contents of a pipe.
    func push(_ error: DevFailed, of pipe: PipeRuntime) { server.events?.pushPipe(self, pipe.name, error: error) }

    /// Sends the state as it was set.
    func pushState(_ state: DevState) {
        guard let attribute = attribute(named: "State"), hasListeners(attribute, [.change, .archive]) else { return }
        push(.value(builtIn(attribute, .dev_state_att(state))), of: attribute, as: [.change, .archive])
    }

    /// Sends the status as it was set.
    func pushStatus() {
        guard let attribute = attribute(named: "Status"), hasListeners(attribute, [.change, .archive]) else { return }
        push(.value(builtIn(attribute, .string_att_value([wordedStatus]))), of: attribute, as: [.change, .archive])
    }

    private func builtIn(_ attribute: AttributeRuntime, _ data: AttrValUnion) -> AttributeValue_5 {
        attribute.answer(
            AttributeSample(data: data, quality: .ATTR_VALID, time: .now, readShape: .scalar, setShape: .none))
    }

    /// Whether the server reads the attribute by itself.
    func isPolled(_ attribute: AttributeRuntime) -> Bool {
        server.polling?.isPolled(self, attribute: attribute) ?? false
    }
}
