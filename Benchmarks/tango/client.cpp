// Repeats one call to the same device of two servers, in turn for a slice of time each, and prints how often.
//
//   client OPERATION CLIENTS SLICES MILLISECONDS DEVICES FIRST SECOND
//
// FIRST and SECOND name a device without its last number: DEVICES of them, numbered from 1, are called one after the
// other. The output is a line for each pair of slices, calls a second of all clients together to FIRST and to SECOND;
// the last line says how many calls each got, those before the first slice included.
// For `connect` a call is a new process that makes a proxy and pings; its time begins when libtango is loaded.
//
// It is C++ on libtango, because a client in Python takes longer for a call than the server. Slices are short, so that
// whatever else the machine does strikes both sides of a pair alike.
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <string>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <tango.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;
using Call = std::function<void(Tango::DeviceProxy &)>;

template <class Value> void read(Tango::DeviceProxy &device, const char *name) {
    Value value;
    device.read_attribute(name) >> value;
}

std::map<std::string, Call> operations() {
    return {
        {"read", [](Tango::DeviceProxy &device) { read<double>(device, "double_scalar"); }},
        {"stamp", [](Tango::DeviceProxy &device) { read<Tango::DevLong64>(device, "Stamp"); }},  // of an event server
        {"read-ten", [](Tango::DeviceProxy &device) {
             static std::vector<std::string> names{"double_scalar", "long_scalar", "short_scalar", "float_scalar",
                 "boolean_scalar", "uchar_scalar", "ulong_scalar", "ushort_scalar", "string_scalar", "long64_scalar"};
             delete device.read_attributes(names);
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
        {"spectrum", [](Tango::DeviceProxy &device) { read<std::vector<double>>(device, "double_spectrum_ro"); }},
        {"image", [](Tango::DeviceProxy &device) { read<std::vector<double>>(device, "double_image_ro"); }},
    };
}

// What the clients and the process that started them share. A side has its name without the number.
struct Plan {
    std::string operation;
    int clients, slices, devices;
    std::chrono::microseconds slice;
    std::string sides[2];

    // Pairs go A B, B A, A B…, so that a steady drift cancels out.
    int side(int place) const { return (place / 2 + place) % 2; }
};

struct Board {
    std::atomic<int> ready, failed;
    std::atomic<int64_t> start;  // of the first slice, on the clock that all processes share
    std::atomic<int64_t> total[2];
    std::atomic<int64_t> calls[1];
};

template <class Shared> Shared *shared(size_t size) {
    void *memory = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) throw std::runtime_error("no shared memory");
    return static_cast<Shared *>(memory);
}

using Proxies = std::vector<std::unique_ptr<Tango::DeviceProxy>>;

Proxies proxies(const Plan &plan, int side) {
    Proxies made;
    for (int i = 1; i <= plan.devices; ++i) {
        const std::string name = plan.sides[side] + std::to_string(i) + "#dbase=no";
        made.push_back(std::make_unique<Tango::DeviceProxy>(name.c_str()));
        made.back()->set_source(Tango::DEV);
    }
    return made;
}

void repeat(const Plan &plan, Board &board) {
    const Call call = operations().at(plan.operation);
    Proxies all[2] = {proxies(plan, 0), proxies(plan, 1)};
    const int first = std::max(200, 2 * plan.devices);  // until caches are warm
    for (auto &side : all)
        for (int i = 0; i < first; ++i) call(*side[i % side.size()]);
    for (auto &total : board.total) total += first;
    ++board.ready;
    while (board.start == 0) std::this_thread::sleep_for(std::chrono::microseconds(100));
    size_t next[2] = {0, 0};
    for (int place = 0; place < plan.slices; ++place) {
        const int side = plan.side(place);
        const Clock::time_point end(Clock::duration(board.start.load()) + (place + 1) * Clock::duration(plan.slice));
        int64_t calls = 0;
        for (; Clock::now() < end; ++calls) call(*all[side][next[side]++ % all[side].size()]);
        board.calls[place] += calls;
        board.total[side] += calls;
    }
}

[[noreturn]] void client(const Plan &plan, Board &board) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    int status = 1;
    try {
        repeat(plan, board);
        status = 0;
    } catch (const Tango::DevFailed &error) {
        std::cerr << plan.operation << ": " << error.errors[0].desc << std::endl;
    }
    if (status) ++board.failed;
    _exit(status);
}

int measure(const Plan &plan) {
    auto *board = shared<Board>(sizeof(Board) + sizeof(std::atomic<int64_t>) * plan.slices);
    for (int i = 0; i < plan.clients; ++i)
        if (fork() == 0) client(plan, *board);
    while (board->ready < plan.clients && board->failed == 0) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    board->start = (Clock::now() + std::chrono::milliseconds(5)).time_since_epoch().count();
    while (wait(nullptr) > 0) {}
    if (board->failed) return 1;
    for (int place = 0; place + 1 < plan.slices; place += 2) {
        double rates[2];
        for (int i = place; i < place + 2; ++i)
            rates[plan.side(i)] = double(board->calls[i]) / std::chrono::duration<double>(plan.slice).count();
        std::cout << rates[0] << ' ' << rates[1] << '\n';
    }
    std::cout << board->total[0] << ' ' << board->total[1] << std::endl;
    return 0;
}

// Libtango's threads do not survive a fork, so every connection is made by a process that has not used it before.
double connections(const Plan &plan, int side) {
    int ends[2];
    if (pipe(ends) != 0) throw std::runtime_error("no pipe");
    const pid_t child = fork();
    if (child == 0) {
        const auto start = Clock::now();
        try {
            Tango::DeviceProxy device((plan.sides[side] + "1#dbase=no").c_str());
            device.ping();
        } catch (const Tango::DevFailed &error) {
            std::cerr << "connect: " << error.errors[0].desc << std::endl;
            _exit(1);
        }
        const double rate = 1 / std::chrono::duration<double>(Clock::now() - start).count();
        _exit(write(ends[1], &rate, sizeof rate) == sizeof rate ? 0 : 1);
    }
    close(ends[1]);
    double rate = 0;
    const bool good = ::read(ends[0], &rate, sizeof rate) == sizeof rate;
    close(ends[0]);
    waitpid(child, nullptr, 0);
    if (!good) throw std::runtime_error("a client could not connect");
    return rate;
}

int connect(const Plan &plan) {
    for (int place = 0; place + 1 < plan.slices; place += 2) {
        double rates[2];
        for (int i = place; i < place + 2; ++i) rates[plan.side(i)] = connections(plan, plan.side(i));
        std::cout << rates[0] << ' ' << rates[1] << '\n';
    }
    std::cout << plan.slices / 2 << ' ' << plan.slices / 2 << std::endl;
    return 0;
}

}  // namespace

int main(int count, char **words) {
    if (count != 8 || (operations().count(words[1]) == 0 && words[1] != std::string("connect"))) {
        std::cerr << "usage: client OPERATION CLIENTS SLICES MILLISECONDS DEVICES FIRST SECOND\n";
        return 2;
    }
    const Plan plan{words[1], std::atoi(words[2]), std::atoi(words[3]), std::atoi(words[5]),
        std::chrono::milliseconds(std::atoi(words[4])), {words[6], words[7]}};
    try {
        return plan.operation == "connect" ? connect(plan) : measure(plan);
    } catch (const std::exception &error) {
        std::cerr << error.what() << '\n';
        return 1;
    }
}
