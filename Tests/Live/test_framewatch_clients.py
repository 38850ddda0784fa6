"""Real Tango clients of both generations meet a FrameWatch server without a database."""
import json
import subprocess
import time

import pytest

from conftest import CLIENTS
from framewatch import FrameWatch
from harness import wait_for


def test_tour(framewatch, client):
    found = json.loads(client("tour.py", framewatch.device(), framewatch.archive).splitlines()[-1])
    assert found["version"].split(".")[0] == ("10" if "venv" in client.python else "9")


class Watcher:
    """A client that prints the events of State; `seen` are (time, state) pairs."""

    def __init__(self, python, device):
        self.process = subprocess.Popen([python, CLIENTS / "watch_state.py", device], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def next(self, state, seconds=10):
        """When an event with `state` arrived; others before it are skipped."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            moment, text = self.process.stdout.readline().split()
            if text == state:
                return float(moment)
        raise AssertionError(f"no event with {state}")


@pytest.mark.timing
def test_state_events_follow_what_happens(tmp_path, client):
    """ALARM when the destination becomes read-only, FAULT when RawDir goes, RUNNING when it is back: each in a second."""
    with FrameWatch(tmp_path, prefix=("unshare", "--mount", "--propagation", "private")) as server, \
            Watcher(client.python, server.device()) as watcher:
        watcher.next("RUNNING")
        server.run_in_namespace("mount", "--bind", server.archive, server.archive)
        began = time.time()
        server.run_in_namespace("mount", "-o", "remount,bind,ro", server.archive)
        assert watcher.next("ALARM") - began < 1
        assert "archive" in server.proxy().status()
        began = time.time()
        server.run_in_namespace("mount", "-o", "remount,bind,rw", server.archive)
        assert watcher.next("RUNNING") - began < 1
        began = time.time()
        server.raw.rmdir()
        assert watcher.next("FAULT") - began < 1
        assert str(server.raw) in server.proxy().status()
        began = time.time()
        server.raw.mkdir()
        assert watcher.next("RUNNING") - began < 1


def test_events_come_back_after_a_restart(framewatch, client):
    with Watcher(client.python, framewatch.device()) as watcher:
        watcher.next("RUNNING")
        framewatch.kill()
        framewatch.start()
        watcher.next("RUNNING", seconds=40)
        framewatch.proxy().command_inout("Stop")
        watcher.next("ON")


def test_memorized_values_survive_a_restart(framewatch):
    device = framewatch.proxy()
    device.write_attribute("MaxSubProcess", 5)
    device.write_attribute("TickInterval", 0.25)
    device.write_attribute("RemoteDir", str(framewatch.archive / "kept"))
    assert framewatch.terminate() == 0
    framewatch.start()
    device = framewatch.proxy()
    assert device.read_attribute("MaxSubProcess").value == 5
    assert device.read_attribute("TickInterval").value == 0.25
    assert device.read_attribute("RemoteDir").value == str(framewatch.archive / "kept")


@pytest.mark.parametrize("name, value", [("TickInterval", "soon"), ("MinFileSize", "-1"), ("RawDir", "relative/raw"),
                                         ("Verify", "perhaps"), ("MaxSubProcess", "1000")])
def test_a_wrong_property_is_a_fault_that_names_it(tmp_path, name, value):
    with FrameWatch(tmp_path, {name: value}) as server:
        device = server.proxy()
        wait_for(lambda: str(device.state()) == "FAULT", 5, lambda: device.status())
        status = device.status()
        assert name in status and value in status
        assert not any(reading.has_failed for reading in device.read_attributes(device.get_attribute_list()))
