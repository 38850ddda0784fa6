// Uses a TangoTest device for a while and checks each answer; says how many calls it made. C++ on libtango 9.3.
//
//   hammer DEVICE SECONDS SEED
#include <atomic>
#include <chrono>
#include <iostream>
#include <random>
#include <tango.h>
#include <unistd.h>
#include <vector>

namespace {

class Counter : public Tango::CallBack {
public:
    void push_event(Tango::EventData *event) override {
        if (!event->err) ++events;
    }
    std::atomic<int> events{0};
};

void require(bool condition, const char *what) {
    if (!condition) throw std::runtime_error(what);
}

void echoes(Tango::DeviceProxy &device, std::mt19937 &chance) {
    std::vector<double> values(chance() % 2000);
    for (auto &value : values) value = chance() / 3.0;
    Tango::DeviceData in, out;
    in << values;
    out = device.command_inout("DevVarDoubleArray", in);
    std::vector<double> answer;
    out >> answer;
    require(answer == values, "DevVarDoubleArray");
}

void attributes(Tango::DeviceProxy &device, std::mt19937 &chance) {
    std::vector<std::string> names{"double_scalar", "State", "string_scalar", "long_spectrum"};
    auto *readings = device.read_attributes(names);
    for (auto &reading : *readings) require(!reading.has_failed(), "read_attributes");
    delete readings;
    Tango::DeviceAttribute value("ushort_scalar", static_cast<Tango::DevUShort>(chance()));
    device.write_attribute(value);
}

void asynchronous(Tango::DeviceProxy &device, std::mt19937 &chance) {
    const auto value = static_cast<Tango::DevLong>(chance() >> 1);
    Tango::DeviceData in;
    in << value;
    const long call = device.command_inout_asynch("DevLong", in);
    const long reading = device.read_attribute_asynch("double_scalar");
    Tango::DeviceData out = device.command_inout_reply(call, 20000);
    Tango::DevLong answer;
    out >> answer;
    require(answer == value, "DevLong");
    delete device.read_attribute_reply(reading, 20000);
}

void events(Tango::DeviceProxy &device) {
    Counter counter;
    const int event = device.subscribe_event("long_scalar", Tango::PERIODIC_EVENT, &counter);
    device.unsubscribe_event(event);
    require(counter.events > 0, "no first event");
}

}  // namespace

int main(int count, char **words) {
    if (count != 4) return 2;
    using Clock = std::chrono::steady_clock;
    const auto end = Clock::now() + std::chrono::milliseconds(static_cast<long>(std::stod(words[2]) * 1000));
    std::mt19937 chance(std::stoul(words[3]));
    try {
        Tango::DeviceProxy device(words[1]);
        device.set_timeout_millis(20000);
        long calls = 0;
        for (; Clock::now() < end; ++calls) {
            switch (chance() % 4) {
                case 0: echoes(device, chance); break;
                case 1: attributes(device, chance); break;
                case 2: asynchronous(device, chance); break;
                default: events(device);
            }
        }
        std::cout << calls << std::endl;
        _exit(0);  // libtango's threads go on
    } catch (const Tango::DevFailed &error) {
        std::cout << error.errors[0].reason << ": " << error.errors[0].desc << std::endl;
    } catch (const std::exception &error) {
        std::cout << "wrong answer: " << error.what() << std::endl;
    }
    _exit(1);
}
