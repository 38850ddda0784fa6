import TangoIDL
import TangoServer
import TangoTypes

/// One row of the table of attributes: how clients see the attribute, and how its changes reach the listeners.
///
/// Every value is a function of ``ShownValues``. Reading answers it; a value that differs from the one that was sent
/// last is pushed. nil means that there is no such value now: quality INVALID, never an error.
struct AttributeRow: Sendable {
    /// The entry in the interface.
    let attribute: Attribute<FrameWatch>
    /// Sends the value as change and archive event when the two moments differ in it.
    let push: @Sendable (_ before: ShownValues, _ now: ShownValues, _ events: EventSink) -> Void

    /// Describes a row.
    ///
    /// - Parameters:
    ///   - key: Name and type.
    ///   - description: What the attribute means.
    ///   - unit: Of its value.
    ///   - format: How panels print it.
    ///   - limits: What may be written.
    ///   - alarms: Default levels of warning and alarm.
    ///   - maxX: Greatest length, or number of columns.
    ///   - maxY: Greatest number of rows.
    ///   - memorized: Whether the set value survives a restart.
    ///   - write: Takes a new value.
    ///   - value: Answers the value.
    init<Value: TangoValue & Equatable>(
        _ key: AttributeKey<Value>, _ description: String, unit: String? = nil, format: String? = nil,
        min: Value.Scalar? = nil, max: Value.Scalar? = nil, alarms: AlarmLevels<Value.Scalar> = .none, maxX: Int = 1,
        maxY: Int = 0, memorized: Memorization = .none,
        write: (@Sendable (isolated FrameWatch, Value) throws -> Void)? = nil,
        value: @escaping @Sendable (ShownValues) -> Value?
    ) {
        attribute = Attribute(
            key, unit: unit, description: description, format: format, min: min, max: max, alarms: alarms,
            pushed: [.change, .archiveAsConfigured], maxX: maxX, maxY: maxY, memorized: memorized,
            reading: { device in value(device.shown).map { Reading($0) } ?? .invalid }, write: write)
        push = { before, now, events in
            let (last, current) = (value(before), value(now))
            guard Self.differ(last, current) else { return }
            events.push(key, current.map { Reading($0) } ?? .invalid)
        }
    }

    /// Not a number is unequal to itself, which is no news.
    static func differ<Value: Equatable>(_ last: Value?, _ current: Value?) -> Bool {
        func isNumberless(_ value: Value?) -> Bool { value.map { $0 != $0 } ?? false }
        return last != current && !(isNumberless(last) && isNumberless(current))
    }
}

/// Collects the rows of the table.
@resultBuilder
enum AttributeRowBuilder {
    static func buildBlock(_ rows: AttributeRow...) -> [AttributeRow] { rows }
}
