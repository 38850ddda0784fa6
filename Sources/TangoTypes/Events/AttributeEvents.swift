import TangoIDL

/// Decides which events a new reading of one attribute makes: the memory behind change, archive, alarm and periodic
/// events.
public struct AttributeEvents: Sendable {
    private var change = ChangeDetector()
    private var archive = ChangeDetector()
    private var alarm = ChangeDetector()
    private var archivePeriod = EventPeriod()
    private var period = EventPeriod()

    /// Nothing was read yet.
    public init() {}

    /// Decides about one kind of event, and remembers the content if it is to be sent.
    ///
    /// - Parameters:
    ///   - kind: Change, archive, alarm or periodic; others are always sent.
    ///   - content: What was read.
    ///   - criteria: The criteria in force, fetched only when something is compared with them.
    ///   - type: Type of one element.
    ///   - now: The present.
    ///   - isForced: Send without looking at the criteria.
    public mutating func isDue(
        _ kind: EventKind, _ content: EventContent, criteria: @autoclosure () -> EventCriteria, type: TangoType,
        at now: ContinuousClock.Instant, isForced: Bool = false
    ) -> Bool {
        switch kind {
        case .change:
            let differs = isForced || changeDiffers(content, criteria(), type)
            if differs { change.remember(content) }
            return differs
        case .archive:
            return isArchiveDue(content, criteria: criteria(), type: type, at: now, isForced: isForced)
        case .alarm:
            let differs = isForced || alarm.differsInAlarm(content)
            if differs { alarm.remember(content) }
            return differs
        case .periodic:
            guard isForced || period.isOver(criteria().period, at: now) else { return false }
            period.restart(at: now)
            return true
        default:
            return true
        }
    }

    private func changeDiffers(_ content: EventContent, _ criteria: EventCriteria, _ type: TangoType) -> Bool {
        change.differs(content, type: type, relative: criteria.relative, absolute: criteria.absolute)
    }

    private mutating func isArchiveDue(
        _ content: EventContent, criteria: EventCriteria, type: TangoType, at now: ContinuousClock.Instant,
        isForced: Bool
    ) -> Bool {
        let isPeriodOver = criteria.archivePeriod.map { archivePeriod.isOver($0, at: now) } ?? false
        let differs = archive.differs(
            content, type: type, relative: criteria.archiveRelative, absolute: criteria.archiveAbsolute)
        guard isForced || isPeriodOver || differs else { return false }
        if isPeriodOver { archivePeriod.restart(at: now) }
        archive.remember(content)
        return true
    }
}
