// Subscribes in some processes to change events of `Stamp` of two devices, has them pushed in turn, and prints what came
// of each, so that other work on the machine strikes both alike.
//
//   event_client DEVICE DEVICE SUBSCRIBERS latency EVENTS    a line for each event and subscriber: both latencies, in µs
//   event_client DEVICE DEVICE SUBSCRIBERS rate BURST TIMES  a line for each pair of bursts: events a second that reached
//                                                            every subscriber, of both; at the end, how many were lost
//
// A value is the time at which it was pushed, on the clock that all processes of a machine share.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <ctime>
#include <iostream>
#include <string>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <tango.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace {

constexpr int greatest = 100000;

int64_t nanoseconds() {
    timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return int64_t(now.tv_sec) * 1000000000 + now.tv_nsec;
}

// What one subscriber got, in memory shared with the process that counts.
struct Record {
    std::atomic<int> count;
    std::atomic<int64_t> last;
    int64_t latency[greatest];
};

class Listener : public Tango::CallBack {
public:
    explicit Listener(Record &record) : record_(record) {}
    void push_event(Tango::EventData *event) override {
        const int64_t now = nanoseconds();
        if (event->err) return;
        Tango::DevLong64 stamp;
        *event->attr_value >> stamp;
        const int place = record_.count.load();
        if (place < greatest) record_.latency[place] = now - stamp;
        record_.last = now;
        record_.count = place + 1;
    }

private:
    Record &record_;
};

[[noreturn]] void subscribe(const std::string (&names)[2], Record *records) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    try {
        Tango::DeviceProxy first(names[0].c_str()), second(names[1].c_str());
        Listener ofFirst(records[0]), ofSecond(records[1]);
        first.subscribe_event("Stamp", Tango::CHANGE_EVENT, &ofFirst);
        second.subscribe_event("Stamp", Tango::CHANGE_EVENT, &ofSecond);
        for (;;) pause();
    } catch (const Tango::DevFailed &error) {
        std::cerr << error.errors[0].desc << std::endl;
        _exit(1);
    }
}

void pushStamps(Tango::DeviceProxy &device, Tango::DevLong times) {
    Tango::DeviceData argument;
    argument << times;
    device.command_inout("PushStamps", argument);
}

class Subscribers {
public:
    Subscribers(const std::string (&names)[2], int count) : count_(count) {
        void *memory =
            mmap(nullptr, sizeof(Record) * count * 2, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        records_ = static_cast<Record *>(memory);
        for (int i = 0; i < count; ++i) {
            const pid_t child = fork();
            if (child == 0) subscribe(names, records_ + 2 * i);
            children_.push_back(child);
        }
    }

    ~Subscribers() {
        for (const pid_t child : children_) kill(child, SIGKILL);
        for (const pid_t child : children_) waitpid(child, nullptr, 0);
    }

    int count() const { return count_; }
    Record &of(int side, int index) const { return records_[2 * index + side]; }

    // Whether all have at least so many of one side.
    bool have(int side, int events) const {
        for (int i = 0; i < count_; ++i)
            if (of(side, i).count < events) return false;
        return true;
    }

    // Until all have so many, or nothing more has come for so many seconds.
    bool settle(int side, int events, double seconds) const {
        int64_t before = -1, since = nanoseconds();
        while (!have(side, events) && nanoseconds() - since < seconds * 1e9) {
            std::this_thread::sleep_for(std::chrono::microseconds(200));
            int64_t now = 0;
            for (int i = 0; i < count_; ++i) now += of(side, i).count;
            if (now != before) since = nanoseconds();
            before = now;
        }
        return have(side, events);
    }

    // Pushes until a push reaches all, then forgets what came.
    void connect(int side, Tango::DeviceProxy &device) {
        if (!settle(side, 1, 30)) throw std::runtime_error("not all subscribed");
        do {
            reset(side);
            pushStamps(device, 1);
        } while (!settle(side, 1, 0.2));
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
        reset(side);
    }

    void reset(int side) {
        for (int i = 0; i < count_; ++i) of(side, i).count = 0;
    }

private:
    const int count_;
    Record *records_;
    std::vector<pid_t> children_;
};

void latency(Subscribers &all, Tango::DeviceProxy *devices[2], int events) {
    for (int i = 0; i < 2 * events; ++i) {
        // First one, then the other first.
        pushStamps(*devices[(i + i / 2) % 2], 1);
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    for (int side = 0; side < 2; ++side)
        if (!all.settle(side, events, 5)) throw std::runtime_error("events were lost");
    for (int i = 0; i < events; ++i)
        for (int place = 0; place < all.count(); ++place)
            std::cout << all.of(0, place).latency[i] / 1e3 << ' ' << all.of(1, place).latency[i] / 1e3 << '\n';
}

void rate(Subscribers &all, Tango::DeviceProxy *devices[2], int burst, int times) {
    int lost[2] = {0, 0};
    for (int pair = 0; pair < times; ++pair) {
        double rates[2];
        for (int turn = 0; turn < 2; ++turn) {
            const int side = (turn + pair) % 2;
            all.reset(side);
            const int64_t start = nanoseconds();
            pushStamps(*devices[side], burst);
            all.settle(side, burst, 1);
            int64_t end = start, received = 0;
            for (int i = 0; i < all.count(); ++i) {
                end = std::max(end, all.of(side, i).last.load());
                received += all.of(side, i).count;
            }
            lost[side] += burst * all.count() - received;
            rates[side] = double(received) / all.count() / ((end - start) / 1e9);
        }
        std::cout << rates[0] << ' ' << rates[1] << '\n';
    }
    std::cout << lost[0] << ' ' << lost[1] << std::endl;
}

}  // namespace

int main(int count, char **words) {
    const std::string what = count > 4 ? words[4] : "";
    if (!(what == "latency" && count == 6) && !(what == "rate" && count == 7)) {
        std::cerr << "usage: event_client DEVICE DEVICE SUBSCRIBERS latency EVENTS|rate BURST TIMES\n";
        return 2;
    }
    try {
        // The children first: libtango's threads do not survive a fork.
        const std::string names[2] = {words[1], words[2]};
        Subscribers all(names, std::stoi(words[3]));
        Tango::DeviceProxy first(words[1]), second(words[2]);
        Tango::DeviceProxy *devices[2] = {&first, &second};
        for (int side = 0; side < 2; ++side) all.connect(side, *devices[side]);
        if (what == "latency")
            latency(all, devices, std::stoi(words[5]));
        else
            rate(all, devices, std::stoi(words[5]), std::stoi(words[6]));
    } catch (const Tango::DevFailed &error) {
        std::cerr << error.errors[0].desc << '\n';
        return 1;
    } catch (const std::exception &error) {
        std::cerr << error.what() << '\n';
        return 1;
    }
    return 0;
}
