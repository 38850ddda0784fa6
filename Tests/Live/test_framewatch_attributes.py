"""What a panel shows of a FrameWatch device: units, limits, levels, and values that are never an error."""
import math
import os
import re

import pytest
import tango

from framewatch import FrameWatch
from harness import fwctl_json, simulate, wait_for

UNITS = {
    "TickInterval": "s", "MinFileSize": "byte", "MinFileAge": "s", "SidecarWait": "s", "BytesArchived": "byte",
    "FrameRate": "1/s", "DataRate": "MB/s", "Latency": "s", "RawUsed": "%", "RemoteUsed": "%", "TimeToFull": "s",
    "Rois": "pixel", "RoiSums": "count", "FrameSum": "count", "FrameMax": "count", "OldestPending": "s",
}
LEVELS = {"RawUsed": (60, 75), "RemoteUsed": (90, 95), "OldestPending": (60, 300)}
LIMITS = {"MaxSubProcess": (1, 64), "TickInterval": (0.01, 3600)}
WITHOUT_FRAME = {"LastFrame", "Latency", "FrameSum", "FrameMax"}
WITHOUT_RUN = {"RunId", "RunName", "RunVerdict"}
NOT_BUILT = {"RoiSums", "Preview", "PreviewJpeg"}


def invalid(device):
    readings = device.read_attributes(device.get_attribute_list())
    assert [reading.name for reading in readings if reading.has_failed] == []
    return {reading.name for reading in readings if reading.quality == tango.AttrQuality.ATTR_INVALID}


def test_units_limits_and_levels(framewatch):
    shown = {config.name: config for config in framewatch.proxy().attribute_list_query_ex()}
    for name, config in shown.items():
        if name not in ("State", "Status"):
            assert len(config.description) > 8 and config.description != "No description", name
        assert config.unit == UNITS.get(name, ""), (name, config.unit)
        warning, alarm = LEVELS.get(name, (None, None))
        if alarm:
            assert (float(config.alarms.max_warning), float(config.alarms.max_alarm)) == (warning, alarm)
        smallest, greatest = LIMITS.get(name, (None, None))
        if greatest:
            assert (float(config.min_value), float(config.max_value)) == (smallest, greatest)


def test_sizes(framewatch):
    shown = {config.name: (config.max_dim_x, config.max_dim_y) for config in framewatch.proxy().attribute_list_query()}
    assert shown["Preview"] == (512, 512)
    assert shown["Rois"][0] == 4
    assert all(shown[name][1] == 0 for name in ("PluginNames", "RoiNames", "RoiSums", "UnitStates"))


def test_what_has_no_value_is_invalid_and_nothing_else(framewatch):
    device = framewatch.proxy()
    wait_for(lambda: invalid(device) == WITHOUT_FRAME | WITHOUT_RUN | NOT_BUILT, 5, lambda: invalid(device))
    assert device.read_attribute("LastError").value == ""
    assert device.read_attribute("FramesExpected").value == 0
    assert device.read_attribute("RunState").value == 0
    assert math.isinf(device.read_attribute("TimeToFull").value)
    report = simulate(framewatch.raw, "--count", 1, "--size", "96x64", "--rate", 0)
    framewatch.wait_archived(1)
    wait_for(lambda: device.read_attribute("FramesArchived").value == 1, 5, "the counter")
    wait_for(lambda: invalid(device) == WITHOUT_RUN | NOT_BUILT, 3, lambda: invalid(device))
    frame = report["frames"][0]
    assert device.read_attribute("LastFrame").value == str(framewatch.archive / frame["file"])
    assert device.read_attribute("FrameSum").value == pytest.approx(frame["statistics"]["sum"], rel=1e-9)
    size = (framewatch.archive / frame["file"]).stat().st_size
    assert device.read_attribute("BytesArchived").value >= size


def test_the_directories_are_shown(framewatch):
    device = framewatch.proxy()
    for name, path in (("RawDir", framewatch.raw), ("TempDir", framewatch.temp),
                       ("ProcessedDir", framewatch.processed), ("RemoteDir", framewatch.archive)):
        assert device.read_attribute(name).value == str(path)


def test_values_outside_their_limits_are_refused_and_change_nothing(framewatch):
    device = framewatch.proxy()
    for name, wrong in (("MaxSubProcess", 0), ("MaxSubProcess", 65), ("TickInterval", 0.001), ("TickInterval", 3601.0),
                        ("TickInterval", math.nan), ("TickInterval", math.inf)):
        before = device.read_attribute(name).value
        with pytest.raises(tango.DevFailed) as refused:
            device.write_attribute(name, wrong)
        assert name in refused.value.args[0].desc, refused.value.args[0].desc
        assert device.read_attribute(name).value == before


