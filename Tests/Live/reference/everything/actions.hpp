// What the commands do.
#pragma once

#include "attributes.hpp"
#include "command.hpp"

namespace {

std::vector<std::string> none_text;
std::vector<double> none_value;

void push(Everything &device, double value) {
    device.level = value;
    for (auto name : {"pushed", "checked"}) {
        device.push_change_event(name, &device.level);
        device.push_archive_event(name, &device.level);
    }
    device.push_event("pushed", none_text, none_value, &device.level);
}

void push_error(Everything &device) {
    try {
        fail(2);
    } catch (Tango::DevFailed &error) {
        device.push_change_event("pushed", &error);
        device.push_archive_event("pushed", &error);
        device.push_event("pushed", none_text, none_value, &error);
    }
}

void fail_pushing(Everything &device) {
    try {
        fail(1);
    } catch (Tango::DevFailed &error) {
        device.push_change_event("checked", &error);
    }
}

void push_quality(Everything &device, short quality) {
    auto time = fixed_time();
    device.push_change_event("pushed", &device.level, time, static_cast<Tango::AttrQuality>(quality));
    device.push_archive_event("pushed", &device.level, time, static_cast<Tango::AttrQuality>(quality));
}

void fill(Everything &device) {
    static double values[] = {10, 20, 30};
    Tango::AttrHistoryStack<Tango::DevDouble> stack;
    stack.length(3);
    for (int index = 0; index < 3; index++)
        stack.push(Tango::TimedAttrData<Tango::DevDouble>(&values[index], static_cast<time_t>(1000000000 + index)));
    std::string name = "filled";
    Tango::Util::instance()->fill_attr_polling_buffer(&device, name, stack);
}

void fill_command(Everything &device) {
    static Tango::DevLong values[] = {7, 8, 9};
    Tango::CmdHistoryStack<Tango::DevLong> stack;
    stack.length(3);
    for (int index = 0; index < 3; index++)
        stack.push(Tango::TimedCmdData<Tango::DevLong>(&values[index], static_cast<time_t>(1000000000 + index)));
    std::string name = "Filled";
    Tango::Util::instance()->fill_cmd_polling_buffer(&device, name, stack);
}

void add_attribute(Everything &device, const std::string &name) {
    auto made = new Simple<Tango::Attr>(read_level, write_level, name.c_str(), Tango::DEV_DOUBLE, Tango::READ_WRITE);
    Tango::UserDefaultAttrProp p;
    p.set_label("Added");
    p.set_unit("mm");
    made->set_default_properties(p);
    device.add_attribute(made);
}

void add_command(Everything &device, const std::string &name) {
    auto made = new Action(name.c_str(), Tango::DEV_VOID, Tango::DEV_FLOAT, {});
    made->body = [made](Everything &, const CORBA::Any &) { return made->out<Tango::DevFloat>(4); };
    device.add_command(made, true);
}

void set_labels(Everything &device, const std::vector<std::string> &labels) {
    auto &attribute = device.get_device_attr()->get_attr_by_name("dynamic_enum");
    Tango::MultiAttrProp<Tango::DevEnum> properties;
    attribute.get_properties(properties);
    properties.enum_labels = labels;
    attribute.set_properties(properties);
}

void set_limit(Everything &device, double limit) {
    device.get_device_attr()->get_w_attr_by_name("level").set_max_value(limit);
}

}  // namespace
