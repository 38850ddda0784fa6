"""Sixteen clients at once on a server that watches its own memory and threads."""
import os
import pathlib
import re
import shutil
import subprocess
import sys

import pytest

from conftest import CLIENTS
from harness import DEBIAN_PYTHON, ROOT, Server

CLIENT_COUNT = 16
SECONDS = int(os.environ.get("SANITIZED_SECONDS", 60))
SUPPRESSIONS = pathlib.Path(__file__).parent / "sanitizers"
OPTIONS = {
    "thread": {"TSAN_OPTIONS": f"exitcode=66 suppressions={SUPPRESSIONS / 'thread.txt'}"},
    "address": {"ASAN_OPTIONS": "exitcode=66", "LSAN_OPTIONS": f"suppressions={SUPPRESSIONS / 'leaks.txt'}"},
}


def build(sanitizer):
    """TangoTest with a sanitizer, in a build directory of its own."""
    scratch = ROOT / ".build" / f"sanitize-{sanitizer}"
    words = [os.environ.get("SWIFT", "swift"), "build", "--product", "TangoTest", f"--sanitize={sanitizer}",
             "--scratch-path", scratch, *os.environ.get("SWIFTFLAGS", "").split()]
    done = subprocess.run(words, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=900)
    assert done.returncode == 0, done.stdout[-4000:]
    return scratch / "debug" / "TangoTest"


def mutex_order():
    """A library that shows the sanitizer the slow path of Swift's Mutex."""
    target = ROOT / ".build" / "sanitize-thread" / "swift_mutex.so"
    clang = pathlib.Path(shutil.which("swift")).resolve().parent / "clang"
    subprocess.run([clang, "-O1", "-shared", "-fPIC", "-o", target, SUPPRESSIONS / "swift_mutex.c"], check=True)
    return target


@pytest.mark.parametrize("sanitizer", OPTIONS)
def test_no_report_with_sixteen_clients(sanitizer, tmp_path):
    executable, env = build(sanitizer), OPTIONS[sanitizer]
    if sanitizer == "thread":
        env = {**env, "LD_PRELOAD": str(mutex_order())}
    with Server(executable, "test", ["test/tangotest/1"], tmp_path, env=env) as server:
        clients = [
            subprocess.Popen([(sys.executable, DEBIAN_PYTHON)[number % 2], CLIENTS / "hammer.py", server.device(),
                              str(SECONDS), str(number)], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                             stderr=subprocess.STDOUT, text=True)
            for number in range(CLIENT_COUNT)]
        results = []
        try:
            for client in clients:
                said, _ = client.communicate(timeout=SECONDS + 120)
                results.append((client.returncode, said))
        finally:
            for client in clients:
                client.kill()
        assert server.running(), server.output()[-8000:]
        assert all(status == 0 for status, _ in results), [said for status, said in results if status]
        assert all(int(said) > 0 for _, said in results)
        status = server.terminate(60)
        assert "Sanitizer" not in server.output(), server.output()[:12000]
        # A leak in a call would be there a thousand times.
        suppressed = [int(count) for count in re.findall(r"^\s+(\d+)\s+\d+ [\w.]+$", server.output(), re.MULTILINE)]
        assert all(count < 500 for count in suppressed), server.output()[-4000:]
        assert status == 0
