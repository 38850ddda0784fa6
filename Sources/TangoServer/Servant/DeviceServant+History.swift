import ORBBridge
import TangoIDL
import TangoTypes

// The polling buffers. The second and third generation get them record by record, oldest first, the later ones
// run-length coded.
extension DeviceServant {
    // MARK: Attributes

    func read_attribute_history_5(_ name: String, _ n: Int32, _ call: CallInfo) throws -> DevAttrHistory_5 {
        note(.plain("read_attribute_history_5"), call)
        return try device.history(attribute: name, Int(n), askedBy: "Device_5Impl::read_attribute_history_5")
    }

    func read_attribute_history_4(_ name: String, _ n: Int32, _ call: CallInfo) throws -> DevAttrHistory_4 {
        note(.plain("read_attribute_history_4"), call)
        let origin = "Device_4Impl::read_attribute_history_4"
        let history = try device.history(attribute: name, Int(n), askedBy: origin)
        return DevAttrHistory_4(
            name: history.name, dates: history.dates, value: history.value, quals: history.quals,
            quals_array: history.quals_array, r_dims: history.r_dims, r_dims_array: history.r_dims_array,
            w_dims: history.w_dims, w_dims_array: history.w_dims_array, errors: history.errors,
            errors_array: history.errors_array)
    }

    func read_attribute_history_3(_ name: String, _ n: Int32, _ call: CallInfo) throws -> DevAttrHistoryList_3 {
        note(.plain("read_attribute_history_3"), call)
        let origin = "Device_3Impl::read_attribute_history_3"
        return try device.records(attribute: name, Int(n), askedBy: origin).map { record in
            let value = record.attributeValue(name)
            return DevAttrHistory_3(
                attr_failed: !value.err_list.isEmpty, value: value.version3(device.any(value)))
        }
    }

    func read_attribute_history_2(_ name: String, _ n: Int32, _ call: CallInfo) throws -> DevAttrHistoryList {
        note(.plain("read_attribute_history_2"), call)
        let origin = "Device_2Impl::read_attribute_history_2"
        return try device.records(attribute: name, Int(n), askedBy: origin).map { record in
            let value = record.attributeValue(name)
            return DevAttrHistory(
                attr_failed: !value.err_list.isEmpty, value: value.version1(device.any(value)),
                errors: value.err_list)
        }
    }

    // MARK: Commands

    func command_inout_history_4(_ command: String, _ n: Int32, _ call: CallInfo) throws -> DevCmdHistory_4 {
        note(.plain("command_inout_history_4"), call)
        return try device.history(command: command, Int(n), askedBy: "Device_4Impl::command_inout_history_4")
    }

    func command_inout_history_2(_ command: String, _ n: Int32, _ call: CallInfo) throws -> DevCmdHistoryList {
        note(.plain("command_inout_history_2"), call)
        let origin = "Device_2Impl::command_inout_history_2"
        return try device.records(command: command, Int(n), askedBy: origin).map { record in
            switch record.result {
            case .success(let value):
                DevCmdHistory(time: record.time, cmd_failed: false, value: value, errors: [])
            case .failure(let error):
                DevCmdHistory(time: record.time, cmd_failed: true, value: .null, errors: error.errors)
            }
        }
    }
}

extension PollingRecord where Value == AttributeValue_5 {
    /// The record as the answer that a client would have got then.
    fileprivate func attributeValue(_ name: String) -> AttributeValue_5 {
        switch result {
        case .success(let value): return value
        case .failure(let error):
            var answer = AttributeValue_5(failed: name, with: error)
            answer.time = time
            return answer
        }
    }
}
