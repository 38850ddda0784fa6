#include "orb.hpp"

#include <omniORB4/minorCode.h>
#include <omniORB4/omniIOR.h>

#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "exception.hpp"
#include "servant.hpp"

OMNI_USING_NAMESPACE(omni)

namespace {
using OptionPair = const char *[2];

std::unique_ptr<OptionPair[]> optionPairs(const char *const *options) {
    size_t count = 0;
    while (options && options[2 * count]) count++;
    std::unique_ptr<OptionPair[]> pairs(new OptionPair[count + 1]);
    for (size_t i = 0; i < count; i++) {
        pairs[i][0] = options[2 * i];
        pairs[i][1] = options[2 * i + 1];
    }
    pairs[count][0] = pairs[count][1] = nullptr;
    return pairs;
}

char *copied(const char *text) {
    auto *copy = new char[std::strlen(text) + 1];
    std::strcpy(copy, text);
    return copy;
}

void append(std::string &list, const IIOP::Address &address) {
    if (!list.empty()) list += ' ';
    list += address.host;
    list += ':';
    list += std::to_string(address.port);
}

std::string addresses(const IIOP::ProfileBody &body) {
    std::string list;
    append(list, body.address);
    for (CORBA::ULong i = 0; i < body.components.length(); i++) {
        if (body.components[i].tag != IOP::TAG_ALTERNATE_IIOP_ADDRESS) continue;
        cdrEncapsulationStream data(
            body.components[i].component_data.get_buffer(), body.components[i].component_data.length(), 1);
        IIOP::Address address;
        address <<= data;
        append(list, address);
    }
    return list;
}
}  // namespace

extern "C" {
tgo_orb *tgo_orb_init(
    int count, const char *const *arguments, const char *const *options, tgo_exception *error) {
    SignalsBlocked blocked;
    auto made = std::make_unique<tgo_orb>();
    bool ok = recorded(error, [&] {
        std::vector<char *> argv;
        for (int i = 0; i < count; i++) argv.push_back(const_cast<char *>(arguments[i]));
        argv.push_back(nullptr);
        auto pairs = optionPairs(options);  // ORB_init keeps no pointer
        made->orb = CORBA::ORB_init(count, argv.data(), "omniORB4", pairs.get());
        CORBA::Object_var adapter = made->orb->resolve_initial_references("omniINSPOA");
        made->adapter = PortableServer::POA::_narrow(adapter);
        made->manager = made->adapter->the_POAManager();
    });
    return ok ? made.release() : nullptr;
}

bool tgo_orb_activate(
    tgo_orb *orb, const char *key, const tgo_interface *interface, const tgo_servant_functions *functions,
    void *servant, tgo_exception *error) {
    auto *made = new SwiftServant(*interface, *functions, servant);
    return recorded(error, [&] {
        PortableServer::ServantBase_var owner(made);  // the adapter keeps its own reference
        PortableServer::ObjectId_var id = PortableServer::string_to_ObjectId(key);
        orb->adapter->activate_object_with_id(id, made);
    });
}

bool tgo_orb_deactivate(tgo_orb *orb, const char *key, tgo_exception *error) {
    return recorded(error, [&] {
        PortableServer::ObjectId_var id = PortableServer::string_to_ObjectId(key);
        orb->adapter->deactivate_object(id);
    });
}

bool tgo_orb_set_mode(tgo_orb *orb, int32_t mode, tgo_exception *error) {
    SignalsBlocked blocked;
    return recorded(error, [&] {
        switch (mode) {
        case TGO_HOLDING: orb->manager->hold_requests(false); break;
        case TGO_DISCARDING: orb->manager->discard_requests(false); break;
        default: orb->manager->activate(); break;
        }
    });
}

bool tgo_orb_shutdown(tgo_orb *orb, bool wait, tgo_exception *error) {
    return recorded(error, [&] {
        orb->orb->shutdown(wait);
        orb->orb->destroy();
    });
}

void tgo_orb_free(tgo_orb *orb) { delete orb; }

char *tgo_orb_ior(tgo_orb *orb, const char *key, const char *repository_id, tgo_exception *error) {
    char *text = nullptr;
    recorded(error, [&] {
        PortableServer::ObjectId_var id = PortableServer::string_to_ObjectId(key);
        CORBA::Object_var object = orb->adapter->create_reference_with_id(id, repository_id);
        CORBA::String_var ior = orb->orb->object_to_string(object);
        text = copied(ior);
    });
    return text;
}

char *tgo_orb_addresses(tgo_orb *orb, const char *ior, tgo_exception *error) {
    char *text = nullptr;
    recorded(error, [&] {
        CORBA::Object_var object = orb->orb->string_to_object(ior);
        if (CORBA::is_nil(object)) OMNIORB_THROW(INV_OBJREF, INV_OBJREF_InvokeOnNilObjRef, CORBA::COMPLETED_NO);
        omniIOR_var decoded = object->_PR_getobj()->_getIOR();
        const auto &profiles = decoded->iopProfiles();
        for (CORBA::ULong i = 0; i < profiles.length() && !text; i++) {
            if (profiles[i].tag != IOP::TAG_INTERNET_IOP) continue;
            IIOP::ProfileBody body;
            IIOP::unmarshalProfile(profiles[i], body);
            text = copied(addresses(body).c_str());
        }
        if (!text) text = copied("");
    });
    return text;
}

void tgo_text_free(char *text) { delete[] text; }
}  // extern "C"
