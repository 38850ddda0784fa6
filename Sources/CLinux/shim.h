// Linux calls that Swift's Glibc module does not show: they need _GNU_SOURCE, are variadic, or are macros.
#pragma once
#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif
#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/inotify.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <unistd.h>

// renameat2 is declared only under _GNU_SOURCE.
static inline int clinux_rename_noreplace(const char *from, const char *to) {
    return (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE);
}

// copy_file_range is declared only under _GNU_SOURCE.
static inline ssize_t clinux_copy_file_range(int from, int64_t *from_offset, int to, int64_t *to_offset, size_t count) {
    return (ssize_t)syscall(SYS_copy_file_range, from, from_offset, to, to_offset, count, 0);
}

// open is variadic.
static inline int clinux_open(const char *path, int flags, mode_t mode) { return open(path, flags, mode); }

// syncfs is declared only under _GNU_SOURCE.
static inline int clinux_syncfs(int descriptor) { return (int)syscall(SYS_syncfs, descriptor); }

// gettid is declared only under _GNU_SOURCE.
static inline int clinux_gettid(void) { return (int)syscall(SYS_gettid); }
