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
        operations[o.name] = {i, {o.user_exceptions, o.user_exceptions + o.user_exception_count}};
    }
}

namespace {
// Owns Swift's call object and keeps the servant alive. omniORB marshals a user exception after the call descriptor
// has gone out of scope, so the exception shares the ownership.
class Call {
public:
    Call(SwiftServant *servant, void *object) : servant(servant), object(object) { servant->_add_ref(); }
    ~Call() {
        if (object) servant->functions.release_call(object);
        servant->_remove_ref();
    }
    Call(const Call &) = delete;
    Call &operator=(const Call &) = delete;

    void marshal(cdrStream &s) {
        tgo_stream out(s);
        servant->functions.marshal(object, &out);
        out.rethrow();
    }

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
    void _NP_marshal(cdrStream &s) const override { call->marshal(s); }

    const char *id;
    std::shared_ptr<Call> call;
};

class Upcall : public omniCallDescriptor {
public:
    Upcall(const std::string &name, const InterfaceTable::Operation &operation, SwiftServant *servant, const char *peer)
        : omniCallDescriptor(
              &Upcall::run, name.c_str(), name.size() + 1, 0, operation.userExceptions.data(),
              int(operation.userExceptions.size()), 1),
          servant(servant), number(operation.number), info{peer} {}

    void unmarshalArguments(cdrStream &s) override {
        tgo_stream in(s);
        call = std::make_shared<Call>(servant, servant->functions.unmarshal(servant->servant, number, &in));
        in.rethrow();
        if (!call->object) OMNIORB_THROW(BAD_OPERATION, BAD_OPERATION_UnRecognisedOperationName, CORBA::COMPLETED_NO);
    }
    void marshalReturnedValues(cdrStream &s) override { call->marshal(s); }

    static void run(omniCallDescriptor *descriptor, omniServant *) {
        auto *self = static_cast<Upcall *>(descriptor);
        tgo_outcome outcome{};
        self->servant->functions.invoke(self->call->object, &self->info, &outcome);
        if (outcome.status == TGO_USER_EXCEPTION) throw SwiftUserException(outcome.repository_id, self->call);
        if (outcome.status == TGO_SYSTEM_EXCEPTION)
            throwSystem(outcome.name, outcome.minor, static_cast<CORBA::CompletionStatus>(outcome.completed));
    }

private:
    SwiftServant *servant;
    int32_t number;
    tgo_call_info info;
    std::shared_ptr<Call> call;
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
    auto found = table.operations.find(handle.operation_name());
    if (found == table.operations.end()) return omniServant::_dispatch(handle);  // _is_a, _non_existent, …
    const char *peer = handle.peeraddress();
    Upcall upcall(found->first, found->second, this, peer ? peer : "");
    handle.upcall(this, upcall);
    return true;
}
