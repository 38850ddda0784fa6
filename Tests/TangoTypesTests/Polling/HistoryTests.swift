import TangoIDL
import TangoTypes
import Testing

@Suite struct HistoryTests {
    private func time(_ second: Int) -> TimeVal { TimeVal(tv_sec: Int32(second), tv_usec: 0, tv_nsec: 0) }

    private func value(_ values: [Double], _ second: Int, quality: AttrQuality = .ATTR_VALID) -> PollingRecord<
        AttributeValue_5
    > {
        guard case .value(let value) = sample(values, quality: quality) else { return failed("", second) }
        return PollingRecord(instant: .now, time: time(second), result: .success(value))
    }

    private func failed<Value>(_ reason: String, _ second: Int) -> PollingRecord<Value> {
        PollingRecord(
            instant: .now, time: time(second),
            result: .failure(DevFailed(Reason(rawValue: reason), "d", origin: "o")))
    }

    private func make(_ newestFirst: [PollingRecord<AttributeValue_5>]) -> DevAttrHistory_5 {
        AttributeHistory.make(
            name: "Volt", definition: AttributeDefinition(name: "volt", type: .double, format: .SPECTRUM), newestFirst)
    }

    @Test func runsCountDownFromTheNewestRecord() {
        let history = make([
            value([6, 7], 6), value([5, 5], 5), failed("A", 4), failed("A", 3), failed("B", 2), value([1], 1),
        ])
        #expect(history.dates.map(\.tv_sec) == [1, 2, 3, 4, 5, 6])
        #expect(history.value == .doubles([6, 7, 5, 5, 1]))
        #expect(history.quals == [.ATTR_VALID, .ATTR_INVALID, .ATTR_VALID])
        #expect(history.quals_array.map { [$0.start, $0.nb_elt] } == [[5, 2], [3, 3], [0, 1]])
        #expect(history.r_dims.map(\.dim_x) == [2, 0, 1])
        #expect(history.r_dims_array.map { [$0.start, $0.nb_elt] } == [[5, 2], [3, 3], [0, 1]])
        #expect(history.w_dims_array.map { [$0.start, $0.nb_elt] } == [[5, 6]])
        #expect(history.errors.map { $0.map(\.reason) } == [["A"], ["B"]])
        #expect(history.errors_array.map { [$0.start, $0.nb_elt] } == [[3, 2], [1, 1]])
        #expect(history.data_type == 5)
    }

    @Test func equalErrorsApartAreTwoRuns() {
        let history = make([failed("A", 3), value([1], 2), failed("A", 1)])
        #expect(history.errors_array.map { [$0.start, $0.nb_elt] } == [[2, 1], [0, 1]])
    }

    @Test func writeOnlyAttributesHaveTheirValueTwice() {
        let definition = AttributeDefinition(name: "volt", type: .double, writable: .WRITE)
        let history = AttributeHistory.make(name: "volt", definition: definition, [value([2], 2), value([1], 1)])
        #expect(history.value == .doubles([2, 2, 1, 1]))
    }

    @Test func withoutDataTheAnyIsEmpty() {
        #expect(make([failed("A", 1)]).value == .null)
        #expect(make([value([1], 1, quality: .ATTR_INVALID)]).value == .null)
    }

    @Test func statesBecomeASequence() {
        guard case .value(let reading) = sample(.dev_state_att(.ALARM), type: .state) else { return }
        let record = PollingRecord(instant: .now, time: time(1), result: Result<_, DevFailed>.success(reading))
        let history = AttributeHistory.make(
            name: "State", definition: AttributeDefinition(name: "State", type: .state), [record, record])
        #expect(history.value == .states([.ALARM, .ALARM]))
    }

    private func result(_ value: CORBAAny, _ second: Int) -> PollingRecord<CORBAAny> {
        PollingRecord(instant: .now, time: time(second), result: .success(value))
    }

    @Test func commandResultsAreOneSequence() {
        let history = CommandHistory.make(.long, [result(.long(3), 3), failed("A", 2), result(.long(1), 1)])
        #expect(history.value == .longs([3, 1]))
        #expect(history.dims.map(\.dim_x) == [1, 0, 1])
        #expect(history.errors_array.map { [$0.start, $0.nb_elt] } == [[1, 1]])
        #expect(history.cmd_type == 3)
    }

    @Test func arraysAndCombinedTypesKeepTheirSizes() {
        let arrays = CommandHistory.make(.doubleArray, [result(.doubles([3, 4]), 2), result(.doubles([1]), 1)])
        #expect(arrays.value == .doubles([3, 4, 1]))
        #expect(arrays.dims.map(\.dim_x) == [2, 1])
        let both = DevVarLongStringArray(lvalue: [1], svalue: ["a", "b"])
        let combined = CommandHistory.make(
            .longStringArray, [result(.longStrings(both), 2), result(.longStrings(both), 1)])
        #expect(combined.value == .longStrings(DevVarLongStringArray(lvalue: [1, 1], svalue: ["a", "b", "a", "b"])))
        #expect(combined.dims == [AttributeDim(dim_x: 1, dim_y: 2)])
    }

    @Test func onlyTheErrorsOfWhatReturnsNothingHaveSizes() {
        let good = CommandHistory.make(.void, [result(.null, 2), result(.null, 1)])
        #expect(good.value == .null && good.dims.isEmpty && good.dims_array.isEmpty)
        let history = CommandHistory.make(.void, [result(.null, 3), failed("A", 2), result(.null, 1)])
        #expect(history.dims == [AttributeDim(dim_x: 0, dim_y: 0)])
        #expect(history.dims_array.map { [$0.start, $0.nb_elt] } == [[1, 1]])
        #expect(history.errors_array.map { [$0.start, $0.nb_elt] } == [[1, 1]])
    }
}
