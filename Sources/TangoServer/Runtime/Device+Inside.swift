extension Device {
    /// Runs `body` on the device; the calling thread must be inside its monitor, as requests are.
    ///
    /// `assumeIsolated` does the same, but asks the runtime first, which compares with the main executor by dynamic casts
    /// before it asks the monitor: three times the cost of the rest of the call.
    nonisolated func inside<Result>(_ body: (isolated Self) throws -> Result) rethrows -> Result {
        context.monitor.checkIsolated()
        // The isolation of a closure is no part of its representation, and the check above has established it.
        return try withoutActuallyEscaping(body) { body in
            try unsafeBitCast(body, to: ((Self) throws -> Result).self)(self)
        }
    }
}
