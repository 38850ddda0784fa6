// Subscribes to events and prints each as one line, as subscriber.py does; it is C++ on libtango 9.3.
//
//   subscriber DEVICE [--stateless] KIND[=OBJECT]…
//
// A line is `KIND OBJECT VALUE…`; an error is `KIND OBJECT !REASON`, a refused subscription
// `KIND OBJECT refused REASON TEXT`. `ready` follows the last subscription. With --stateless the server may start later.
// It ends with its input.
#include <algorithm>
#include <iostream>
#include <map>
#include <memory>
#include <mutex>
#include <sstream>
#include <string>
#include <tango.h>
#include <unistd.h>
#include <vector>

namespace {

const std::map<std::string, Tango::EventType> kinds = {
    {"change", Tango::CHANGE_EVENT},        {"archive", Tango::ARCHIVE_EVENT},
    {"periodic", Tango::PERIODIC_EVENT},    {"user", Tango::USER_EVENT},
    {"attr_conf", Tango::ATTR_CONF_EVENT},  {"data_ready", Tango::DATA_READY_EVENT},
    {"pipe", Tango::PIPE_EVENT},            {"intr_change", Tango::INTERFACE_CHANGE_EVENT},
};

void say(const std::string &line) {
    static std::mutex lock;
    const std::lock_guard<std::mutex> guard(lock);
    std::cout << line << std::endl;
}

template <typename Element>
std::string scalar(Tango::DeviceAttribute &reading) {
    std::vector<Element> values;
    reading.extract_read(values);
    std::ostringstream text;
    if (!values.empty()) text << values.front();
    return text.str();
}

std::string value(Tango::DeviceAttribute &reading) {
    switch (reading.get_type()) {
        case Tango::DEV_LONG64: return scalar<Tango::DevLong64>(reading);
        case Tango::DEV_DOUBLE: return scalar<Tango::DevDouble>(reading);
        case Tango::DEV_ENUM: return scalar<Tango::DevShort>(reading);
        case Tango::DEV_STRING: return scalar<std::string>(reading);
        case Tango::DEV_STATE: {
            Tango::DevState state;
            reading >> state;
            return Tango::DevStateName[state];
        }
        case Tango::DEV_ENCODED: {
            std::string format;
            std::vector<unsigned char> data;
            reading.extract(format, data);
            return format + ":" + std::string(data.begin(), data.end()).substr(0, 40);
        }
        default: return "type " + std::to_string(reading.get_type());
    }
}

std::string quality(Tango::AttrQuality quality) {
    static const char *const names[] = {"VALID", "INVALID", "ALARM", "CHANGING", "WARNING"};
    return names[quality];
}

std::string pipe(Tango::DevicePipe &pipe) {
    std::string text;
    pipe >> text;
    return pipe.get_root_blob_name() + " " + pipe.get_data_elt_name(0) + " " + text;
}

template <typename List, typename Name>
std::string names(const List &list, Name name) {
    std::string text;
    for (const auto &one : list) text += (text.empty() ? "" : ",") + name(one);
    return text;
}

// One subscription; libtango calls it from its event thread.
class Listener : public Tango::CallBack {
public:
    explicit Listener(std::string start) : start_(std::move(start)) {}

    void push_event(Tango::EventData *event) override {
        tell(event, [&] { return value(*event->attr_value) + " " + quality(event->attr_value->quality); });
    }
    void push_event(Tango::AttrConfEventData *event) override {
        tell(event, [&] { return event->attr_conf->label; });
    }
    void push_event(Tango::DataReadyEventData *event) override {
        tell(event, [&] { return std::to_string(event->ctr) + " " + std::to_string(event->attr_data_type); });
    }
    void push_event(Tango::DevIntrChangeEventData *event) override {
        tell(event, [&] {
            return names(event->att_list, [](const auto &one) { return one.name; }) + " "
                   + names(event->cmd_list, [](const auto &one) { return one.cmd_name; });
        });
    }
    void push_event(Tango::PipeEventData *event) override {
        tell(event, [&] { return pipe(*event->pipe_value); });
    }

private:
    template <typename Event, typename Text>
    void tell(Event *event, Text text) {
        try {
            say(start_ + " " + (event->err ? "!" + std::string(event->errors[0].reason) : text()));
        } catch (const Tango::DevFailed &error) {
            say(start_ + " !broken " + std::string(error.errors[0].desc));
        }
    }

    const std::string start_;
};

void subscribe(
    Tango::DeviceProxy &device, const std::string &word, bool stateless,
    std::vector<std::unique_ptr<Listener>> &all) {
    const auto equals = word.find('=');
    const auto kind = word.substr(0, equals);
    const auto object = equals == std::string::npos ? "" : word.substr(equals + 1);
    const auto start = kind + " " + (object.empty() ? "-" : object);
    all.push_back(std::make_unique<Listener>(start));
    try {
        if (object.empty())
            device.subscribe_event(kinds.at(kind), all.back().get(), stateless);
        else
            device.subscribe_event(object, kinds.at(kind), all.back().get(), stateless);
    } catch (const Tango::DevFailed &error) {
        for (CORBA::ULong i = 0; i < error.errors.length(); ++i) {
            std::string text = error.errors[i].desc.in();
            std::replace(text.begin(), text.end(), '\n', ' ');
            say(start + " refused " + error.errors[i].reason.in() + " " + text);
        }
    }
}

}  // namespace

int main(int count, char **words) {
    if (count < 3) {
        std::cerr << "usage: subscriber DEVICE KIND[=OBJECT]...\n";
        return 2;
    }
    try {
        Tango::DeviceProxy device(words[1]);
        std::vector<std::unique_ptr<Listener>> listeners;
        const bool stateless = words[2] == std::string("--stateless");
        for (int i = stateless ? 3 : 2; i < count; ++i) subscribe(device, words[i], stateless, listeners);
        say("ready");
        std::string line;
        while (std::getline(std::cin, line)) {}
        // libtango's threads still use the listeners: leave without destructors.
        _exit(0);
    } catch (const Tango::DevFailed &error) {
        std::cerr << words[1] << ": " << error.errors[0].desc << '\n';
        return 1;
    }
}
