"""`make demo`, without the build in front of it, and a server for real use."""
import os
import shutil
import signal
import subprocess

import pytest
from PIL import Image

from framewatch import private_mounts
from harness import BIN, ROOT, Process, free_port, fwctl, fwctl_json, wait_for

ENVIRONMENT = {"FRAMEWATCH_BIN": str(BIN), "DEMO_RATE": "0", "DEMO_SIZE": "256"}
DEMO = ROOT / "var" / "demo"


def test_the_demo_ends_with_frames_and_a_picture():
    """Twice: the second removes what the first left."""
    for _ in range(2):
        done = subprocess.run(["Scripts/demo"], cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              timeout=240, env={**os.environ, **ENVIRONMENT})
        assert done.returncode == 0, done.stdout + done.stderr
    names = sorted(path.name for path in (DEMO / "archive").iterdir())
    assert names == sorted(f"CeO2-{number:05}{end}" for number in range(1, 25)
                           for end in (".nxs", ".tif", ".tif.metadata"))
    for words in ("24 frames are archived", "28 found", "contact-sheet.png", "h5py", "fwctl explain", "make run"):
        assert words in done.stdout
    with Image.open(DEMO / "contact-sheet.png") as picture:
        assert picture.size[0] > 1000 and picture.getextrema()[1] > 200
    assert not (DEMO / "server.pid").exists() and not (ROOT / "var" / "run" / "device").exists()
    explained = fwctl_json("explain", "CeO2-00001.tif", cwd=ROOT)  # with the server stopped
    assert explained["state"] == "archived" and len(explained["files"]) == 3
    assert fwctl_json("ls", cwd=ROOT)["counts"] == {"archived": 24, "discarded": 4}
    assert "24 archived" in fwctl("status", cwd=ROOT, ok=(4,)).stdout


def test_a_demo_without_room_says_so():
    DEMO.mkdir(parents=True, exist_ok=True)
    prefix = private_mounts("sh", "-c", f'mount -t tmpfs -o size=20m none "{DEMO}" && exec Scripts/demo')
    done = subprocess.run(prefix, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=240,
                          env={**os.environ, **ENVIRONMENT})
    assert done.returncode == 1
    assert f" MB are free in {DEMO}, the frames may need " in done.stderr and "DEMO_SIZE" in done.stderr
    assert "Starting" not in done.stdout


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_run_serves_until_it_is_told_to_end(tmp_path, stop):
    place = ROOT / "var" / "framewatch"
    if place.exists():
        pytest.skip("var/framewatch is in use: make run was started here")
    env = {"FRAMEWATCH_BIN": str(BIN), "PORT": str(free_port())}
    try:
        # Whoever starts the tests in the background may have left the signal ignored, which children inherit.
        with Process(["env", "--default-signal", ROOT / "Scripts" / "run"], tmp_path / "run.log", env) as script:
            wait_for(lambda: "Ctrl-C ends it" in script.output(), 20, script.output)
            # It answers before the engine has looked at its directories.
            wait_for(lambda: fwctl_json("status", cwd=ROOT, ok=(0, 4))["state"] == "RUNNING", 20, script.output)
            report = fwctl_json("status", cwd=ROOT)
            assert f":{env['PORT']}/fw/local/1" in report["device"]
            fwctl("simulate", report["attributes"]["RawDir"], "--count", 1, "--size", 32)
            wait_for(lambda: list((place / "archive").glob("*.nxs")), 20, "the frame in the archive")
            server = int((place / "server.pid").read_text())
            script.process.send_signal(stop)
            assert script.process.wait(60) == 0
            wait_for(lambda: not os.path.exists(f"/proc/{server}"), 5, "the end of the server")
            assert not (ROOT / "var" / "run" / "device").exists()
    finally:
        remove(place)


def remove(place):
    """What the server of this test left, on the RAM disk too."""
    for line in (place / "properties").read_text().splitlines():
        if "->RawDir" in line:
            shutil.rmtree(os.path.dirname(line.split('"')[1]), ignore_errors=True)
    shutil.rmtree(place, ignore_errors=True)
