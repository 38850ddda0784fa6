#include "exception.hpp"

#include <cstring>

void fillSystem(tgo_exception *out, const CORBA::SystemException &e) {
    const char *text = e.NP_minorString();
    std::snprintf(out->name, sizeof out->name, "%s", e._name());
    std::snprintf(out->text, sizeof out->text, "%s", text ? text : "");
    out->minor = e.minor();
    out->completed = int32_t(e.completed());
}

void fillOther(tgo_exception *out, const char *name, const char *text) {
    std::snprintf(out->name, sizeof out->name, "%s", name);
    std::snprintf(out->text, sizeof out->text, "%s", text ? text : "");
    out->minor = 0;
    out->completed = int32_t(CORBA::COMPLETED_MAYBE);
}

void throwSystem(const char *name, CORBA::ULong minor, CORBA::CompletionStatus completed) {
#define TGO_THROW(kind) \
    if (std::strcmp(name, #kind) == 0) throw CORBA::kind(minor, completed);
    OMNIORB_FOR_EACH_SYS_EXCEPTION(TGO_THROW)
#undef TGO_THROW
    throw CORBA::UNKNOWN(minor, completed);
}
