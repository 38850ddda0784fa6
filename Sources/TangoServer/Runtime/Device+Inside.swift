// The isolation of a closure is no part of its representation. `assumeIsolated` rests on the same fact, but asks the
// runtime first, which compares with the main executor by dynamic casts before it asks the monitor, and makes two
// closures per call: more than the rest of a short request costs. These are made once, and check the monitor each time.

extension Device {
    /// A function on the device for callers inside its monitor, as requests are; anybody else stops the process.
    static func inside<Result>(
        _ body: @escaping @Sendable (isolated Self) throws -> Result
    ) -> @Sendable (Self) throws -> Result {
        let unisolated = unsafeBitCast(body, to: (@Sendable (Self) throws -> Result).self)
        return { device in
            device.context.monitor.checkIsolated()
            return try unisolated(device)
        }
    }

    /// The same with an argument.
    static func inside<Argument, Result>(
        _ body: @escaping @Sendable (isolated Self, Argument) throws -> Result
    ) -> @Sendable (Self, Argument) throws -> Result {
        let unisolated = unsafeBitCast(body, to: (@Sendable (Self, Argument) throws -> Result).self)
        return { device, argument in
            device.context.monitor.checkIsolated()
            return try unisolated(device, argument)
        }
    }
}
