// Linux calls that Swift's Glibc module does not show: they are variadic, macros, or declared only under _GNU_SOURCE.
//
// _GNU_SOURCE itself would change types that the Glibc module owns, so those calls are declared here by hand; and no
// header that defines structs is included, so that every struct has one owner.
#pragma once
#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/syscall.h>

extern int open(const char *path, int flags, ...);
extern int fcntl(int descriptor, int command, ...);
extern int prctl(int option, ...);
extern long syscall(long number, ...);
extern int pipe2(int descriptors[2], int flags);
extern int eventfd(unsigned int count, int flags);
extern int pthread_setname_np(unsigned long thread, const char *name);
extern int __xpg_strerror_r(int number, char *text, size_t size);
extern int sync_file_range(int descriptor, int64_t offset, int64_t count, unsigned int flags);
extern int posix_spawn_file_actions_addclosefrom_np(void *actions, int first);

// Not defined without _GNU_SOURCE; the values are part of the system call interface.
#define CLINUX_AT_FDCWD (-100)
#define CLINUX_RENAME_NOREPLACE 1u
#define CLINUX_SYNC_FILE_RANGE_WRITE 2u
#define CLINUX_CLOEXEC 02000000
#define CLINUX_NONBLOCK 04000
#define CLINUX_PR_SET_PDEATHSIG 1
#define CLINUX_F_SETSIG 10
#define CLINUX_F_SETLEASE 1024
#define CLINUX_F_RDLCK 0
#define CLINUX_F_UNLCK 2
#define CLINUX_SIGURG 23

static inline int clinux_rename_noreplace(const char *from, const char *to) {
    return (int)syscall(SYS_renameat2, CLINUX_AT_FDCWD, from, CLINUX_AT_FDCWD, to, CLINUX_RENAME_NOREPLACE);
}

static inline long clinux_copy_file_range(int from, int64_t *from_offset, int to, int64_t *to_offset, size_t count) {
    return syscall(SYS_copy_file_range, from, from_offset, to, to_offset, count, 0);
}

static inline int clinux_open(const char *path, int flags, unsigned int mode) { return open(path, flags, mode); }

// A read lease is granted only while nobody has the file open for writing. 1: somebody has, 0: nobody, -1: not told.
// Who opens the file for writing at this instant makes the kernel send a signal: one that is ignored by default.
static inline int clinux_has_writer(int descriptor) {
    if (fcntl(descriptor, CLINUX_F_SETSIG, CLINUX_SIGURG) != 0) return -1;
    if (fcntl(descriptor, CLINUX_F_SETLEASE, CLINUX_F_RDLCK) != 0) return errno == EAGAIN ? 1 : -1;
    (void)fcntl(descriptor, CLINUX_F_SETLEASE, CLINUX_F_UNLCK);
    return 0;
}

// The number of the kind of file system that holds a path, or -1. The struct begins with it on 64-bit machines.
static inline int64_t clinux_file_system_type(const char *path) {
    long answer[32] = {0};
    return syscall(SYS_statfs, path, answer) == 0 ? (int64_t)(uint32_t)answer[0] : -1;
}

static inline int clinux_syncfs(int descriptor) { return (int)syscall(SYS_syncfs, descriptor); }

static inline int clinux_gettid(void) { return (int)syscall(SYS_gettid); }

// Close-on-exec from the start, so that no child started meanwhile inherits them.
static inline int clinux_pipe(int descriptors[2]) { return pipe2(descriptors, CLINUX_CLOEXEC); }

static inline int clinux_eventfd(void) { return eventfd(0, CLINUX_CLOEXEC | CLINUX_NONBLOCK); }

// The caller gets this signal when the thread that started it ends.
static inline int clinux_die_with_parent(int signal) {
    return prctl(CLINUX_PR_SET_PDEATHSIG, (unsigned long)signal, 0ul, 0ul, 0ul);
}

static inline int clinux_name_thread(const char *name) {
    extern unsigned long pthread_self(void);
    return pthread_setname_np(pthread_self(), name);
}

static inline int clinux_error_text(int number, char *text, size_t size) {
    return __xpg_strerror_r(number, text, size);
}

static inline int clinux_spawn_close_from(void *actions, int first) {
    return posix_spawn_file_actions_addclosefrom_np(actions, first);
}

// How long the calling thread may have the processor while others wait for it, in nanoseconds; 0 where the scheduler
// does not say so (before Linux 6.12, or in real time). Setting it needs no privilege.
struct clinux_scheduling {
    uint32_t size, policy;
    uint64_t flags;
    int32_t nice;
    uint32_t priority;
    uint64_t slice, deadline, period;
};

#define CLINUX_SCHED_OTHER 0

static inline int clinux_get_scheduling(struct clinux_scheduling *found) {
    return (int)syscall(SYS_sched_getattr, 0, found, sizeof *found, 0);
}

static inline uint64_t clinux_time_slice(void) {
    struct clinux_scheduling found = {0};
    return clinux_get_scheduling(&found) == 0 && found.policy == CLINUX_SCHED_OTHER ? found.slice : 0;
}

static inline int clinux_set_time_slice(uint64_t nanoseconds) {
    struct clinux_scheduling found = {0};
    if (clinux_get_scheduling(&found) != 0) return -1;
    if (found.policy != CLINUX_SCHED_OTHER) return 0;
    found.size = sizeof found;
    found.slice = nanoseconds;
    return (int)syscall(SYS_sched_setattr, 0, &found, 0);
}
