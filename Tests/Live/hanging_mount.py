"""Mounts a file system that never answers, as a dead network mount does. usage: hanging_mount.py DIRECTORY

Returns when it is mounted; a process in the background, whose number is printed, keeps it until that is killed.
"""
import ctypes
import os
import signal
import struct
import sys

INIT = 26


def main():
    fuse = os.open("/dev/fuse", os.O_RDWR)
    options = f"fd={fuse},rootmode=40000,user_id={os.getuid()},group_id={os.getgid()}"
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.mount(b"hanging", sys.argv[1].encode(), b"fuse", 0, options.encode()) != 0:
        sys.exit(f"mount: {os.strerror(ctypes.get_errno())}")
    request = os.read(fuse, 65536)
    _, operation, unique = struct.unpack_from("IIQ", request)
    assert operation == INIT
    answer = struct.pack("IIIIHHIIHH", 7, 31, 65536, 0, 16, 12, 65536, 1, 16, 0).ljust(64, b"\0")
    os.write(fuse, struct.pack("IiQ", 16 + len(answer), 0, unique) + answer)
    keeper = os.fork()
    if keeper:
        print(keeper)
    else:
        # Whoever waits for our end must not wait for our output.
        null = os.open(os.devnull, os.O_RDWR)
        for descriptor in (0, 1, 2):
            os.dup2(null, descriptor)
        # What is never taken off the queue can be killed while it waits.
        signal.pause()


if __name__ == "__main__":
    main()
