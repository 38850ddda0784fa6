public import TangoIDL

extension DevFailed {
    /// Makes an error stack of one element.
    ///
    /// - Parameters:
    ///   - reason: What clients test for.
    ///   - description: What happened, to what, and what to do.
    ///   - origin: Where; the calling function by default.
    public init(_ reason: Reason, _ description: String, origin: String = #function) {
        self.init(errors: [DevError(reason, description, origin: origin)])
    }

    /// The same stack with one more element at its end, as each re-throw adds one.
    public func appending(_ reason: Reason, _ description: String, origin: String = #function) -> DevFailed {
        DevFailed(errors: errors + [DevError(reason, description, origin: origin)])
    }

    /// The reason of the innermost error, empty for an empty stack.
    public var reason: Reason { Reason(rawValue: errors.first?.reason ?? "") }
}

extension DevError {
    /// Makes one element of an error stack with severity ERR.
    public init(_ reason: Reason, _ description: String, origin: String = #function) {
        self.init(reason: reason.rawValue, severity: .ERR, desc: description, origin: origin)
    }
}
