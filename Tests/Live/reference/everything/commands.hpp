// The commands.
#pragma once

#include "actions.hpp"

namespace {

void add_actions(std::vector<Tango::Command *> &list) {
    setter<Tango::DevShort>(list, "SetQuality", Tango::DEV_SHORT, [](Everything &d, Tango::DevShort v) { d.quality = v; });
    setter<Tango::DevShort>(list, "FailReading", Tango::DEV_SHORT, [](Everything &d, Tango::DevShort v) { d.failure = v; });
    setter<Tango::DevShort>(list, "FailWriting", Tango::DEV_SHORT,
                            [](Everything &d, Tango::DevShort v) { d.write_failure = v; });
    setter<Tango::DevShort>(list, "Fail", Tango::DEV_SHORT, [](Everything &, Tango::DevShort v) { fail(v); });
    setter<Tango::DevState>(list, "SetState", Tango::DEV_STATE, [](Everything &d, Tango::DevState v) { d.set_state(v); });
    setter<Tango::DevDouble>(list, "Push", Tango::DEV_DOUBLE, push);
    setter<Tango::DevShort>(list, "PushQuality", Tango::DEV_SHORT, push_quality);
    plain(list, "PushError", push_error);
    plain(list, "FailPushing", fail_pushing);
    setter<Tango::DevLong>(list, "DataReady", Tango::DEV_LONG,
                           [](Everything &d, Tango::DevLong v) { d.push_data_ready_event("pushed", v); });
    plain(list, "Fill", fill);
    plain(list, "FillCommand", fill_command);
    plain(list, "Trigger", [](Everything &d) { Tango::Util::instance()->trigger_attr_polling(&d, "filled"); });
    plain(list, "TriggerCommand", [](Everything &d) { Tango::Util::instance()->trigger_cmd_polling(&d, "Filled"); });
    setter<Tango::DevLong>(list, "PollLevel", Tango::DEV_LONG, [](Everything &d, Tango::DevLong period) {
        if (period < 0) d.stop_poll_attribute("level");
        else d.poll_attribute("level", period);
    });
    setter<Tango::DevString>(list, "AddAttribute", Tango::DEV_STRING, [](Everything &d, Tango::DevString v) { add_attribute(d, v); });
    setter<Tango::DevString>(list, "RemoveAttribute", Tango::DEV_STRING, [](Everything &d, Tango::DevString v) {
        std::string name = v;
        d.remove_attribute(name, true);
    });
    setter<Tango::DevString>(list, "AddCommand", Tango::DEV_STRING, [](Everything &d, Tango::DevString v) { add_command(d, v); });
    setter<Tango::DevString>(list, "RemoveCommand", Tango::DEV_STRING,
                             [](Everything &d, Tango::DevString v) { d.remove_command(std::string(v), true); });
    setter<const Strings *>(list, "SetLabels", Tango::DEVVAR_STRINGARRAY, [](Everything &d, const Strings *texts) {
        std::vector<std::string> labels;
        for (CORBA::ULong index = 0; index < texts->length(); index++) labels.push_back((*texts)[index].in());
        set_labels(d, labels);
    });
    setter<Tango::DevDouble>(list, "SetLimit", Tango::DEV_DOUBLE, set_limit);
    strings(list, "Hardware", [](Everything &d) { return d.hardware; });
    strings(list, "Properties", [](Everything &d) { return d.found; });
}

void add_special(std::vector<Tango::Command *> &list) {
    auto described = new Action("Described", Tango::DEV_LONG, Tango::DEV_DOUBLE, {}, "how many", "how much", Tango::EXPERT);
    described->body = [described](Everything &, const CORBA::Any &any) {
        return described->out<Tango::DevDouble>(described->in<Tango::DevLong>(any) * 1.5);
    };
    list.push_back(described);
    auto guarded = new Action("Guarded", Tango::DEV_VOID, Tango::DEV_VOID, {});
    guarded->states = {Tango::ON, Tango::STANDBY};
    guarded->body = [guarded](Everything &, const CORBA::Any &) { return guarded->insert(); };
    list.push_back(guarded);
    auto polled = new Action("Polled", Tango::DEV_VOID, Tango::DEV_LONG, {});
    polled->body = [polled](Everything &d, const CORBA::Any &) { return polled->out<Tango::DevLong>(++d.executed); };
    polled->set_polling_period(100);
    list.push_back(polled);
    auto filled = new Action("Filled", Tango::DEV_VOID, Tango::DEV_LONG, {});
    filled->body = [filled](Everything &, const CORBA::Any &) { return filled->out<Tango::DevLong>(1); };
    list.push_back(filled);
}

void add_echoes(std::vector<Tango::Command *> &list) {
    echo<Tango::DevBoolean>(list, "EchoBoolean", Tango::DEV_BOOLEAN);
    echo<Tango::DevShort>(list, "EchoShort", Tango::DEV_SHORT);
    echo<Tango::DevLong>(list, "EchoLong", Tango::DEV_LONG);
    echo<Tango::DevLong64>(list, "EchoLong64", Tango::DEV_LONG64);
    echo<Tango::DevFloat>(list, "EchoFloat", Tango::DEV_FLOAT);
    echo<Tango::DevDouble>(list, "EchoDouble", Tango::DEV_DOUBLE);
    echo<Tango::DevUShort>(list, "EchoUShort", Tango::DEV_USHORT);
    echo<Tango::DevULong>(list, "EchoULong", Tango::DEV_ULONG);
    echo<Tango::DevULong64>(list, "EchoULong64", Tango::DEV_ULONG64);
    echo<Tango::DevString>(list, "EchoString", Tango::DEV_STRING);
    echo<Tango::DevState>(list, "EchoState", Tango::DEV_STATE);
    echo_array<Tango::DevVarBooleanArray>(list, "EchoBooleans", Tango::DEVVAR_BOOLEANARRAY);
    echo_array<Tango::DevVarCharArray>(list, "EchoChars", Tango::DEVVAR_CHARARRAY);
    echo_array<Tango::DevVarShortArray>(list, "EchoShorts", Tango::DEVVAR_SHORTARRAY);
    echo_array<Tango::DevVarLongArray>(list, "EchoLongs", Tango::DEVVAR_LONGARRAY);
    echo_array<Tango::DevVarLong64Array>(list, "EchoLong64s", Tango::DEVVAR_LONG64ARRAY);
    echo_array<Tango::DevVarFloatArray>(list, "EchoFloats", Tango::DEVVAR_FLOATARRAY);
    echo_array<Tango::DevVarDoubleArray>(list, "EchoDoubles", Tango::DEVVAR_DOUBLEARRAY);
    echo_array<Tango::DevVarUShortArray>(list, "EchoUShorts", Tango::DEVVAR_USHORTARRAY);
    echo_array<Tango::DevVarULongArray>(list, "EchoULongs", Tango::DEVVAR_ULONGARRAY);
    echo_array<Tango::DevVarULong64Array>(list, "EchoULong64s", Tango::DEVVAR_ULONG64ARRAY);
    echo_array<Tango::DevVarStringArray>(list, "EchoStrings", Tango::DEVVAR_STRINGARRAY);
    echo_array<Tango::DevVarLongStringArray>(list, "EchoLongStrings", Tango::DEVVAR_LONGSTRINGARRAY);
    echo_array<Tango::DevVarDoubleStringArray>(list, "EchoDoubleStrings", Tango::DEVVAR_DOUBLESTRINGARRAY);
    echo_array<Tango::DevEncoded>(list, "EchoEncoded", Tango::DEV_ENCODED);
}

}  // namespace
