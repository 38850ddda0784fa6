import TangoIDL
import TangoTypes
import ZeroMQSocket

// The commands of the admin device with which clients subscribe.
extension EventSupplier {
    /// `ZmqEventSubscriptionChange`.
    ///
    /// - Parameters:
    ///   - arguments: `info`, or device, object, action, event and client level.
    ///   - directory: Finds the device.
    ///
    /// **Throws**: the reasons of the subscription checks; clients try again every ten seconds but for
    /// `API_CommandNotFound`.
    func zmqEventSubscriptionChange(
        _ arguments: [String], in directory: any EventDirectory
    ) throws(DevFailed) -> DevVarLongStringArray {
        if arguments.count == 1, arguments[0].lowercased() == "info" { return information }
        try checkCount(arguments)
        try checkIsOpen()
        // Spelled like this and not otherwise: any other word only asks where events are to be had.
        let isSubscribing = arguments[2] == "subscribe"
        let subscription = try resolve(
            device: arguments[0], object: arguments[1], isSubscribing: isSubscribing, in: directory
        ) { (deviceLevel) throws(DevFailed) in
            guard EventRequest.isKnown(arguments[3], deviceLevel: deviceLevel) else { throw wrongEvent(arguments[3]) }
            // Words too many hide the level of the client.
            let level = arguments.count == 5 ? arguments[4] : nil
            return EventRequest(name: arguments[3], level: level, deviceLevel: deviceLevel)
        }
        if isSubscribing {
            // Level 0 is what clients send that lost the server.
            let isReturning = arguments.count == 5 && arguments[4] == "0"
            try subscribe(
                subscription.request, object: subscription.object, isNew: true, isReturning: isReturning)
        } else {
            try openEventSocket()
        }
        return answer(to: subscription, isSubscribing: isSubscribing)
    }

    /// `EventConfirmSubscription`: triples of device, object and event, each confirmed for ten more minutes.
    ///
    /// **Throws**: `API_WrongNumberOfArgs`, and the reasons of the subscription checks.
    func eventConfirmSubscription(_ arguments: [String], in directory: any EventDirectory) throws(DevFailed) {
        guard !arguments.isEmpty, arguments.count.isMultiple(of: 3) else {
            throw DevFailed(
                .wrongNumberOfArguments,
                "Wrong number of input arguments: 3 needed per event: device name, attribute/pipe name and event name\n",
                origin: "DServer::event_confirm_subscription")
        }
        try checkIsOpen()
        for index in stride(from: 0, to: arguments.count, by: 3) {
            // This name says nothing about the client, and its topic is the same for all. A root that has nothing to send
            // now keeps none of the others from being confirmed; it is asked again in the background.
            let event = arguments[index + 2]
            let level = event == EventKind.dataReady.rawValue ? "5" : "0"
            let subscription = try resolve(
                device: arguments[index], object: arguments[index + 1], asksRoots: false, in: directory
            ) { EventRequest(name: event, level: level, deviceLevel: $0) }
            try subscribe(subscription.request, object: subscription.object, isNew: false)
        }
    }

    /// `EventSubscriptionChange`, which clients of the old notification service call: only the release is of use.
    ///
    /// **Throws**: `API_WrongNumberOfArgs`, and the reasons of the subscription checks.
    func eventSubscriptionChange(
        _ arguments: [String], in directory: any EventDirectory
    ) throws(DevFailed) -> Int32 {
        guard arguments.count >= 4 else {
            throw DevFailed(
                .wrongNumberOfArguments,
                "Not enough input arguments, needs 4 i.e. device name, attribute name, action, event name",
                origin: "DServer::event_subscription_change")
        }
        _ = try resolve(device: arguments[0], object: arguments[1], in: directory) {
            EventRequest(ofOldClient: arguments[3], deviceLevel: $0)
        }
        return settings.libraryRelease
    }

    // MARK: - Arguments

    /// What a subscription is about, after all checks.
    struct Subscription {
        var request: EventRequest
        var object: String
        var deviceLevel: Int
    }

    private func checkCount(_ arguments: [String]) throws(DevFailed) {
        guard arguments.count < 4 else { return }
        let text =
            arguments.count > 1
            ? "Not enough input arguments, needs at least 4 i.e. device name, attribute/pipe name, action,"
                + " event name, <Tango lib release>"
            : "Not enough input arguments, needs 4 i.e. device name, attribute/pipe name, action, event name"
        throw DevFailed(.wrongNumberOfArguments, text, origin: "DServer::zmq_event_subscription_change")
    }

