// C++ exceptions to records and back.
#pragma once
#include <omniORB4/CORBA.h>

#include <cstdio>
#include <exception>

#include "include/ctangoorb.h"

void fillSystem(tgo_exception *out, const CORBA::SystemException &e);
void fillOther(tgo_exception *out, const char *name, const char *text);
[[noreturn]] void throwSystem(const char *name, CORBA::ULong minor, CORBA::CompletionStatus completed);

// Runs `body`; false and a record if it throws anything at all.
template <class F> inline bool recorded(tgo_exception *error, F body) {
    try {
        body();
        return true;
    } catch (const CORBA::SystemException &e) {
        fillSystem(error, e);
    } catch (const CORBA::Exception &e) {
        fillOther(error, "UNKNOWN", e._name());
    } catch (const omniORB::fatalException &e) {
        fillOther(error, "INTERNAL", e.errmsg());
    } catch (const std::exception &e) {
        fillOther(error, "UNKNOWN", e.what());
    } catch (...) {
        fillOther(error, "UNKNOWN", "an exception of an unknown C++ type");
    }
    return false;
}
