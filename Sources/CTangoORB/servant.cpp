#include "servant.hpp"

#include <omniORB4/minorCode.h>

#include <cstring>

#include "exception.hpp"
#include "stream.hpp"

OMNI_USING_NAMESPACE(omni)

InterfaceTable::InterfaceTable(const tgo_interface &source) {
    for (int32_t i = 0; i < source.repository_id_count; i++) repositoryIds.emplace_back(source.repository_ids[i]);
    for (int32_t i = 0; i < source.operation_count; i++) {
        const tgo_operation &o = source.operations[i];
        operations.push_back({o.name, i, {o.user_exceptions, o.user_exceptions + o.user_exception_count}});
    }
    for (const Operation &o : operations) byName.emplace(o.name, &o);
}

namespace {
void marshal(SwiftServant *servant, void *object, cdrStream &s) {
    tgo_stream out(s);
    servant->functions.marshal(object, &out);
    out.rethrow();
}

// Owns Swift's call object and keeps the servant alive. omniORB marshals a user exception after the call descriptor
// has gone out of scope, so the exception takes the call over.
class Call {
public:
    Call(SwiftServant *servant, void *object) : servant(servant), object(object) { servant->_add_ref(); }
    ~Call() {
        servant->functions.release_call(object);
        servant->_remove_ref();
    }
    Call(const Call &) = delete;
    Call &operator=(const Call &) = delete;

    SwiftServant *const servant;
    void *const object;
};

class SwiftUserException : public CORBA::UserException {
public:
    SwiftUserException(const char *id, std::shared_ptr<Call> call) : id(id), call(std::move(call)) {}
    SwiftUserException(const SwiftUserException &other) = default;
    void _raise() const override { throw *this; }

private:
    CORBA::Exception *_NP_duplicate() const override { return new SwiftUserException(*this); }
    const char *_NP_typeId() const override { return "Exception/UserException/SwiftUserException"; }
    const char *_NP_repoId(int *size) const override {
        *size = int(std::strlen(id)) + 1;
        return id;
    }
    void _NP_marshal(cdrStream &s) const override { marshal(call->servant, call->object, s); }

    const char *id;
    std::shared_ptr<Call> call;
};

// The client that this thread served last. A thread of the ORB serves one connection for as long as it lasts, so what is
// made of the address is made once and not with every call.
class Peer {
public:
    ~Peer() { release(); }

    void *object(const tgo_servant_functions &functions, const char *address) {
        if (!made || this->address != address) {
            release();
            this->address = address;
            releasePeer = functions.release_peer;
            made = functions.make_peer(address);
        }
        return made;
    }

private:
    void release() {
        if (made) releasePeer(made);
        made = nullptr;
    }

    std::string address;
    void (*releasePeer)(void *) = nullptr;
    void *made = nullptr;
};
thread_local Peer lastPeer;

class Upcall : public omniCallDescriptor {
public:
    Upcall(const InterfaceTable::Operation &operation, SwiftServant *servant, void *peer)
        : omniCallDescriptor(
              &Upcall::run, operation.name.c_str(), operation.name.size() + 1, 0, operation.userExceptions.data(),
              int(operation.userExceptions.size()), 1),
          servant(servant), number(operation.number), peer(peer) {}
    ~Upcall() {
        if (object) servant->functions.release_call(object);
    }

    void unmarshalArguments(cdrStream &s) override {
        tgo_stream in(s);
        object = servant->functions.unmarshal(servant->servant, number, &in);
        in.rethrow();
        if (!object) OMNIORB_THROW(BAD_OPERATION, BAD_OPERATION_UnRecognisedOperationName, CORBA::COMPLETED_NO);
    }
    void marshalReturnedValues(cdrStream &s) override { marshal(servant, object, s); }

    static void run(omniCallDescriptor *descriptor, omniServant *) {
        static_cast<Upcall *>(descriptor)->run();
    }

private:
    void run() {
        tgo_outcome outcome{};
        servant->functions.invoke(object, peer, &outcome);
        if (outcome.status == TGO_USER_EXCEPTION) {
            auto call = std::make_shared<Call>(servant, object);
            object = nullptr;
            throw SwiftUserException(outcome.repository_id, std::move(call));
        }
        if (outcome.status == TGO_SYSTEM_EXCEPTION)
            throwSystem(outcome.name, outcome.minor, static_cast<CORBA::CompletionStatus>(outcome.completed));
    }

    SwiftServant *servant;
    int32_t number;
    // Borrowed from the thread's lastPeer: a call that this thread dispatches inside this one may release it. So invoke
    // takes what it needs of it before it runs anything of the servant, and nobody uses it afterwards.
    void *peer;
    void *object = nullptr;
};
}  // namespace

SwiftServant::SwiftServant(const tgo_interface &interface, const tgo_servant_functions &functions, void *servant)
    : functions(functions), servant(servant), table(interface) {}

SwiftServant::~SwiftServant() { functions.release_servant(servant); }

const char *SwiftServant::_mostDerivedRepoId() { return table.repositoryIds.front().c_str(); }

CORBA::Boolean SwiftServant::_is_a(const char *id) {
    for (const auto &own : table.repositoryIds)
        if (own == id) return true;
    return std::strcmp(id, CORBA::Object::_PD_repoId) == 0;
}

void *SwiftServant::_ptrToInterface(const char *id) { return _is_a(id) ? static_cast<void *>(this) : nullptr; }

CORBA::Boolean SwiftServant::_dispatch(omniCallHandle &handle) {
    const InterfaceTable::Operation *operation = table.operation(handle.operation_name());
    if (!operation) return omniServant::_dispatch(handle);  // _is_a, _non_existent, …
    const char *address = handle.peeraddress();
    Upcall upcall(*operation, this, lastPeer.object(functions, address ? address : ""));
    handle.upcall(this, upcall);
    return true;
}
