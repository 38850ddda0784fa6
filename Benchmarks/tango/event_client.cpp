// Subscribes some times to change events of `Stamp` in processes of their own, has them pushed and prints what came.
//
//   event_client DEVICE latency SUBSCRIBERS EVENTS   prints the latencies of all, in microseconds: p50 p99
//   event_client DEVICE rate SUBSCRIBERS EVENTS      prints events a second until the last has all, and how many are lost
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

[[noreturn]] void subscribe(const std::string &name, Record &record) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    try {
        Tango::DeviceProxy device(name.c_str());
        Listener listener(record);
        device.subscribe_event("Stamp", Tango::CHANGE_EVENT, &listener);
        for (;;) pause();
    } catch (const Tango::DevFailed &error) {
        std::cerr << error.errors[0].desc << std::endl;
        _exit(1);
    }
}

class Subscribers {
public:
    Subscribers(const std::string &name, int count) : count_(count) {
        void *memory = mmap(nullptr, sizeof(Record) * count, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        records_ = static_cast<Record *>(memory);
        for (int i = 0; i < count; ++i) {
            const pid_t child = fork();
            if (child == 0) subscribe(name, records_[i]);
            children_.push_back(child);
        }
    }

    ~Subscribers() {
        for (const pid_t child : children_) kill(child, SIGKILL);
        for (const pid_t child : children_) waitpid(child, nullptr, 0);
    }

    // Whether all have at least so many.
    bool have(int events) const {
        for (int i = 0; i < count_; ++i)
            if (records_[i].count < events) return false;
        return true;
    }

    bool wait(int events, double seconds) const {
        const int64_t end = nanoseconds() + int64_t(seconds * 1e9);
        while (!have(events) && nanoseconds() < end) std::this_thread::sleep_for(std::chrono::microseconds(200));
        return have(events);
    }

    // Pushes until a push reaches all, then forgets what came.
    void connect(Tango::DeviceProxy &device) {
        if (!wait(1, 30)) throw std::runtime_error("not all subscribed");
        do {
            reset();
            push(device, 1);
        } while (!wait(1, 0.2));
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
        reset();
    }

    void reset() {
        for (int i = 0; i < count_; ++i) records_[i].count = 0;
    }

    static void push(Tango::DeviceProxy &device, Tango::DevLong times) {
        Tango::DeviceData argument;
        argument << times;
        device.command_inout("PushStamps", argument);
    }

    const Record &operator[](int index) const { return records_[index]; }
    int count() const { return count_; }

private:
    const int count_;
    Record *records_;
    std::vector<pid_t> children_;
};

void latency(Subscribers &all, Tango::DeviceProxy &device, int events) {
    for (int i = 0; i < events; ++i) {
        Subscribers::push(device, 1);
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    all.wait(events, 5);
    std::vector<int64_t> found;
    for (int i = 0; i < all.count(); ++i)
        found.insert(found.end(), all[i].latency, all[i].latency + std::min(events, all[i].count.load()));
    std::sort(found.begin(), found.end());
    if (found.empty()) throw std::runtime_error("no event came");
    std::cout << found[found.size() / 2] / 1e3 << ' ' << found[found.size() * 99 / 100] / 1e3 << std::endl;
}

// In bursts of 900, which the buffers of every client can hold.
void rate(Subscribers &all, Tango::DeviceProxy &device, int events) {
    constexpr int burst = 900;
    int64_t spent = 0;
    int pushed = 0, lost = 0;
    for (; pushed < events; pushed += burst) {
        all.reset();
        const int64_t start = nanoseconds();
        Subscribers::push(device, burst);
        all.wait(burst, 5);
        int64_t end = start;
        for (int i = 0; i < all.count(); ++i) {
            end = std::max(end, all[i].last.load());
            lost += burst - all[i].count;
        }
        spent += end - start;
    }
    std::cout << pushed / (spent / 1e9) << ' ' << lost << std::endl;
}

}  // namespace

int main(int count, char **words) {
    if (count != 5) {
        std::cerr << "usage: event_client DEVICE latency|rate SUBSCRIBERS EVENTS\n";
        return 2;
    }
    try {
        // The children first: libtango's threads do not survive a fork.
        Subscribers all(words[1], std::stoi(words[3]));
        Tango::DeviceProxy device(words[1]);
        all.connect(device);
        (std::string(words[2]) == "rate" ? rate : latency)(all, device, std::stoi(words[4]));
    } catch (const Tango::DevFailed &error) {
        std::cerr << error.errors[0].desc << '\n';
        return 1;
    } catch (const std::exception &error) {
        std::cerr << error.what() << '\n';
        return 1;
    }
    return 0;
}
