"""The server dies between any two steps, and is started again: each frame comes to its end exactly once."""
import collections
import pathlib
import re
import signal

import pytest
import tifffile

from framewatch import FrameWatch
from harness import ROOT, Process, files_below, simulate, wait_for
from test_framewatch_crash import outcome_events

SOURCE = ROOT / "Sources" / "FrameEngine" / "FaultPoint.swift"
POINTS = re.findall(r"^    case (\w+)$", SOURCE.read_text(), re.MULTILINE)
FIRST = {"resumed": "halfNamed"}  # the point at which an earlier server must have died
FRAMES = 4
WAITS = {"SidecarWait": 0.6, "IncompleteWait": 0.6, "MaxSubProcess": 2}


def feed(server, source):
    """A frame whose sidecar comes late, a bad one, and a series with darks; stops when the server is dead."""
    late, bad = source / "late.tif", source / "bad.tif"
    (server.raw / late.name).write_bytes(late.read_bytes())
    (server.raw / bad.name).write_bytes(bad.read_bytes())
    wait_for(lambda: (server.archive / "late.nxs").exists() or not server.running(), 60, "the frame without sidecar")
    for path in sorted(source.iterdir()):
        if path.name not in (late.name, bad.name, "late.nxs"):
            (server.raw / path.name).write_bytes(path.read_bytes())


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    """What a detector would write."""
    directory = tmp_path_factory.mktemp("source")
    simulate(directory, "--count", FRAMES, "--size", "64x64", "--rate", 0, "--darks", 2)
    simulate(directory / "more", "--count", 2, "--size", "64x64", "--rate", 0, "--name", "more")
    late, bad = (path for path in sorted((directory / "more").iterdir()) if path.suffix == ".tif")
    late.rename(directory / "late.tif")
    pathlib.Path(f"{late}.metadata").rename(directory / "late.tif.metadata")
    (directory / "bad.tif").write_bytes(bad.read_bytes()[:200])
    for rest in (directory / "more").iterdir():
        rest.unlink()
    (directory / "more").rmdir()
    return directory


@pytest.mark.parametrize("point", POINTS)
def test_a_server_that_dies_at(point, tmp_path, source):
    first, *later = [FIRST[point], point] if point in FIRST else [point]
    with FrameWatch(tmp_path, WAITS, env={"FRAMEWATCH_DIE_AT": first}) as server:
        feed(server, source)
        wait_for_death(server, first)
        for name in later:
            server.env["FRAMEWATCH_DIE_AT"] = name
            Process.start(server)  # it may be dead before it is ready
            wait_for_death(server, name)
        del server.env["FRAMEWATCH_DIE_AT"]
        server.start()
        frames = sorted(path.name for path in source.glob("*.tif")
                        if ".dark" not in path.name and path.name != "bad.tif")
        server.wait_archived(len(frames))
        wait_for(lambda: server.leftovers() == [], 60, server.leftovers)
        wait_for(lambda: server.proxy().read_attribute("FramesPending").value == 0, 30, "no frame pending")
        check(server, source, frames)


def wait_for_death(server, point):
    wait_for(lambda: not server.running(), 60, lambda: f"death at {point}\n{server.output()[-2000:]}")
    assert server.process.returncode == -signal.SIGKILL


def check(server, source, frames):
    assert len(frames) == FRAMES + 1
    expected = [name.removesuffix(".tif") + end for name in frames for end in (".tif", ".tif.metadata", ".nxs")]
    assert server.archived("**/*") == sorted(expected)
    for name in frames:
        assert (tifffile.imread(server.archive / name) == tifffile.imread(source / name)).all(), name
        assert (server.archive / f"{name}.metadata").read_bytes() == (source / f"{name}.metadata").read_bytes()
        assert collections.Counter(outcome_events(server.explain(name))) == {"archived": 1}, name
    kept = files_below(server.state / "quarantine", "bad.tif")
    assert [path.read_bytes() for path in kept] == [(source / "bad.tif").read_bytes()]
    assert collections.Counter(outcome_events(server.explain("bad.tif"))) == {"quarantined": 1}


def test_events_that_the_system_lost_cost_no_frame(tmp_path, source):
    limit = int(pathlib.Path("/proc/sys/fs/inotify/max_queued_events").read_text())
    with FrameWatch(tmp_path, WAITS) as server:
        wait_for(lambda: server.proxy().state() is not None, 30, "an answer")
        server.process.send_signal(signal.SIGSTOP)
        noise = server.raw / "noise.txt"
        for _ in range(limit // 2):  # made, closed, removed: more than fit, though some are read before it stops
            noise.touch()
            noise.unlink()
        for path in sorted(source.iterdir()):
            (server.raw / path.name).write_bytes(path.read_bytes())
        server.process.send_signal(signal.SIGCONT)
        server.wait_archived(FRAMES + 1)
        wait_for(lambda: server.leftovers() == [], 60, server.leftovers)
        assert "has lost events" in server.output()