def test_read_only_attributes_cannot_be_written(framewatch):
    device = framewatch.proxy()
    for name, value in (("RawDir", "/tmp"), ("FramesFound", 1), ("Level", 1), ("Hold", True)):
        with pytest.raises(tango.DevFailed) as refused:
            device.write_attribute(name, value)
        assert refused.value.args[0].reason == "API_AttrNotWritable"


def test_state_and_status_are_those_of_the_engine(framewatch):
    """Attribute qualities do not change the state."""
    device = framewatch.proxy()
    config = device.get_attribute_config("RemoteUsed")
    config.alarms.min_alarm, config.alarms.max_warning, config.alarms.max_alarm = "-2", "-1.5", "-1"
    device.set_attribute_config(config)
    assert device.read_attribute("RemoteUsed").quality == tango.AttrQuality.ATTR_ALARM
    assert device.state() == tango.DevState.RUNNING
    assert device.read_attribute("State").value == tango.DevState.RUNNING
    assert device.status() == device.read_attribute("Status").value
    assert "RemoteUsed" not in device.status()


@pytest.mark.parametrize("used, level, state, quality", [
    (59, "GREEN", "RUNNING", "VALID"), (61, "AMBER", "RUNNING", "WARNING"), (76, "ORANGE", "ALARM", "ALARM"),
    (91, "RED", "ALARM", "ALARM")])
def test_the_level_of_a_ram_disk(tmp_path, used, level, state, quality):
    with FrameWatch(tmp_path, env={"FRAMEWATCH_RAW_USED": str(used)}) as server:
        device = server.proxy()
        wait_for(lambda: (device.Level.name, str(device.state())) == (level, state), 30, device.status)
        assert device.Hold == (level == "RED")
        reading = device.read_attribute("RawUsed")
        assert reading.value == pytest.approx(used, abs=0.001)
        assert reading.quality == getattr(tango.AttrQuality, f"ATTR_{quality}")
        assert fwctl_json("status", "--device", server.device())["attributes"]["Level"] == level
        simulate(server.raw, "--count", 1, "--size", "96x64", "--rate", 0)
        server.wait_archived(1)


def test_the_use_of_the_ram_disk_is_that_of_its_file_system(tmp_path):
    with FrameWatch(tmp_path, env={"FRAMEWATCH_RAW_USED": ""}) as server:
        device = server.proxy()

        def agree():
            room, shown = os.statvfs(server.raw), device.read_attribute("RawUsed")
            used = room.f_blocks - room.f_bfree
            return shown.value is not None and abs(shown.value - 100 * used / (used + room.f_bavail)) < 0.5

        wait_for(agree, 30, lambda: f"{device.read_attribute('RawUsed').value} % used; {os.statvfs(server.raw)}")


def test_commands_that_are_not_built_say_what_to_do(framewatch):
    device = framewatch.proxy()
    for name, argument in (("PrepareRun", "{}"), ("EndRun", None), ("AbortRun", "why"), ("RetryFailed", None),
                           ("Audit", None), ("Query", "{}"), ("ReloadPlugins", None)):
        with pytest.raises(tango.DevFailed) as refused:
            device.command_inout(name, argument)
        error = refused.value.args[0]
        assert error.reason == "FrameWatch_NotBuilt" and error.desc.startswith(name), error
        assert "Until then: " in error.desc


def test_a_panel_opens_with_the_values_in_force(framewatch):
    """Writing back what is shown as set changes nothing, as a panel's user may do by accident."""
    device = framewatch.proxy()
    for name in ("RemoteDir", "MaxSubProcess", "TickInterval"):
        reading = device.read_attribute(name)
        assert reading.w_value == reading.value, name
        device.write_attribute(name, reading.w_value)
        assert device.read_attribute(name).value == reading.value, name


def test_formats_suit_panels(framewatch):
    """ATK, under ATKPanel and Jive, edits a number only if its format has a width greater than its decimals."""
    formats = {each.name: each.format for each in framewatch.proxy().get_attribute_config_ex(
        framewatch.proxy().get_attribute_list()) if each.data_type == tango.CmdArgType.DevDouble}
    assert len(formats) > 5
    for name, text in formats.items():
        width, decimals = re.fullmatch(r"%(\d+)\.(\d+)[efg]", text).groups()
        assert int(width) > int(decimals), (name, text)
    assert framewatch.proxy().get_attribute_config("PreviewJpeg").format == "RawImage"
