"""A destination whose file system never answers, as a dead network mount: nothing else is held up."""
import os
import pathlib
import subprocess
import sys

import pytest
import tango

from framewatch import FrameWatch, private_mounts
from harness import files_below, simulate, wait_for

HANGING_MOUNT = pathlib.Path(__file__).with_name("hanging_mount.py")
# A call that waits for the file system would hang for ever; the client waits longer than any call may take.
PATIENCE = 20_000


@pytest.fixture
def hanging(tmp_path):
    """A directory for the mount, and the words that start a server which sees it."""
    place, keeper = tmp_path / "hanging", tmp_path / "keeper"
    place.mkdir()
    mount = [sys.executable, str(HANGING_MOUNT), str(place)]
    tried = subprocess.run(private_mounts(*mount), capture_output=True, text=True)
    if tried.returncode != 0:
        pytest.skip(f"no file system of our own can be mounted here: {tried.stderr.strip().splitlines()[-1]}")
    os.kill(int(tried.stdout), 9)
    script = f'"{sys.executable}" "{HANGING_MOUNT}" "{place}" > "{keeper}" && exec "$@"'
    yield place, private_mounts("sh", "-c", script, "sh")
    os.kill(int(keeper.read_text()), 9)


def frame(server, seed):
    simulate(server.raw, "--count", 1, "--size", "64x64", "--rate", 0, "--seed", seed)


def test_a_destination_that_never_answers(tmp_path, hanging):
    place, prefix = hanging
    with FrameWatch(tmp_path, {"RemoteDir": place / "archive"}, prefix=prefix) as server:
        device = server.proxy()
        device.set_timeout_millis(PATIENCE)
        wait_for(lambda: str(device.state()) == "ALARM", 30, lambda: device.status())
        assert "does not answer" in device.status()
        frame(server, 1)
        wait_for(lambda: files_below(server.processed, "*.tif"), 30, "the frame to wait")
        device.write_attribute("RemoteDir", str(server.archive))
        frame(server, 2)
        wait_for(lambda: device.read_attribute("FramesArchived").value == 1, 30, server.output)
        assert len([path for path in server.archive.iterdir() if not path.name.startswith(".")]) == 3
        with pytest.raises(tango.DevFailed, match="does not answer"):
            device.write_attribute("RemoteDir", str(place / "elsewhere"))
        device.command_inout("Stop")
        assert str(device.state()) == "ON"
        device.command_inout("Start")
        waiting = files_below(server.processed, "*.tif")[0].name
        wait_for(lambda: "does not answer" in device.command_inout("Explain", waiting), 30, lambda: device.status())
        device.command_inout("Init")
        wait_for(lambda: device.read_attribute("FramesPending").value == 1, 30, lambda: device.status())
        frame(server, 3)
        wait_for(lambda: device.read_attribute("FramesArchived").value == 2, 30, server.output)
        assert device.read_attribute("FramesFailed").value == 0
        assert server.terminate(30) == 0
