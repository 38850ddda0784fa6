"""The server is killed at random instants and started again: nothing is lost, nothing is doubled."""
import collections
import random
import time

import tifffile

from framewatch import FrameWatch
from harness import BIN, Process, alive, children, simulate, wait_for

FRAMES, KILLS = 200, 10


def test_ten_kills_in_two_hundred_frames(tmp_path):
    chance = random.Random(20261121)
    reference = simulate(tmp_path / "reference", "--count", FRAMES, "--size", "128x128", "--rate", 0,
                         "--dtype", "float32,uint16", "--darks", 20)
    with FrameWatch(tmp_path / "server", {"MaxSubProcess": 3}) as server:
        feed = Process([BIN / "fwctl", "simulate", server.raw, "--count", FRAMES, "--size", "128x128", "--rate", 20,
                        "--dtype", "float32,uint16", "--darks", 20], tmp_path / "simulate.log")
        outlived = []
        with feed:
            for _ in range(KILLS):
                wait_for(lambda: server.proxy().state() is not None, 10, "an answer")
                time.sleep(chance.uniform(0.1, 0.7))  # the random instant
                workers = children(server.pid)
                server.kill()
                killed = time.monotonic()
                wait_for(lambda: not any(alive(pid) for pid in workers), 10, lambda: f"the end of the workers {workers}")
                outlived.append(time.monotonic() - killed)
                server.start()
            # No worker lives a second longer than its server; one of the ten may, when the machine has others to run.
            assert sorted(outlived)[-2] < 1, outlived
            assert feed.process.wait(300) == 0
        server.wait_archived(FRAMES, seconds=90)
        device = server.proxy()
        wait_for(lambda: device.read_attribute("FramesPending").value == 0, 20, "no frame pending")
        wait_for(lambda: server.leftovers() == [], 10, server.leftovers)
        check(server, reference)


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
