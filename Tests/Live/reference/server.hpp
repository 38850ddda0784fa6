// What the reference servers share: a class that makes its devices, and the server around it.
#pragma once
#include <tango.h>

/// A class whose devices are made from their class and name alone.
template <class Device> struct ClassOf : Tango::DeviceClass {
    explicit ClassOf(std::string name) : DeviceClass(name) {}

    void device_factory(const Tango::DevVarStringArray *names) override {
        for (CORBA::ULong index = 0; index < names->length(); index++) {
            auto device = new Device(this, (*names)[index]);
            device_list.push_back(device);
            if (Tango::Util::_UseDb && !Tango::Util::_FileDb) export_device(device);
            else export_device(device, (*names)[index]);
        }
    }
};

inline int serve(int count, char **words) {
    try {
        auto server = Tango::Util::init(count, words);
        server->server_init(false);
        std::cout << "Ready to accept request" << std::endl;
        server->server_run();
    } catch (CORBA::Exception &error) {
        Tango::Except::print_exception(error);
        return 1;
    }
    return 0;
}
