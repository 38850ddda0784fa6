// The ORB and its one object adapter.
#pragma once
#include <omniORB4/CORBA.h>
#include <signal.h>

#include <atomic>

#include "include/ctangoorb.h"

struct tgo_orb {
    CORBA::ORB_var orb;
    // Object ids are the object keys, so that corbaloc URLs and IORs stay valid for as long as the name does.
    PortableServer::POA_var adapter;
    PortableServer::POAManager_var manager;
    // The first call of a client makes omniORB's house-keeping thread.
    std::atomic<bool> called{false};
};

struct tgo_ref {
    tgo_orb *orb;
    CORBA::Object_var object;
    std::atomic<uint32_t> limit{0};  // the time limit that was set last
};

// While this lives all signals are blocked in the calling thread, and so in the threads that omniORB makes meanwhile:
// the process takes its signals in one place, never on a thread of the ORB.
class SignalsBlocked {
public:
    SignalsBlocked() {
        sigset_t all;
        sigfillset(&all);
        pthread_sigmask(SIG_SETMASK, &all, &before);
    }
    ~SignalsBlocked() { pthread_sigmask(SIG_SETMASK, &before, nullptr); }
    SignalsBlocked(const SignalsBlocked &) = delete;
    SignalsBlocked &operator=(const SignalsBlocked &) = delete;

private:
    sigset_t before;
};
