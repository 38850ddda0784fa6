// The part of Tests/EventServer that the event benchmark needs, on cppTango: `PushStamps` pushes the time as a change
// event of `Stamp`, so many times.
//
//   event_server INSTANCE -nodb -dlist NAME -ORBendPoint giop:tcp:127.0.0.1:PORT
#include <ctime>
#include <string>
#include <tango.h>
#include <vector>

namespace {

Tango::DevLong64 nanoseconds() {
    timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return static_cast<Tango::DevLong64>(now.tv_sec) * 1000000000 + now.tv_nsec;
}

class EventSource : public Tango::Device_5Impl {
public:
    EventSource(Tango::DeviceClass *type, std::string name) : Tango::Device_5Impl(type, name) {
        EventSource::init_device();
    }

    void init_device() override {
        set_state(Tango::ON);
        set_change_event("Stamp", true, false);
    }

    void push_stamps(Tango::DevLong times) {
        for (Tango::DevLong i = 0; i < times; ++i) {
            stamp_ = nanoseconds();
            push_change_event("Stamp", &stamp_);
        }
    }

    void read_stamp(Tango::Attribute &attribute) { attribute.set_value(&stamp_); }

private:
    Tango::DevLong64 stamp_ = 0;
};

class Stamp : public Tango::Attr {
public:
    Stamp() : Tango::Attr("Stamp", Tango::DEV_LONG64, Tango::READ) {}
    void read(Tango::DeviceImpl *device, Tango::Attribute &attribute) override {
        static_cast<EventSource *>(device)->read_stamp(attribute);
    }
};

class PushStamps : public Tango::Command {
public:
    PushStamps() : Tango::Command("PushStamps", Tango::DEV_LONG, Tango::DEV_VOID) {}
    CORBA::Any *execute(Tango::DeviceImpl *device, const CORBA::Any &argument) override {
        Tango::DevLong times;
        extract(argument, times);
        static_cast<EventSource *>(device)->push_stamps(times);
        return insert();
    }
};

class EventSourceClass : public Tango::DeviceClass {
public:
    explicit EventSourceClass(std::string name) : Tango::DeviceClass(name) {}
    void command_factory() override { command_list.push_back(new PushStamps); }
    void attribute_factory(std::vector<Tango::Attr *> &attributes) override { attributes.push_back(new Stamp); }
    void device_factory(const Tango::DevVarStringArray *names) override {
        for (CORBA::ULong i = 0; i < names->length(); ++i) {
            device_list.push_back(new EventSource(this, (*names)[i].in()));
            export_device(device_list.back(), (*names)[i].in());
        }
    }
};

}  // namespace

void Tango::DServer::class_factory() { add_class(new EventSourceClass("EventSource")); }

int main(int count, char **words) {
    try {
        Tango::Util *server = Tango::Util::init(count, words);
        server->server_init(false);
        std::cout << "Ready to accept request" << std::endl;
        server->server_run();
    } catch (const CORBA::Exception &error) {
        Tango::Except::print_exception(error);
        return 1;
    }
    return 0;
}
