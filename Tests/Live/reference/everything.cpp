// The device of Tests/EverythingServer once more, on Debian's C++ library: what its clients see is what ours shall see.
#include "everything/commands.hpp"
#include "server.hpp"

namespace {

struct EverythingClass : ClassOf<Everything> {
    explicit EverythingClass(std::string name) : ClassOf(name) { set_type("TestDevice"); }

    void command_factory() override {
        add_echoes(command_list);
        add_actions(command_list);
        add_special(command_list);
    }

    void attribute_factory(std::vector<Tango::Attr *> &list) override {
        family<Tango::DevBoolean>(list, "boolean", Tango::DEV_BOOLEAN);
        family<Tango::DevUChar>(list, "uchar", Tango::DEV_UCHAR);
        family<Tango::DevShort>(list, "short", Tango::DEV_SHORT);
        family<Tango::DevUShort>(list, "ushort", Tango::DEV_USHORT);
        family<Tango::DevLong>(list, "long", Tango::DEV_LONG);
        family<Tango::DevULong>(list, "ulong", Tango::DEV_ULONG);
        family<Tango::DevLong64>(list, "long64", Tango::DEV_LONG64);
        family<Tango::DevULong64>(list, "ulong64", Tango::DEV_ULONG64);
        family<Tango::DevFloat>(list, "float", Tango::DEV_FLOAT);
        family<Tango::DevDouble>(list, "double", Tango::DEV_DOUBLE);
        family<Tango::DevString>(list, "string", Tango::DEV_STRING);
        family<Tango::DevState>(list, "state", Tango::DEV_STATE);
        family<Tango::DevShort>(list, "enum", Tango::DEV_ENUM);
        add_others(list);
    }
};

}  // namespace

void Tango::DServer::class_factory() { add_class(new EverythingClass("Everything")); }

int main(int count, char **words) { return serve(count, words); }
