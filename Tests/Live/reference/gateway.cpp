// The device of Examples/Gateway once more, on Debian's C++ library: what its clients see is what ours shall see.
#include "server.hpp"

namespace {

struct Gateway : Tango::Device_5Impl {
    Tango::DevLong reads = 0;

    Gateway(Tango::DeviceClass *device_class, const char *name) : Device_5Impl(device_class, name) { init_device(); }
    void init_device() override { set_state(Tango::ON); }
};

struct Reads : Tango::Attr {
    Reads() : Attr("Reads", Tango::DEV_LONG, Tango::READ) {}
    void read(Tango::DeviceImpl *device, Tango::Attribute &attribute) override {
        auto gateway = static_cast<Gateway *>(device);
        gateway->reads += 1;
        attribute.set_value(&gateway->reads);
    }
};

struct GatewayClass : ClassOf<Gateway> {
    explicit GatewayClass(std::string name) : ClassOf(name) {}

    void command_factory() override {}

    void attribute_factory(std::vector<Tango::Attr *> &list) override {
        list.push_back(new Reads);
        for (auto name : {"Value", "Trace", "Text", "Mode", "Ramp", "Spare"}) {
            auto forwarded = new Tango::FwdAttr(name);
            if (std::string(name) == "Text") {
                Tango::UserDefaultFwdAttrProp properties;
                properties.set_label("From the code");
                forwarded->set_default_properties(properties);
            }
            list.push_back(forwarded);
        }
    }
};

}  // namespace

void Tango::DServer::class_factory() { add_class(new GatewayClass("Gateway")); }

int main(int count, char **words) { return serve(count, words); }
