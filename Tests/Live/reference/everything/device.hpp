// The device itself, and values that it has in common with ours.
#pragma once

#include <tango.h>

#include <functional>
#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

using Tango::AttrWriteType;
using Strings = Tango::DevVarStringArray;

namespace {

const char *colors[] = {"RED", "GREEN", "BLUE", "BLACK"};

template <class T> T sample(int n) { return static_cast<T>(n); }
template <> Tango::DevBoolean sample(int n) { return n % 2 == 1; }
template <> Tango::DevFloat sample(int n) { return n + 0.5f; }
template <> Tango::DevDouble sample(int n) { return n + 0.25; }
template <> Tango::DevState sample(int n) { return static_cast<Tango::DevState>(n % 14); }
template <> Tango::DevString sample(int n) { return CORBA::string_dup(("text " + std::to_string(n)).c_str()); }

// Not a vector, which packs booleans.
template <class T> struct Held {
    std::unique_ptr<T[]> elements;
    long width = 1, height = 0;

    void resize(long count) { elements.reset(new T[count]()); }
};

template <class T> struct Written { using Pointer = const T *; };
template <> struct Written<Tango::DevString> { using Pointer = const Tango::ConstDevString *; };

template <class T> T kept(const T &value) { return value; }
Tango::DevString kept(const Tango::ConstDevString &value) { return CORBA::string_dup(value); }



struct Everything : TANGO_BASE_CLASS {
    short quality = 0, failure = 0, write_failure = 0;
    double level = 1, set_level = 0;
    Tango::DevLong count = 0, executed = 0;
    Tango::DevShort dynamic = 0;
    std::string format = "text";
    std::vector<unsigned char> bytes{1, 2, 3};
    std::vector<std::string> hardware;
    std::vector<std::string> found;
    std::map<std::string, std::shared_ptr<void>> store;

    // What belongs to an attribute of this device and ends with it; attributes themselves belong to the class.
    template <class T> T &kept_of(const std::string &name, const std::function<std::shared_ptr<T>()> &make) {
        auto &place = store[name];
        if (!place) place = make();
        return *std::static_pointer_cast<T>(place);
    }

    Everything(Tango::DeviceClass *device_class, const char *name) : TANGO_BASE_CLASS(device_class, name) {
        init_device();
    }
    ~Everything() override { delete_device(); }
    using TANGO_BASE_CLASS::poll_attribute;
    using TANGO_BASE_CLASS::stop_poll_attribute;
    void delete_device() override {}
    void init_device() override {
        set_state(Tango::ON);
        hardware.clear();
        Tango::DbData properties;
        for (auto name : {"OfCode", "OfClass", "OfDevice", "OfBoth"}) properties.push_back(Tango::DbDatum(name));
        get_db_device()->get_property(properties);
        found.clear();
        for (auto &property : properties) {
            std::string text = "of the code";
            if (property.is_empty()) {
                Tango::DbDatum of_class(property.name);
                Tango::DbData list{of_class};
                Tango::DbClass(get_device_class()->get_name()).get_property(list);
                if (!list[0].is_empty()) list[0] >> text;
            } else {
                property >> text;
            }
            found.push_back(property.name + "=" + text);
        }
    }
};

}  // namespace
