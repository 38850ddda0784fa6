internal import TangoIDL
internal import TangoTypes

/// What a server answers to a subscription: where its sockets are and how the event is called.
///
/// **Source:** tango-server reference, section 9.5.
struct SubscriptionAnswer: Equatable {
    let heartbeatEndpoint: String
    let eventEndpoint: String
    let topic: String
    let channel: String
    let deviceLevel: Int
    let highWaterMark: Int32

    var heartbeatTopic: String { "\(channel).heartbeat" }

    /// The name of the event with its prefix, as confirmations want it.
    var eventName: String { topic.split(separator: ".").last.map(String.init) ?? "" }

    private static let releaseThatNamesTopics: Int32 = 930

    /// - Parameter isReachable: tells of an endpoint whether somebody listens; asked only when there is a choice.
    init(_ answer: CORBAAny, device: String, isReachable: (String) -> Bool) throws(DevFailed) {
        guard case .longStrings(let fields) = answer, fields.lvalue.count >= 3, fields.svalue.count >= 4,
            fields.lvalue[0] >= Self.releaseThatNamesTopics
        else {
            throw DevFailed(
                .notSupportedFeature,
                "The server of \(device) is too old for events: it must use release 9.3 of the Tango libraries or later."
            )
        }
        let endpoints = fields.svalue.dropLast(2)
        let pairs = stride(from: 0, to: endpoints.count - 1, by: 2).map { (endpoints[$0], endpoints[$0 + 1]) }
        let pair = pairs.count == 1 ? pairs[0] : pairs.first { isReachable($0.0) } ?? pairs[0]
        (heartbeatEndpoint, eventEndpoint) = (Endpoint.numeric(pair.0), Endpoint.numeric(pair.1))
        topic = fields.svalue[fields.svalue.count - 2]
        channel = fields.svalue[fields.svalue.count - 1]
        deviceLevel = Int(fields.lvalue[1])
        highWaterMark = max(1, fields.lvalue[2])
    }
}
