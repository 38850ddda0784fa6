// Repeats one call to a Tango device for a while and prints how many a second it made.
//
//   client DEVICE OPERATION SECONDS      OPERATION: read, write, ping, command, spectrum, state
//
// It is C++ on libtango, because a client in Python takes longer for a call than the server.
#include <chrono>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <map>
#include <string>
#include <tango.h>

namespace {

using Clock = std::chrono::steady_clock;

std::map<std::string, std::function<void(Tango::DeviceProxy &)>> operations() {
    return {
        {"read", [](Tango::DeviceProxy &device) {
             double value;
             device.read_attribute("double_scalar") >> value;
         }},
        {"write", [](Tango::DeviceProxy &device) {
             Tango::DeviceAttribute value("double_scalar_w", 1.5);
             device.write_attribute(value);
         }},
        {"ping", [](Tango::DeviceProxy &device) { device.ping(); }},
        {"state", [](Tango::DeviceProxy &device) { device.state(); }},
        {"command", [](Tango::DeviceProxy &device) {
             Tango::DeviceData argument;
             argument << 2.5;
             double value;
             device.command_inout("DevDouble", argument) >> value;
         }},
        {"spectrum", [](Tango::DeviceProxy &device) {
             std::vector<Tango::DevDouble> value;
             device.read_attribute("double_spectrum_ro") >> value;
         }},
    };
}

}  // namespace

int main(int count, char **words) {
    const auto known = operations();
    if (count != 4 || !known.count(words[2])) {
        std::cerr << "usage: client DEVICE OPERATION SECONDS\n";
        return 2;
    }
    try {
        Tango::DeviceProxy device(words[1]);
        device.set_source(Tango::DEV);
        const auto &call = known.at(words[2]);
        for (int i = 0; i < 200; ++i) call(device);  // connections and caches are warm
        const auto start = Clock::now();
        const auto end = start + std::chrono::duration<double>(std::atof(words[3]));
        long calls = 0;
        while (Clock::now() < end) {
            for (int i = 0; i < 50; ++i) call(device);
            calls += 50;
        }
        const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
        std::cout << calls / seconds << std::endl;
    } catch (const Tango::DevFailed &error) {
        std::cerr << words[2] << ": " << error.errors[0].desc << '\n';
        return 1;
    }
    return 0;
}
