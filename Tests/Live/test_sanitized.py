"""Sixteen clients of many kinds at once on a server that watches its own memory and threads.

SANITIZED_SECONDS is how long. With SANITIZED_FRAMEWATCH a FrameWatch with frames and two operators runs beside it. As a
program this only builds the servers, so that it can be done while other tests wait.
"""
import contextlib
import os
import pathlib
import re
import shutil
import subprocess
import sys
import time

import pytest
import tango

from conftest import CLIENTS
from framewatch import FrameWatch
from harness import BIN, DEBIAN_PYTHON, ROOT, Process, Server, children, resident, wait_for
from subscribers import compile_client

SECONDS = int(os.environ.get("SANITIZED_SECONDS", 60))
WITH_FRAMEWATCH = bool(os.environ.get("SANITIZED_FRAMEWATCH"))
SUPPRESSIONS = pathlib.Path(__file__).parent / "sanitizers"
OPTIONS = {
    "thread": {"TSAN_OPTIONS": f"exitcode=66 suppressions={SUPPRESSIONS / 'thread.txt'}"},
    # Freed memory is kept for a while to see who still uses it: not so much that growth cannot be told from it.
    "address": {"ASAN_OPTIONS": "exitcode=66 quarantine_size_mb=16",
                "LSAN_OPTIONS": f"suppressions={SUPPRESSIONS / 'leaks.txt'}"},
}


def build(sanitizer):
    """The servers with a sanitizer, in a build directory of its own."""
    scratch = ROOT / ".build" / f"sanitize-{sanitizer}"
    for product in ("TangoTest", *(("FrameWatch", "framewatch-worker") if WITH_FRAMEWATCH else ())):
        words = [os.environ.get("SWIFT", "swift"), "build", "--product", product, f"--sanitize={sanitizer}",
                 "--scratch-path", scratch, *os.environ.get("SWIFTFLAGS", "").split()]
        done = subprocess.run(words, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=1800)
        assert done.returncode == 0, done.stdout[-4000:]
    return scratch / "debug"


def mutex_order():
    """A library that shows the sanitizer the slow path of Swift's Mutex."""
    target = ROOT / ".build" / "sanitize-thread" / "swift_mutex.so"
    clang = pathlib.Path(shutil.which("swift")).resolve().parent / "clang"
    subprocess.run([clang, "-O1", "-shared", "-fPIC", "-o", target, SUPPRESSIONS / "swift_mutex.c"], check=True)
    return target


def crowd(test):
    """The command lines of sixteen clients, for a quiet device, one that is locked, and one that is restarted."""
    ten, nine = sys.executable, DEBIAN_PYTHON
    quiet, locked, restarted = map(test.device, test.devices)
    return [
        (ten, CLIENTS / "hammer.py", quiet), (nine, CLIENTS / "hammer.py", quiet), (ten, CLIENTS / "hammer.py", quiet),
        (compile_client(CLIENTS / "hammer.cpp"), quiet), (compile_client(CLIENTS / "hammer.cpp"), quiet),
        (ten, CLIENTS / "fwctl_hammer.py", BIN / "fwctl", quiet),
        *((python, CLIENTS / "crowd.py", kind, device) for python, kind, device in (
            (ten, "asynchronous", quiet), (nine, "asynchronous", quiet), (nine, "crashing", quiet),
            (ten, "configurer", quiet), (nine, "poller", quiet), (ten, "locker", locked), (nine, "locker", locked),
            (ten, "restarter", restarted), (nine, "restarted", restarted), (ten, "restarted", restarted)))]


def operators(watch):
    """Two clients that work at a FrameWatch."""
    return [(python, CLIENTS / "crowd.py", "operator", watch.device()) for python in (sys.executable, DEBIAN_PYTHON)]


def use(server):
    """Memory in kB and descriptors."""
    return resident(server.pid), len(os.listdir(f"/proc/{server.pid}/fd"))


def run(lines, servers):
    """Lets all clients work; returns what the servers held in the middle and at the end."""
    lines = [[str(word) for word in (*line, SECONDS, number)] for number, line in enumerate(lines)]
    processes = [subprocess.Popen(line, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                  text=True) for line in lines]
    held = []
    try:
        end = time.monotonic() + SECONDS
        for instant in (end - SECONDS / 2, end - 2):
            while time.monotonic() < instant:
                time.sleep(0.5)
            held.append([use(server) for server in servers])
        said = [process.communicate(timeout=SECONDS + 240)[0] for process in processes]
    finally:
        for process in processes:
            process.kill()
    failures = [(line, text) for line, text, process in zip(lines, said, processes) if process.returncode]
    assert not failures, failures
    assert all(int(text.split()[-1]) > 0 for text in said)
    return held


@pytest.mark.timing
@pytest.mark.parametrize("sanitizer", OPTIONS)
def test_no_report_with_sixteen_clients(sanitizer, tmp_path):
    programs, env = build(sanitizer), OPTIONS[sanitizer]
    if sanitizer == "thread":
        env = {**env, "LD_PRELOAD": str(mutex_order())}
    with contextlib.ExitStack() as stack:
        test = stack.enter_context(Server(programs / "TangoTest", "test", [f"test/tangotest/{n}" for n in (1, 2, 3)],
                                          tmp_path / "test", env=env))
        servers, lines = [test], crowd(test)
        if WITH_FRAMEWATCH:
            watch = stack.enter_context(FrameWatch(tmp_path / "watch", program=programs / "FrameWatch", env=env))
            stack.enter_context(Process([BIN / "fwctl", "simulate", watch.raw, "--count", SECONDS, "--rate", 1,
                                         "--size", 64], tmp_path / "simulate.log"))
            servers.append(watch)
            lines += operators(watch)
        tango.DeviceProxy(test.device()).poll_attribute("long_scalar", 200)
        idle = [use(server)[1] for server in servers]
        held = run(lines, servers)
        for server in servers:
            assert server.running(), server.output()[-8000:]
        if WITH_FRAMEWATCH:
            watch.wait_archived(SECONDS)
        for server, before in zip(servers, idle):
            wait_for(lambda: use(server)[1] <= before + 12, 20, lambda: f"descriptors: {before} -> {use(server)[1]}")
        check_growth(sanitizer, *held)
        for server in servers:
            check_end(server)


def check_growth(sanitizer, middle, end):
    print(f"{sanitizer}: memory in kB and descriptors of the servers: {middle} -> {end}")
    for (before, files), (after, files_after) in zip(middle, end):
        assert files_after < files + 60, (middle, end)
        # What the sanitizers themselves remember grows for minutes, and for ever with the one for threads.
        if sanitizer == "address" and SECONDS >= 240:
            assert after < 1.25 * before + 40_000, (middle, end)


def check_end(server):
    status = server.terminate(120)
    assert "Sanitizer" not in server.output(), server.output()[:12000]
    # Only constants may be left: what a call or a device lost would be there a thousand times.
    suppressed = [int(count) for count in re.findall(r"^\s+(\d+)\s+\d+ [\w.]+$", server.output(), re.MULTILINE)]
    assert sum(suppressed) < 500, server.output()[-4000:]
    assert status == 0
    assert children(server.pid) == []


if __name__ == "__main__":
    for each in OPTIONS:
        build(each)
