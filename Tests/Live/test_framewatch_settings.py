"""Settings: where they come from, which one wins, and what a wrong one does."""
import os

import pytest
import tango

from framewatch import FrameWatch
from harness import simulate, wait_for

SIZE = ("--size", "96x64", "--rate", 0)


def refused(device, path):
    with pytest.raises(tango.DevFailed) as error:
        device.write_attribute("RemoteDir", path)
    return error.value.args[0]


def test_a_memorized_value_wins_over_the_property(tmp_path):
    with FrameWatch(tmp_path, {"MaxSubProcess": 2, "TickInterval": 0.3}) as server:
        device = server.proxy()
        device.write_attribute("MaxSubProcess", 4)
        device.write_attribute("TickInterval", 0.15)
        device.write_attribute("RemoteDir", f"{server.archive}/chosen/")
        server.kill()
        server.start()
        device = server.proxy()
        assert device.read_attribute("MaxSubProcess").value == 4
        assert device.read_attribute("TickInterval").value == 0.15
        reading = device.read_attribute("RemoteDir")
        assert reading.value == str(server.archive / "chosen")
        assert reading.w_value == str(server.archive / "chosen") + "/"
        simulate(server.raw, "--count", 1, *SIZE)
        assert server.wait_archived(1) == ["chosen/CeO2-00001.nxs"]


@pytest.mark.parametrize("name, value", [("MaxSubProcess", "1000"), ("TickInterval", "0")])
def test_a_memorized_value_that_no_write_allows_is_a_fault(tmp_path, name, value):
    server = FrameWatch(tmp_path)
    server.file.write_text(server.file.read_text() + f"fw/test/1/{name}->__value: {value}\n")
    with server:
        device = server.proxy()
        wait_for(lambda: device.state() == tango.DevState.FAULT, 5, device.status)
        assert f"{name} (memorized)" in device.status()


def test_a_memorized_destination_that_is_gone_makes_frames_wait(tmp_path):
    """They are not put where nobody asked for them."""
    with FrameWatch(tmp_path) as server:
        chosen = server.archive / "chosen"
        server.proxy().write_attribute("RemoteDir", str(chosen))
        server.kill()
        chosen.rmdir()
        chosen.write_text("in the way")
        server.start()
        device = server.proxy()
        wait_for(lambda: device.state() == tango.DevState.ALARM, 10, device.status)
        assert str(chosen) in device.status()
        simulate(server.raw, "--count", 1, *SIZE)
        wait_for(lambda: device.read_attribute("FramesPending").value == 1, 10, "the waiting frame")
        assert server.archived() == []
        chosen.unlink()
        chosen.mkdir()
        assert server.wait_archived(1) == ["chosen/CeO2-00001.nxs"]


def test_destinations_below_a_root(tmp_path):
    root = tmp_path / "data"
    root.mkdir()
    with FrameWatch(tmp_path, {"RemoteRoot": root, "RemoteDir": "first"}) as server:
        device = server.proxy()
        assert device.read_attribute("RemoteDir").value == str(root / "first")
        device.write_attribute("RemoteDir", "2026/./visit//sample/")
        assert device.read_attribute("RemoteDir").value == str(root / "2026/visit/sample")
        assert (root / "2026/visit/sample").is_dir()
        for outside in ("../elsewhere", "/tmp", str(tmp_path), "2026/../../up"):
            error = refused(device, outside)
            assert error.reason == "FrameWatch_InvalidDirectory" and str(root) in error.desc, error.desc


def test_destinations_that_cannot_be_used_are_refused_with_the_reason(framewatch):
    device = framewatch.proxy()
    file = framewatch.directory / "a file"
    file.write_text("")
    for path, word in (("relative", "RemoteRoot"), (str(framewatch.raw), "RawDir"),
                       (str(framewatch.temp / "x"), "TempDir"), (str(framewatch.processed), "ProcessedDir"),
                       (str(file), "directory"), (str(framewatch.directory / "one" / "two"), "one"), ("", "empty")):
        error = refused(device, path)
        assert error.reason == "FrameWatch_InvalidDirectory", error
        assert word in error.desc, error.desc
    assert device.read_attribute("RemoteDir").value == str(framewatch.archive)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can run the server as another user")
