// Tells the thread sanitizer about the contended path of Swift's Mutex, which lies in a library that is built without
// it: the sanitizer sees the lock being taken only when nobody else wanted it, and reports races that are none.
//
// Loaded with LD_PRELOAD; each function calls the real one and announces the order that it makes.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>

#define SWIFT __attribute__((swiftcall))
#define SELF __attribute__((swift_context)) void *

void __tsan_acquire(void *address);
void __tsan_release(void *address);

static const char lock_name[] = "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF";
static const char unlock_name[] = "$s15Synchronization12_MutexHandleV11_unlockSlowyyF";

SWIFT void lock_slow(uint32_t thread, SELF self) __asm__("$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF");
SWIFT void unlock_slow(SELF self) __asm__("$s15Synchronization12_MutexHandleV11_unlockSlowyyF");

SWIFT void lock_slow(uint32_t thread, SELF self) {
    SWIFT void (*real)(uint32_t, SELF) = dlsym(RTLD_NEXT, lock_name);
    real(thread, self);
    __tsan_acquire(self);
}

SWIFT void unlock_slow(SELF self) {
    SWIFT void (*real)(SELF) = dlsym(RTLD_NEXT, unlock_name);
    __tsan_release(self);
    real(self);
}
