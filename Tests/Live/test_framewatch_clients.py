"""Real Tango clients of both generations meet a FrameWatch server without a database."""
import json
import subprocess
import time

import pytest

from conftest import CLIENTS
from framewatch import FrameWatch, private_mounts
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
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def next(self, state):
        """When an event with `state` arrived; others before it are skipped."""
        for line in self.process.stdout:
            moment, text = line.split()
            if text == state:
                return float(moment)
        raise AssertionError(f"no event with {state}")

    def after(self, change, state):
        """How long after a change the event with `state` arrived. **Unit**: s."""
        began = time.time()
        change()
        return self.next(state) - began


@pytest.mark.timing
def test_state_events_follow_what_happens(tmp_path, client):
    """ALARM when the destination becomes read-only, FAULT when RawDir goes, RUNNING when it is back: each in a second.

    Each has five chances, because a busy machine may take a second for other things.
    """
    with FrameWatch(tmp_path, prefix=private_mounts()) as server, \
            Watcher(client.python, server.device()) as watcher:
        watcher.next("RUNNING")
        server.run_in_namespace("mount", "--bind", server.archive, server.archive)

        def remount(how):
            server.run_in_namespace("mount", "-o", f"remount,bind,{how}", server.archive)

        took = []
        while not took or max(map(min, zip(*took))) >= 1 and len(took) < 5:
            alarm = watcher.after(lambda: remount("ro"), "ALARM")
            assert "archive" in server.proxy().status()
            writable = watcher.after(lambda: remount("rw"), "RUNNING")
            fault = watcher.after(server.raw.rmdir, "FAULT")
            assert str(server.raw) in server.proxy().status()
            took.append((alarm, writable, fault, watcher.after(server.raw.mkdir, "RUNNING")))
        assert max(map(min, zip(*took))) < 1, took


def test_events_come_back_after_a_restart(framewatch, client):
    with Watcher(client.python, framewatch.device()) as watcher:
        watcher.next("RUNNING")
        framewatch.kill()
        framewatch.start()
        watcher.next("RUNNING")
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