    /// - Parameters:
    ///   - isSubscribing: Whether the event itself is wanted, and must be one that can come.
    ///   - read: Reads the event's name for a device of a level; what is wrong with it is said before all else.
    private func resolve(
        device deviceName: String, object: String, isSubscribing: Bool = true, asksRoots: Bool = true,
        in directory: any EventDirectory, read: (Int) throws(DevFailed) -> EventRequest
    ) throws(DevFailed) -> Subscription {
        let known = directory.eventDevice(deviceName)
        let request = try read(known?.interfaceLevel ?? settings.interfaceLevel)
        guard let device = known else { throw unknownDevice(deviceName) }
        let name = try checkedObject(object, of: device, request, isSubscribing, asksRoots: asksRoots)
        return Subscription(request: request, object: name.lowercased(), deviceLevel: device.interfaceLevel)
    }

    private func checkedObject(
        _ object: String, of device: any EventDevice, _ request: EventRequest, _ isSubscribing: Bool, asksRoots: Bool
    ) throws(DevFailed) -> String {
        switch request.kind {
        case .interfaceChange:
            return device.name
        case .pipe:
            guard device.hasPipe(object) || !isSubscribing else {
                throw DevFailed(.pipeNotFound, "\(object) pipe not found", origin: "DeviceClass::get_pipe_by_name")
            }
        default:
            guard let attribute = device.eventAttribute(object) else {
                throw DevFailed(
                    .attributeNotFound, "\(object) attribute not found", origin: "MultiAttribute::get_attr_ind_by_name")
            }
            guard isSubscribing else { break }
            let configuration = attribute.configuration
            try SubscriptionCheck(
                attribute: object, type: configuration.definition.type, criteria: configuration.events,
                isPolled: device.isPolled(attribute), pushed: attribute.pushedEvents,
                isForwarded: configuration.definition.rootName != nil,
                changeMakesAlarm: settings.makesAlarmFromChange
            ).check(request)
            if asksRoots, let kind = request.kind { try device.relay(kind, of: attribute) }
        }
        return "\(device.name)/\(object)"
    }

    private func wrongEvent(_ name: String) -> DevFailed {
        DevFailed(
            .wrongNumberOfArguments, "The event type you sent (\(name)) is not  valid event type",
            origin: "DServer::zmq_event_subscription_change")
    }

    private func unknownDevice(_ name: String) -> DevFailed {
        DevFailed(.deviceNotFound, "Device \(name) not found", origin: "Util::get_device_by_name()")
            .appending(.deviceNotFound, "Device \(name) not found", origin: "DServer::event_subscription")
    }

    // MARK: - Answers

    private func answer(to subscription: Subscription, isSubscribing: Bool) -> DevVarLongStringArray {
        let endpoints = endpoints
        var strings: [String] = []
        for (heartbeat, event) in zip(endpoints.heartbeat, endpoints.event) { strings += [heartbeat, event] }
        strings += [settings.names.topic(subscription.object, subscription.request), settings.names.channel]
        let multicast = isSubscribing ? multicast(of: subscription) : [0, 0]
        return DevVarLongStringArray(
            lvalue: [settings.libraryRelease, Int32(subscription.deviceLevel), settings.clientHighWaterMark]
                + multicast + [ZeroMQContext.release],
            svalue: strings)
    }

    /// There is no multicast; with a database, release 9.3.4 tells its rate and recovery time all the same.
    private func multicast(of subscription: Subscription) -> [Int32] {
        let request = subscription.request
        guard settings.names.usesDatabase, request.kind != .pipe, request.kind != .interfaceChange else {
            return [0, 0]
        }
        let limits = settings.multicast.limits(of: "\(subscription.object).\(request.name)")
        return [limits.rate, limits.recovery]
    }

    private var information: DevVarLongStringArray {
        let endpoints = endpoints
        var strings = ["Heartbeat: \(endpoints.heartbeat.first ?? "")", "Event: \(endpoints.event.first ?? "")"]
        for (index, heartbeat) in endpoints.heartbeat.enumerated().dropFirst() {
            strings.append("Alternate heartbeat: \(heartbeat)")
            strings.append("Alternate event: \(index < endpoints.event.count ? endpoints.event[index] : "")")
        }
        return DevVarLongStringArray(lvalue: [settings.libraryRelease], svalue: strings)
    }
}
