extension DevFailed {
    /// An error with one entry.
    public init(_ reason: String, _ desc: String, _ origin: String) {
        self.init(errors: [DevError(reason: reason, severity: .ERR, desc: desc, origin: origin)])
    }
}
