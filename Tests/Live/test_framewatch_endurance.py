"""Frames for a while, with everything going wrong meanwhile: at the end each is there once, and nothing has grown.

By hand: ENDURANCE_SECONDS is how long frames come, ENDURANCE_RATE how many in a second, ENDURANCE_SIZE how large.
"""
import collections
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time

import pytest
import tango
import tifffile

from conftest import CLIENTS
from framewatch import FrameWatch, private_mounts
from harness import BIN, DEBIAN_PYTHON, Process, children, simulate, wait_for

SECONDS = float(os.environ.get("ENDURANCE_SECONDS", 60))
RATE = float(os.environ.get("ENDURANCE_RATE", 8))
FRAMES = int(SECONDS * RATE)
KIND = ["--size", os.environ.get("ENDURANCE_SIZE", "128"), "--dtype", "float32,uint16", "--darks", 20, "--unique", 8]
CHUNK = 200  # frames made again at once, to compare with
SETTLED = ("archived", "quarantined", "conflict", "lost", "discarded")


class Troubles:
    """Lets things go wrong at random, one after the other."""

    def __init__(self, server, seed):
        self.server, self.chance = server, random.Random(seed)
        self.done = collections.Counter()

    def run(self, seconds, kinds):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            kind = self.chance.choice(kinds)
            kind(self)
            self.done[kind.__name__] += 1
            time.sleep(self.chance.uniform(0.2, 2))

    def patiently(self, call):
        """A call, again while the server is not there or busy."""
        def attempt():
            try:
                device = tango.DeviceProxy(self.server.device())
                device.ping()  # PyTango takes an attribute for one without a format when the server is not there
                call(device)
                return True
            except tango.DevFailed as error:
                last.append(error)
                return False
        last = []
        wait_for(attempt, 60, lambda: last[-1], poll=0.2)

    def kill_server(self):
        self.server.kill()
        time.sleep(self.chance.choice([0, 0, 1, 3]))
        self.server.start(60)

    def kill_worker(self):
        workers = children(self.server.pid)
        if workers:
            try:
                os.kill(self.chance.choice(workers), signal.SIGKILL)
            except ProcessLookupError:  # it ended by itself
                pass

    def make_destination_read_only(self):
        wait_for(self.is_read_only, 60, "an instant without a file open for writing", poll=0.1)
        time.sleep(self.chance.uniform(0.5, 3))
        self.server.run_in_namespace("mount", "-o", "remount,bind,rw", self.server.archive)

    def is_read_only(self):
        """Tries to make it so, which the system refuses while a file is being written."""
        try:
            self.server.run_in_namespace("mount", "-o", "remount,bind,ro", self.server.archive,
                                         stderr=subprocess.DEVNULL)
            return True
        except subprocess.CalledProcessError:
            return False

    def change_workers(self):
        self.patiently(lambda device: device.write_attribute("MaxSubProcess", self.chance.randint(1, 5)))

    def stop_and_start(self):
        self.patiently(lambda device: device.command_inout("Stop"))
        time.sleep(self.chance.uniform(0, 1))
        self.patiently(lambda device: device.command_inout("Start"))

    def initialize(self):
        self.patiently(lambda device: device.command_inout("Init"))


GENTLE = [Troubles.make_destination_read_only, Troubles.change_workers, Troubles.stop_and_start, Troubles.initialize,
          Troubles.kill_worker]


def use(troubles):
    """What the server holds with three workers: memory in kB, descriptors, threads."""
    server = troubles.server
    troubles.patiently(lambda device: device.write_attribute("MaxSubProcess", 3))
    wait_for(lambda: len(children(server.pid)) <= 3, 30, "workers to end")
    with open(f"/proc/{server.pid}/status") as status:
        fields = dict(line.split(":", 1) for line in status)
    return int(fields["VmRSS"].split()[0]), len(os.listdir(f"/proc/{server.pid}/fd")), int(fields["Threads"])


@pytest.mark.skipif("ENDURANCE_SECONDS" not in os.environ, reason="takes long; with ENDURANCE_SECONDS=60 or more")
def test_every_frame_once_whatever_happens(tmp_path):
    archive = tmp_path / "server" / "archive"
    prefix = private_mounts("sh", "-c", f'mount --bind "{archive}" "{archive}" && exec "$@"', "sh")
    with FrameWatch(tmp_path / "server", {"MaxSubProcess": 3}, prefix=prefix) as server, \
            Process([BIN / "fwctl", "simulate", server.raw, "--count", FRAMES, "--rate", RATE, *KIND],
                    tmp_path / "simulate.log") as feed:
        troubles = Troubles(server, 20261121)
        readers = [subprocess.Popen([python, CLIENTS / "reader.py", server.device()], stdin=subprocess.PIPE,
                                    stdout=subprocess.PIPE, text=True) for python in (sys.executable, DEBIAN_PYTHON)]
        try:
            troubles.run(SECONDS / 2, [*GENTLE, Troubles.kill_server])
            troubles.run(SECONDS / 8, GENTLE)
            before = use(troubles)
            troubles.run(SECONDS * 3 / 8, GENTLE)
            assert feed.process.wait(60 + SECONDS) == 0, feed.output()[-2000:]
            server.wait_archived(FRAMES, seconds=120 + SECONDS)
            device = server.proxy()
            wait_for(lambda: device.read_attribute("FramesPending").value == 0, 60, lambda: device.status())
            after = use(troubles)
            said = [reader.communicate(timeout=60)[0] for reader in readers]
        finally:
            for reader in readers:
                reader.kill()
        assert all(reader.returncode == 0 and int(text) > 0 for reader, text in zip(readers, said)), said
        print(f"{dict(troubles.done)}; memory, descriptors, threads: {before} -> {after}; readings {said}")
        wait_for(lambda: server.leftovers() == [], 10, server.leftovers)
        assert not list(server.state.glob("recipes/*"))
        check_frames(server, tmp_path / "reference")
        check_growth(before, after)


def check_growth(before, after):
    # An allocator keeps what a burst needed: only growth without an end matters.
    assert after[0] < 1.5 * before[0] + 30_000, (before, after)
    assert after[1] < before[1] + 20, (before, after)
    assert after[2] < before[2] + 20, (before, after)


def check_frames(server, directory):
    """Compares the archive with the same frames made again, some at a time, as they may be many."""
    expected, device = [], server.proxy()
    for start in range(1, FRAMES + 1, CHUNK):
        report = simulate(directory, "--count", min(CHUNK, FRAMES + 1 - start), "--start", start, "--rate", 0, *KIND)
        for entry in report["frames"]:
            if entry["isDark"]:
                continue
            name = entry["file"]
            expected += [name, name + ".metadata", name.removesuffix(".tif") + ".nxs"]
            image, original = tifffile.imread(server.archive / name), tifffile.imread(directory / name)
            assert image.dtype == original.dtype and (image == original).all(), name
            history = json.loads(device.command_inout("Explain", name))["history"]
            outcomes = [event["kind"] for event in history if event["kind"] in SETTLED]
            assert outcomes == ["archived"], (name, outcomes)
        shutil.rmtree(directory)
    assert server.archived("**/*") == sorted(expected)