def test_a_destination_without_permission_is_refused(tmp_path):
    tmp_path.chmod(0o755)
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o755)
    for parent in tmp_path.parents[:3]:
        parent.chmod(parent.stat().st_mode | 0o055)
    server = FrameWatch(tmp_path, prefix=("setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"))
    for path in (server.raw, server.temp, server.processed, server.raw.parent, server.state, server.archive, tmp_path):
        os.chown(path, 65534, 65534)
    os.chown(server.file, 65534, 65534)
    with server:
        error = refused(server.proxy(), str(closed))
        assert error.reason == "FrameWatch_InvalidDirectory" and "writ" in error.desc, error.desc


def test_init_reads_the_properties_again(tmp_path):
    with FrameWatch(tmp_path, {"MinFileAge": "soon"}) as server:
        device = server.proxy()
        wait_for(lambda: device.state() == tango.DevState.FAULT, 5, device.status)
        status = device.status()
        assert "MinFileAge" in status and "soon" in status and "number" in status
        with pytest.raises(tango.DevFailed) as error:
            device.command_inout("Start")
        assert "MinFileAge" in error.value.args[0].desc
        server.properties["MinFileAge"] = 0.1
        server.write_properties()
        device.command_inout("Init")
        wait_for(lambda: device.state() == tango.DevState.RUNNING, 5, device.status)
        assert device.read_attribute("MinFileAge").value == 0.1


def test_init_is_no_start(framewatch):
    """What is counted since the start goes on, and so does what was seen last."""
    device = framewatch.proxy()
    names = ["FramesFound", "FramesArchived", "BytesArchived", "LastFrame", "FrameSum"]
    simulate(framewatch.raw, "--count", 2, *SIZE)
    wait_for(lambda: device.read_attribute("FramesArchived").value == 2, 30, framewatch.output)
    before = [reading.value for reading in device.read_attributes(names)]
    ticks = device.read_attribute("TickCount").value
    device.command_inout("Init")
    assert [reading.value for reading in device.read_attributes(names)] == before
    assert device.read_attribute("TickCount").value >= ticks
    simulate(framewatch.raw, "--count", 1, "--start", 3, *SIZE)
    wait_for(lambda: device.read_attribute("FramesArchived").value == 3, 30, framewatch.output)
    assert device.read_attribute("FramesFound").value == 3


def test_init_leaves_nothing_open(framewatch):
    """Each makes an engine with ledger, threads and workers; the one before must be gone with all that it had."""
    device = framewatch.proxy()

    def another(number):
        simulate(framewatch.raw, "--count", 4, "--start", 4 * number + 1, *SIZE)
        framewatch.wait_archived(4 * number + 4)
        device.command_inout("Init")

    def descriptors():
        return len(os.listdir(f"/proc/{framewatch.pid}/fd"))
    another(0)
    before = descriptors()
    for number in range(1, 6):
        another(number)
    wait_for(lambda: descriptors() <= before + 4, 30, lambda: f"{descriptors()} descriptors instead of {before}")


def test_an_unreadable_property_file_leaves_the_device_at_work(framewatch):
    device = framewatch.proxy()
    framewatch.file.write_text(framewatch.file.read_text() + "\nnonsense\n")
    with pytest.raises(tango.DevFailed) as error:
        device.command_inout("Init")
    assert f"{framewatch.file}:" in error.value.args[0].desc
    assert "API_InitThrowsException" in [part.reason for part in error.value.args]
    assert device.state() == tango.DevState.RUNNING


@pytest.mark.parametrize("name, value", [("RoiNames", "two words"), ("Rois", ["1", "2", "3"])])
def test_wrong_regions_are_a_fault_that_names_them(tmp_path, name, value):
    with FrameWatch(tmp_path, {name: value}) as server:
        device = server.proxy()
        wait_for(lambda: device.state() == tango.DevState.FAULT, 5, device.status)
        assert name in device.status()


def test_a_server_that_does_not_start_by_itself(tmp_path):
    with FrameWatch(tmp_path, {"AutoStart": "false"}) as server:
        device = server.proxy()
        wait_for(lambda: device.state() == tango.DevState.ON, 5, device.status)
        device.command_inout("Start")
        assert device.state() == tango.DevState.RUNNING
        device.command_inout("Stop")
        assert device.state() == tango.DevState.ON
