"""The server is killed at random instants and started again: nothing is lost, nothing is doubled."""
import collections
import contextlib
import os
import pathlib
import random
import signal
import time

import tifffile

from framewatch import FrameWatch
from harness import BIN, Process, alive, simulate, wait_for

FRAMES, KILLS = 200, 10


def test_ten_kills_in_two_hundred_frames(tmp_path):
    chance = random.Random(20261121)
    reference = simulate(tmp_path / "reference", "--count", FRAMES, "--size", "128x128", "--rate", 0,
                         "--dtype", "float32,uint16", "--darks", 20)
    with FrameWatch(tmp_path / "server", {"MaxSubProcess": 3}) as server:
        feed = Process([BIN / "fwctl", "simulate", server.raw, "--count", FRAMES, "--size", "128x128", "--rate", 20,
                        "--dtype", "float32,uint16", "--darks", 20], tmp_path / "simulate.log")
        with feed:
            for _ in range(KILLS):
                wait_for(lambda: server.proxy().state() is not None, 10, "an answer")
                time.sleep(chance.uniform(0.1, 0.7))  # the random instant
                with Process(["sleep", "1"], tmp_path / "second.log") as second:
                    server.kill()
                    second.process.wait(60)
                # A second in which the machine ran others too is as long for this one as for the workers.
                outlived = [pid for pid in workers(server) if not ends(pid)]
                assert not outlived
                wait_for(lambda: not any(map(alive, workers(server))), 10, lambda: f"the end of {workers(server)}")
                server.start()
            assert feed.process.wait(300) == 0
        server.wait_archived(FRAMES, seconds=90)
        device = server.proxy()
        wait_for(lambda: device.read_attribute("FramesPending").value == 0, 20, "no frame pending")
        wait_for(lambda: server.leftovers() == [], 10, server.leftovers)
        check(server, reference)


def workers(server):
    """The workers of a server, which writes their errors into its state directory, wherever their parent is."""
    found = []
    for process in pathlib.Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if pathlib.Path(os.readlink(process / "fd" / "2")).is_relative_to(server.state / "workers"):
                found.append(int(process.name))
    return found


def ends(pid):
    """Whether a process is gone, or runs no more than the system call in which a signal 9 waits for it."""
    with contextlib.suppress(OSError):
        words = dict(line.split(":", 1) for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines())
        pending = int(words["SigPnd"], 16) | int(words["ShdPnd"], 16)
        return words["State"].split()[0] in "ZX" or pending >> (signal.SIGKILL - 1) & 1 == 1
    return True


def check(server, reference):
    frames = [entry for entry in reference["frames"] if not entry["isDark"]]
    names = [entry["file"].removesuffix(".tif") for entry in frames]
    assert server.archived("**/*") == sorted(
        name + end for name in names for end in (".tif", ".tif.metadata", ".nxs"))
    for entry in frames:
        image = tifffile.imread(server.archive / entry["file"])
        original = tifffile.imread(server.directory.parent / "reference" / entry["file"])
        assert image.dtype == original.dtype and (image == original).all(), entry["file"]
        outcomes = collections.Counter(outcome_events(server.explain(entry["file"])))
        assert outcomes == {"archived": 1}, (entry["file"], outcomes)


def outcome_events(explained):
    """The last words of history on a frame; there is to be one."""
    return [event["kind"] for event in explained["history"]
            if event["kind"] in ("archived", "quarantined", "conflict", "lost", "discarded")]
