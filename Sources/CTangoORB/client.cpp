#include <omniORB4/CORBA.h>
#include <omniORB4/IOP_C.h>
#include <omniORB4/callDescriptor.h>
#include <omniORB4/minorCode.h>

#include <cstring>
#include <memory>

#include "exception.hpp"
#include "orb.hpp"
#include "stream.hpp"

OMNI_USING_NAMESPACE(omni)

namespace {
class ClientCall : public omniCallDescriptor {
public:
    ClientCall(const char *operation, tgo_put put, tgo_get get, void *context)
        : omniCallDescriptor(nullptr, operation, std::strlen(operation) + 1, 0, nullptr, 0, 0), put(put), get(get),
          context(context) {}

    void marshalArguments(cdrStream &s) override {
        tgo_stream out(s);
        put(context, &out);
        out.rethrow();
    }
    void unmarshalReturnedValues(cdrStream &s) override {
        tgo_stream in(s);
        get(context, nullptr, &in);
        in.rethrow();
    }
    void userException(cdrStream &s, _OMNI_NS(IOP_C) * iop, const char *id) override {
        tgo_stream in(s);
        get(context, id, &in);
        raised = true;
        if (iop) iop->RequestCompleted(bool(in.error));
        in.rethrow();
    }

    bool raised = false;

private:
    tgo_put put;
    tgo_get get;
    void *context;
};

// omniORB's limit per thread works on its own threads only, so the limit belongs to the reference.
void limit(tgo_ref *ref, uint32_t timeout_ms) {
    constexpr uint32_t forever = 0x7fffffff;  // 0 would mean the default of the process
    uint32_t wanted = timeout_ms ? timeout_ms : forever;
    if (ref->limit.exchange(wanted, std::memory_order_relaxed) == wanted) return;
    omniORB::setClientCallTimeout(ref->object.in(), wanted);
}

// Runs a remote call with its own time limit and, until one has ended, with all signals blocked.
template <class F> bool called(tgo_ref *ref, uint32_t timeout_ms, tgo_exception *error, F body) {
    auto limited = [&] {
        if (CORBA::is_nil(ref->object)) OMNIORB_THROW(INV_OBJREF, INV_OBJREF_InvokeOnNilObjRef, CORBA::COMPLETED_NO);
        limit(ref, timeout_ms);
        body();
    };
    if (ref->orb->called.load(std::memory_order_acquire)) return recorded(error, limited);
    SignalsBlocked blocked;
    bool ok = recorded(error, limited);
    ref->orb->called.store(true, std::memory_order_release);
    return ok;
}
}  // namespace

extern "C" {
tgo_ref *tgo_orb_resolve(tgo_orb *orb, const char *uri, tgo_exception *error) {
    auto ref = std::make_unique<tgo_ref>();
    ref->orb = orb;
    bool ok = recorded(error, [&] { ref->object = orb->orb->string_to_object(uri); });
    return ok ? ref.release() : nullptr;
}

void tgo_ref_free(tgo_ref *ref) { delete ref; }

bool tgo_ref_is_a(tgo_ref *ref, const char *repository_id, uint32_t timeout_ms, bool *answer, tgo_exception *error) {
    return called(ref, timeout_ms, error, [&] { *answer = ref->object->_PR_getobj()->_remote_is_a(repository_id); });
}

bool tgo_ref_non_existent(tgo_ref *ref, uint32_t timeout_ms, bool *answer, tgo_exception *error) {
    return called(ref, timeout_ms, error, [&] { *answer = ref->object->_non_existent(); });
}

int32_t tgo_ref_invoke(
    tgo_ref *ref, const char *operation, uint32_t timeout_ms, tgo_put put, tgo_get get, void *context,
    tgo_exception *error) {
    bool raised = false;
    bool ok = called(ref, timeout_ms, error, [&] {
        ClientCall call(operation, put, get, context);
        ref->object->_PR_getobj()->_invoke(call);
        raised = call.raised;
    });
    if (!ok) return TGO_SYSTEM_EXCEPTION;
    return raised ? TGO_USER_EXCEPTION : TGO_REPLY;
}
}  // extern "C"
