// Attributes with a behaviour of their own.
#pragma once

#include "families.hpp"

namespace {

struct timeval fixed_time() { return {1000000000, 500000}; }

[[noreturn]] void fail(short how) {
    Tango::DevErrorList errors;
    switch (how) {
    case 1: Tango::Except::throw_exception("Test_Failed", "It failed.", "Everything::fail");
    case 2:
        try {
            Tango::Except::throw_exception("Test_Inner", "The inner error.", "Everything::inner");
        } catch (Tango::DevFailed &error) {
            Tango::Except::re_throw_exception(error, "Test_Outer", "The outer error.", "Everything::outer");
        }
        break;
    default:
        errors.length(1);
        errors[0].reason = CORBA::string_dup("Test_Warning");
        errors[0].desc = CORBA::string_dup("Not so bad.");
        errors[0].origin = CORBA::string_dup("Everything::fail");
        errors[0].severity = Tango::WARN;
    }
    throw Tango::DevFailed(errors);
}

// An attribute made of two functions.
template <class Base> struct Simple : Base {
    std::function<void(Everything &, Tango::Attribute &)> reader;
    std::function<void(Everything &, Tango::WAttribute &)> writer;
    std::function<bool(Everything &, Tango::AttReqType)> rule;

    template <class... Words>
    Simple(decltype(reader) r, decltype(writer) w, Words... words) : Base(words...), reader(r), writer(w) {}
    void read(Tango::DeviceImpl *device, Tango::Attribute &a) override { reader(*static_cast<Everything *>(device), a); }
    void write(Tango::DeviceImpl *device, Tango::WAttribute &a) override {
        writer(*static_cast<Everything *>(device), a);
    }
    bool is_allowed(Tango::DeviceImpl *device, Tango::AttReqType type) override {
        return !rule || rule(*static_cast<Everything *>(device), type);
    }
};

void read_quality(Everything &device, Tango::Attribute &attribute) {
    auto time = fixed_time();
    switch (device.quality) {
    case 1: attribute.set_quality(Tango::ATTR_INVALID); break;
    case 2: attribute.set_value_date_quality(&device.level, time, Tango::ATTR_ALARM); break;
    case 3: attribute.set_value_date_quality(&device.level, time, Tango::ATTR_CHANGING); break;
    case 4: attribute.set_value_date_quality(&device.level, time, Tango::ATTR_WARNING); break;
    default: attribute.set_value_date_quality(&device.level, time, Tango::ATTR_VALID);
    }
}

void read_level(Everything &device, Tango::Attribute &attribute) {
    if (device.failure) fail(device.failure);
    attribute.set_value(&device.level);
}

void write_level(Everything &device, Tango::WAttribute &attribute) {
    if (device.write_failure) fail(device.write_failure);
    attribute.get_write_value(device.level);
}

// A memorized attribute; every write that reaches the device is noted.
template <class T> Tango::Attr *memorized(const char *name, long type, AttrWriteType access, bool hardware) {
    auto value = [name](Everything &device) -> T & {
        return device.kept_of<T>(name, [] { return std::make_shared<T>(sample<T>(0)); });
    };
    auto made = new Simple<Tango::Attr>(
        [value](Everything &device, Tango::Attribute &a) { a.set_value(&value(device)); },
        [value, name](Everything &device, Tango::WAttribute &a) {
            typename Written<T>::Pointer pointer;
            a.get_write_value(pointer);
            value(device) = kept(*pointer);
            std::ostringstream text;
            text << name << "=" << value(device);
            device.hardware.push_back(text.str());
            if (device.write_failure) fail(device.write_failure);
        },
        name, type, access);
    made->set_memorized();
    made->set_memorized_init(hardware);
    label(made, type);
    return made;
}

Tango::Attr *configured() {
    auto made = new Served<Tango::Attr, Tango::DevLong>(2, 1, 0, "configured", Tango::DEV_LONG, Tango::READ_WRITE);
    Tango::UserDefaultAttrProp p;
    p.set_label("Test label");
    p.set_description("Test description");
    p.set_unit("Kilogramme");
    p.set_standard_unit("100");
    p.set_display_unit("Pound");
    p.set_format("%4d");
    p.set_min_value("0");
    p.set_max_value("100000");
    p.set_min_alarm("1");
    p.set_max_alarm("99999");
    p.set_min_warning("2");
    p.set_max_warning("99998");
    p.set_delta_t("1000");
    p.set_delta_val("10000");
    p.set_event_abs_change("30000");
    p.set_event_rel_change("20000");
    p.set_event_period("2000");
    p.set_archive_event_abs_change("33333");
    p.set_archive_event_rel_change("22222");
    p.set_archive_event_period("3000");
    made->set_default_properties(p);
    return made;
}

Tango::Attr *alarmed() {
    auto made = new Served<Tango::Attr, Tango::DevDouble>(2, 1, 0, "alarmed", Tango::DEV_DOUBLE, Tango::READ_WRITE);
    Tango::UserDefaultAttrProp p;
    p.set_min_alarm("10");
    p.set_max_alarm("90");
    p.set_min_warning("20");
    p.set_max_warning("80");
    made->set_default_properties(p);
    return made;
}

void add_others(std::vector<Tango::Attr *> &list) {
    using Scalar = Simple<Tango::Attr>;
    auto nothing = [](Everything &, Tango::WAttribute &) {};
    list.push_back(new Scalar(read_quality, nothing, "quality", Tango::DEV_DOUBLE, Tango::READ));
    list.push_back(new Scalar(read_level, write_level, "level", Tango::DEV_DOUBLE, Tango::READ_WRITE));
    auto guarded = new Scalar(read_level, write_level, "guarded", Tango::DEV_DOUBLE, Tango::READ_WRITE);
    guarded->rule = [](Everything &device, Tango::AttReqType type) {
        return device.get_state() == Tango::ON || (type == Tango::READ_REQ && device.get_state() == Tango::STANDBY);
    };
    list.push_back(guarded);
    auto expert = new Scalar(read_level, nothing, "expert", Tango::DEV_DOUBLE, Tango::READ);
    expert->set_disp_level(Tango::EXPERT);
    list.push_back(expert);
    list.push_back(new Served<Tango::SpectrumAttr, Tango::DevShort>(1, 5, 0, "too_large", Tango::DEV_SHORT, Tango::READ, 4L));
    list.push_back(configured());
    list.push_back(alarmed());
    list.push_back(memorized<Tango::DevShort>("memorized_short", Tango::DEV_SHORT, Tango::READ_WRITE, true));
    list.push_back(memorized<Tango::DevDouble>("memorized_double", Tango::DEV_DOUBLE, Tango::READ_WRITE, false));
    list.push_back(memorized<Tango::DevString>("memorized_string", Tango::DEV_STRING, Tango::WRITE, true));
    list.push_back(memorized<Tango::DevLong64>("memorized_long64", Tango::DEV_LONG64, Tango::WRITE, false));
    list.push_back(memorized<Tango::DevBoolean>("memorized_boolean", Tango::DEV_BOOLEAN, Tango::READ_WRITE, true));
    list.push_back(memorized<Tango::DevShort>("memorized_enum", Tango::DEV_ENUM, Tango::READ_WRITE, true));
    auto encoded = new Scalar(
        [](Everything &device, Tango::Attribute &a) {
            static char *format;
            format = const_cast<char *>(device.format.c_str());
            a.set_value(&format, device.bytes.data(), device.bytes.size());
        },
        [](Everything &device, Tango::WAttribute &a) {
            const Tango::DevEncoded *written;
            a.get_write_value(written);
            device.format = written->encoded_format;
            auto &data = written->encoded_data;
            device.bytes.clear();
            for (CORBA::ULong index = 0; index < data.length(); index++) device.bytes.push_back(data[index]);
        },
        "encoded", Tango::DEV_ENCODED, Tango::READ_WRITE);
    list.push_back(encoded);
    auto dynamic = new Scalar(
        [](Everything &device, Tango::Attribute &a) { a.set_value(&device.dynamic); },
        [](Everything &device, Tango::WAttribute &a) { a.get_write_value(device.dynamic); }, "dynamic_enum",
        Tango::DEV_ENUM, Tango::READ_WRITE);
    Tango::UserDefaultAttrProp labels;
    std::vector<std::string> dummy{"Dummy"};
    labels.set_enum_labels(dummy);
    dynamic->set_default_properties(labels);
    list.push_back(dynamic);
    auto counted = new Scalar([](Everything &device, Tango::Attribute &a) { device.count++; a.set_value(&device.count); },
                              nothing, "polled", Tango::DEV_LONG, Tango::READ);
    counted->set_polling_period(100);
    list.push_back(counted);
    list.push_back(new Scalar(read_level, nothing, "filled", Tango::DEV_DOUBLE, Tango::READ));
    auto pushed = new Scalar(read_level, nothing, "pushed", Tango::DEV_DOUBLE, Tango::READ);
    pushed->set_change_event(true, false);
    pushed->set_archive_event(true, false);
    pushed->set_data_ready_event(true);
    list.push_back(pushed);
    auto checked = new Scalar(read_level, nothing, "checked", Tango::DEV_DOUBLE, Tango::READ);
    Tango::UserDefaultAttrProp criteria;
    criteria.set_event_abs_change("1");
    criteria.set_archive_event_abs_change("2");
    checked->set_default_properties(criteria);
    checked->set_change_event(true, true);
    checked->set_archive_event(true, true);
    list.push_back(checked);
}

}  // namespace
