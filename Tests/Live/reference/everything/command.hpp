// Commands made of functions.
#pragma once

#include "device.hpp"

namespace {

struct Action : Tango::Command {
    std::function<CORBA::Any *(Everything &, const CORBA::Any &)> body;
    std::vector<Tango::DevState> states;

    Action(const char *name, Tango::CmdArgType in, Tango::CmdArgType out, decltype(body) action,
           const char *in_text = "", const char *out_text = "", Tango::DispLevel level = Tango::OPERATOR)
        : Command(name, in, out, in_text, out_text, level), body(action) {}
    CORBA::Any *execute(Tango::DeviceImpl *device, const CORBA::Any &any) override {
        return body(*static_cast<Everything *>(device), any);
    }
    bool is_allowed(Tango::DeviceImpl *device, const CORBA::Any &) override {
        if (states.empty()) return true;
        for (auto state : states)
            if (state == device->get_state()) return true;
        return false;
    }
    // The two are protected in the library.
    template <class T> T in(const CORBA::Any &any) {
        T value;
        extract(any, value);
        return value;
    }
    template <class T> CORBA::Any *out(T value) { return insert(value); }
};

// The library frees the text that it puts into an answer, but not the one that it takes out of a request.
template <class T> T answered(T value) { return value; }
template <> Tango::DevString answered(Tango::DevString value) { return CORBA::string_dup(value); }

template <class T> void echo(std::vector<Tango::Command *> &list, const char *name, Tango::CmdArgType type) {
    auto made = new Action(name, type, type, {});
    made->body = [made](Everything &, const CORBA::Any &any) { return made->out(answered(made->template in<T>(any))); };
    list.push_back(made);
}

template <class T> void echo_array(std::vector<Tango::Command *> &list, const char *name, Tango::CmdArgType type) {
    auto made = new Action(name, type, type, {});
    made->body = [made](Everything &, const CORBA::Any &any) { return made->out(new T(*made->template in<const T *>(any))); };
    list.push_back(made);
}

template <class T>
void setter(std::vector<Tango::Command *> &list, const char *name, Tango::CmdArgType type,
            std::function<void(Everything &, T)> body) {
    auto made = new Action(name, type, Tango::DEV_VOID, {});
    made->body = [made, body](Everything &device, const CORBA::Any &any) {
        body(device, made->template in<T>(any));
        return made->insert();
    };
    list.push_back(made);
}

void plain(std::vector<Tango::Command *> &list, const char *name, std::function<void(Everything &)> body) {
    auto made = new Action(name, Tango::DEV_VOID, Tango::DEV_VOID, {});
    made->body = [made, body](Everything &device, const CORBA::Any &) {
        body(device);
        return made->insert();
    };
    list.push_back(made);
}

void strings(std::vector<Tango::Command *> &list, const char *name,
             std::function<std::vector<std::string>(Everything &)> body) {
    auto made = new Action(name, Tango::DEV_VOID, Tango::DEVVAR_STRINGARRAY, {});
    made->body = [made, body](Everything &device, const CORBA::Any &) {
        auto texts = new Strings;
        auto told = body(device);
        texts->length(told.size());
        for (size_t index = 0; index < told.size(); index++) (*texts)[index] = CORBA::string_dup(told[index].c_str());
        return made->out(texts);
    };
    list.push_back(made);
}

}  // namespace
