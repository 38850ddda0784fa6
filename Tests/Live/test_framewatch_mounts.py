"""The file system of the destination is not mounted: nothing is written below its mount point."""
import os

import pytest

from framewatch import FrameWatch, private_mounts
from harness import files_below, simulate, wait_for


def frame(server, seed):
    simulate(server.raw, "--count", 1, "--size", "64x64", "--rate", 0, "--seed", seed)


def test_a_destination_whose_mount_is_away_at_start(tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    first = tmp_path / "first"
    # Only the first start finds the disk mounted.
    script = f'[ -e "{first}" ] || mount -t tmpfs none "{disk}"; touch "{first}"; exec "$@"'
    prefix = private_mounts("sh", "-c", script, "sh")
    with FrameWatch(tmp_path, {"RemoteDir": disk / "archive"}, prefix=prefix) as server:
        frame(server, 1)
        device = server.proxy()
        wait_for(lambda: device.read_attribute("FramesArchived").value == 1, 20, server.output)
        assert list(disk.iterdir()) == []  # it lies on the disk, which this test does not see
        server.kill()
        server.start()
        device = server.proxy()
        wait_for(lambda: str(device.state()) == "ALARM", 10, lambda: device.status())
        assert f"{disk}, which is not mounted" in device.status()
        frame(server, 2)
        wait_for(lambda: files_below(server.processed, "*.tif"), 20, "the frame to wait")
        # Not even a write makes the directory below the mount point.
        try:
            device.write_attribute("RemoteDir", str(disk / "archive"))
            raise AssertionError("the write was accepted")
        except Exception as error:
            assert "not mounted" in str(error)
        assert list(disk.iterdir()) == []
        assert device.read_attribute("FramesPending").value == 1
        server.run_in_namespace("mount", "-t", "tmpfs", "none", disk)
        server.run_in_namespace("mkdir", disk / "archive")
        wait_for(lambda: device.read_attribute("FramesPending").value == 0, 20, server.output)
        assert device.read_attribute("FramesFailed").value == 0
        wait_for(lambda: str(device.state()) == "RUNNING", 10, lambda: device.status())
        assert list(disk.iterdir()) == []


@pytest.mark.skipif(not os.path.exists("/etc/fstab"), reason="this machine has no /etc/fstab")
def test_a_destination_whose_disk_was_never_mounted(tmp_path):
    disk, table = tmp_path / "disk", tmp_path / "fstab"
    disk.mkdir()
    name = str(disk).replace(" ", "\\040")
    table.write_text(f"none {name} tmpfs noauto 0 0\n")
    prefix = private_mounts("sh", "-c", f'mount --bind "{table}" /etc/fstab; exec "$@"', "sh")
    with FrameWatch(tmp_path, {"RemoteDir": disk / "archive"}, prefix=prefix) as server:
        device = server.proxy()
        wait_for(lambda: str(device.state()) == "ALARM", 30, lambda: device.status())
        assert f"Mount it (mount {disk})" in device.status() and "/etc/fstab" in device.status()
        frame(server, 1)
        wait_for(lambda: files_below(server.processed, "*.tif"), 30, "the frame to wait")
        assert list(disk.iterdir()) == []
        # What the sentence says.
        server.run_in_namespace("mount", disk)
        wait_for(lambda: f"{disk}/archive is not there" in device.status(), 30, lambda: device.status())
        device.write_attribute("RemoteDir", str(disk / "archive"))
        wait_for(lambda: device.read_attribute("FramesArchived").value == 1, 30, server.output)
        wait_for(lambda: str(device.state()) == "RUNNING", 30, lambda: device.status())
        assert list(disk.iterdir()) == []  # it lies on the disk, which this test does not see


def test_frames_leave_a_full_ram_disk(tmp_path):
    frames, ram = tmp_path / "frames", tmp_path / "ram"
    simulate(frames, "--count", 4, "--size", "64x64", "--rate", 0)
    ram.mkdir()
    # The frames and a file that takes all the rest: there is no room for a single recipe.
    script = (f"cd '{ram.parent}' && mount -t tmpfs -o size=2m none ram && mkdir ram/raw ram/temp ram/processed && "
              "cp -r frames/. ram/raw && dd if=/dev/zero of=ram/full bs=4k status=none; exec \"$@\"")
    prefix = private_mounts("sh", "-c", script, "sh")
    with FrameWatch(tmp_path, prefix=prefix) as server:
        server.wait_archived(4, seconds=30)
        assert server.proxy().read_attribute("FramesFailed").value == 0
        wait_for(lambda: list((server.state / "recipes").iterdir()) == [], 5, "no recipe to remain")
