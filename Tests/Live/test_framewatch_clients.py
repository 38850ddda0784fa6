"""Real Tango clients of both generations meet a FrameWatch server without a database."""
import contextlib
import json
import re
import subprocess
import time

import pytest

from conftest import CLIENTS
from framewatch import FrameWatch, private_mounts
from harness import Process, wait_for


def test_tour(framewatch, client):
    found = json.loads(client("tour.py", framewatch.device(), framewatch.archive).splitlines()[-1])
    assert found["version"].split(".")[0] == ("10" if "venv" in client.python else "9")


class Watcher(Process):
    """A client that prints the events of State, each with the time of its arrival."""

    def __init__(self, python, device, directory):
        super().__init__([python, CLIENTS / "watch_state.py", device], directory / "watcher.log", stdin=subprocess.PIPE)
        self.taken = 0

    def __exit__(self, *error):
        self.process.stdin.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(60)
        super().__exit__(*error)

    def take(self, state):
        """When the next event with `state` arrived, if it has; others before it are skipped."""
        found = re.compile(rf"^([\d.]+) {state}\n", re.M).search(self.output(), self.taken)
        if found:
            self.taken = found.end()
            return float(found[1])
        return None

    def next(self, state):
        """When the next event with `state` arrived; others before it are skipped."""
        return wait_for(lambda: self.take(state), 20, lambda: f"{state}; told were\n{self.output()}")

    def connect(self, device):
        """Waits until events come: the first state is what the client reads itself, while its connection is yet made."""
        self.next("RUNNING")

        def told():
            device.command_inout("Stop")
            device.command_inout("Start")
            return self.take("ON")
        wait_for(told, 20, self.output, poll=0.5)
        self.next("RUNNING")

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
            Watcher(client.python, server.device(), tmp_path) as watcher:
        watcher.connect(server.proxy())
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


def test_events_come_back_after_a_restart(framewatch, client, tmp_path):
    with Watcher(client.python, framewatch.device(), tmp_path) as watcher:
        watcher.connect(framewatch.proxy())
        framewatch.kill()
        framewatch.start()
        watcher.connect(framewatch.proxy())


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
