import POSIXFiles

/// What was seen of one file so far: enough to tell when its writer has let go of it.
struct ObservedFile: Sendable, Equatable {
    private(set) var identity: FileIdentity
    /// When the file was last seen to change. **Unit**: s, monotonic.
    private(set) var changed: Double
    /// A close or move event came after the last change.
    private(set) var isReleased: Bool
    /// Whether the system was asked if a program has the file open for writing.
    private(set) var isWriterSought = false
    private var looks = 1

    init(_ identity: FileIdentity, at now: Double, isReleased: Bool) {
        self.identity = identity
        changed = now
        self.isReleased = isReleased
    }

    /// Takes another look. An event that says that the file was closed or moved counts as its release.
    mutating func look(_ seen: FileIdentity, at now: Double, isReleased released: Bool = false) {
        if seen == identity {
            looks += 1
            if released { isReleased = true }
        } else {
            self = ObservedFile(seen, at: now, isReleased: released)
        }
    }

    /// Takes the system's answer about a file whose close nobody saw. One that no program has open for writing was
    /// closed, if it is still the same.
    mutating func found(hasWriter: Bool?, _ seen: FileIdentity, at now: Double) {
        let isSame = seen == identity
        look(seen, at: now, isReleased: isSame && hasWriter == false)
        isWriterSought = isSame
    }

    /// Whether it may be taken: released, or old enough and the same over two looks.
    func isSettled(_ rules: SettleRules, at now: Double) -> Bool {
        (rules.settlesOnClose && isReleased) || (looks >= 2 && now - changed >= rules.minFileAge)
    }
}

/// The waits that decide when a frame is whole. **Unit**: s, byte.
struct SettleRules: Sendable, Equatable {
    var minFileSize: Int64
    var minFileAge: Double
    var sidecarWait: Double
    var incompleteWait: Double
    var settlesOnClose: Bool
    /// A frame without a sidecar is first looked into after this time: mostly the sidecar has come by then, and one
    /// look is enough.
    var patience = 0.5
    /// Between two looks at a file whose writer may still be at work.
    var lookInterval: Double { max(minFileAge, 0.2) }
}
