public import TangoIDL

/// Builds the run-length coded history of a command.
public enum CommandHistory {
    /// The history of records that come newest first.
    ///
    /// - Parameters:
    ///   - type: What the command returns.
    ///   - records: Newest first.
    public static func make(_ type: TangoType, _ records: [PollingRecord<CORBAAny>]) -> DevCmdHistory_4 {
        var sizes = RunLength<AttributeDim>()
        var errors = RunLength<[DevError]>()
        var parts: [CORBAAny] = []
        for (offset, record) in records.enumerated() {
            let index = records.count - 1 - offset
            switch record.result {
            case .success(let value):
                // What returns nothing has no sizes, as in release 9.3.4.
                if type != .void { sizes.add(size(value, type), at: index) }
                parts.append(value)
            case .failure(let failure):
                sizes.add(AttributeDim(dim_x: 0, dim_y: 0), at: index)
                errors.add(failure.errors, at: index)
            }
        }
        return DevCmdHistory_4(
            dates: records.reversed().map(\.time), value: AnyJoin.join(parts, type: type), dims: sizes.values,
            dims_array: sizes.runs, errors: errors.values, errors_array: errors.runs, cmd_type: type.rawValue)
    }

    private static func size(_ value: CORBAAny, _ type: TangoType) -> AttributeDim {
        switch value {
        case .longStrings(let both):
            return AttributeDim(dim_x: Int32(clamping: both.lvalue.count), dim_y: Int32(clamping: both.svalue.count))
        case .doubleStrings(let both):
            return AttributeDim(dim_x: Int32(clamping: both.dvalue.count), dim_y: Int32(clamping: both.svalue.count))
        default: return AttributeDim(dim_x: Int32(clamping: AnyJoin.count(value, type: type)), dim_y: 0)
        }
    }
}
