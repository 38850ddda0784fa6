#include "orb.hpp"

#include <dirent.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <omniORB4/minorCode.h>
#include <omniORB4/omniIOR.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstdlib>
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

std::vector<IIOP::Address> addresses(CORBA::Object_ptr object) {
    std::vector<IIOP::Address> all;
    omniIOR_var ior = object->_PR_getobj()->_getIOR();
    const auto &profiles = ior->iopProfiles();
    for (CORBA::ULong i = 0; i < profiles.length() && all.empty(); i++) {
        if (profiles[i].tag != IOP::TAG_INTERNET_IOP) continue;
        IIOP::ProfileBody body;
        IIOP::unmarshalProfile(profiles[i], body);
        all.push_back(body.address);
        for (CORBA::ULong k = 0; k < body.components.length(); k++) {
            const auto &component = body.components[k];
            if (component.tag != IOP::TAG_ALTERNATE_IIOP_ADDRESS) continue;
            cdrEncapsulationStream data(component.component_data.get_buffer(), component.component_data.length(), 1);
            all.emplace_back();
            all.back() <<= data;
        }
    }
    return all;
}

// The TCP port that a descriptor listens on; 0 if it is anything else.
int listeningPort(int descriptor) {
    int listens = 0;
    socklen_t size = sizeof listens;
    if (getsockopt(descriptor, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size) != 0 || !listens) return 0;
    sockaddr_storage address{};
    size = sizeof address;
    if (getsockname(descriptor, reinterpret_cast<sockaddr *>(&address), &size) != 0) return 0;
    if (address.ss_family == AF_INET) return ntohs(reinterpret_cast<sockaddr_in *>(&address)->sin_port);
    if (address.ss_family == AF_INET6) return ntohs(reinterpret_cast<sockaddr_in6 *>(&address)->sin6_port);
    return 0;
}

// A peer that does not read, or is no longer there, must not hold a thread for ever. omniORB's own limit costs three
// system calls per reply, the kernel's none. Sockets inherit it from the one that listens.
void limitSends(const std::vector<IIOP::Address> &own, unsigned int milliseconds) {
    DIR *directory = opendir("/proc/self/fd");
    if (!directory) return;
    while (dirent *entry = readdir(directory)) {
        int socket = std::atoi(entry->d_name);
        int port = listeningPort(socket);
        auto same = [port](const IIOP::Address &address) { return port != 0 && address.port == port; };
        if (std::none_of(own.begin(), own.end(), same)) continue;
        int yes = 1, idleSeconds = 60;
        setsockopt(socket, IPPROTO_TCP, TCP_USER_TIMEOUT, &milliseconds, sizeof milliseconds);
        setsockopt(socket, SOL_SOCKET, SO_KEEPALIVE, &yes, sizeof yes);
        setsockopt(socket, IPPROTO_TCP, TCP_KEEPIDLE, &idleSeconds, sizeof idleSeconds);
    }
    closedir(directory);
}

CORBA::Object_ptr reference(const tgo_orb &orb, const char *key, const char *repository_id) {
    PortableServer::ObjectId_var id = PortableServer::string_to_ObjectId(key);
    return orb.adapter->create_reference_with_id(id, repository_id);
}

// The adapter's first use opens the endpoints.
void openEndpoints(tgo_orb &orb, unsigned int send_limit_ms) {
    CORBA::Object_var adapter = orb.orb->resolve_initial_references("omniINSPOA");
    orb.adapter = PortableServer::POA::_narrow(adapter);
    orb.manager = orb.adapter->the_POAManager();
    CORBA::Object_var any = reference(orb, "any", "IDL:omg.org/CORBA/Object:1.0");
    limitSends(addresses(any), send_limit_ms);
}
}  // namespace

extern "C" {
const char *tgo_orb_release(void) { return omniORB::versionString(); }

tgo_orb *tgo_orb_init(
    int count, const char *const *arguments, const char *const *options, bool serves, uint32_t send_limit_ms,
    tgo_exception *error) {
    SignalsBlocked blocked;
    auto made = std::make_unique<tgo_orb>();
    bool ok = recorded(error, [&] {
        std::vector<char *> argv;
        for (int i = 0; i < count; i++) argv.push_back(const_cast<char *>(arguments[i]));
        argv.push_back(nullptr);
        auto pairs = optionPairs(options);  // ORB_init keeps no pointer
        made->orb = CORBA::ORB_init(count, argv.data(), "omniORB4", pairs.get());
        if (serves) openEndpoints(*made, send_limit_ms);
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
        CORBA::Object_var object = reference(*orb, key, repository_id);
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
        std::string list;
        for (const auto &address : addresses(object)) {
            if (!list.empty()) list += ' ';
            list += static_cast<const char *>(address.host);
            list += ':';
            list += std::to_string(address.port);
        }
        text = copied(list.c_str());
    });
    return text;
}

void tgo_text_free(char *text) { delete[] text; }
}  // extern "C"
