"""What several live tests share."""
import os
import pathlib
import signal
import subprocess
import sys

import pytest

from framewatch import FrameWatch
from harness import BIN, DEBIAN_PYTHON, Server

CLIENTS = pathlib.Path(__file__).parent / "clients"
# Files whose tests wait long: they begin first, so that side by side with the others nothing is left for the end.
SLOWEST = ["test_event_connections", "test_side_by_side", "test_fwctl_tango", "test_events", "test_guide"]


def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: SLOWEST.index(item.path.stem) if item.path.stem in SLOWEST else len(SLOWEST))

# Nothing here may talk to a database, a device or through a proxy that happens to be configured.
for name in list(os.environ):
    if name.startswith(("TANGO_", "FRAMEWATCH_")) or name.lower().endswith("_proxy"):
        if name not in ("FRAMEWATCH_BIN", "TANGO_JAVA"):
            del os.environ[name]
os.environ["FRAMEWATCH_RAW_USED"] = "10"  # how full this machine's disks are and how fast they fill says nothing here


# A test that hangs fails with its name instead of holding up all others; whoever asks for longer tests gets longer. s
ASKED = [f"{name}_SECONDS" for name in ("ENDURANCE", "EVENTS", "OUTAGE", "SANITIZED")]
LONGER = sum(float(word) for name in ASKED for word in os.environ.get(name, "").split())
LIMIT = int(1200 + 3 * LONGER)


@pytest.fixture(autouse=True)
def limit():
    def hangs(*_):
        pytest.fail(f"not done after {LIMIT} s")

    before = signal.signal(signal.SIGALRM, hangs)
    signal.alarm(LIMIT)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.fixture
def framewatch(tmp_path):
    """A fresh FrameWatch server."""
    with FrameWatch(tmp_path) as server:
        yield server


@pytest.fixture
def tangotest(tmp_path):
    """A fresh TangoTest server."""
    with Server(BIN / "TangoTest", "test", ["test/tangotest/1"], tmp_path) as server:
        yield server


@pytest.fixture(params=[sys.executable, DEBIAN_PYTHON], ids=["pytango10", "pytango9"])
def client(request):
    """Runs a script of Tests/Live/clients with either generation of PyTango; its output is returned."""
    def run(script, *words, timeout=120):
        done = subprocess.run([request.param, CLIENTS / script, *map(str, words)], capture_output=True, text=True,
                              stdin=subprocess.DEVNULL, timeout=timeout)
        assert done.returncode == 0, f"{script}: exit {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done.stdout
    run.python = request.param
    return run
