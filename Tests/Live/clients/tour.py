"""Meets a FrameWatch device as a user does: lists, reads, writes, runs every command.

usage: tour.py DEVICE ARCHIVE; works with PyTango 9.3 and 10.
"""
import json
import sys
import time

import tango

from contract import ATTRIBUTES, COMMANDS, ENUM_LABELS, PLUGINS

NOT_BUILT = "FrameWatch_NotBuilt"


def lists(device):
    shown = {info.name: (tango.CmdArgType.values[info.data_type], info.data_format, info.writable)
             for info in device.attribute_list_query()}
    assert shown == ATTRIBUTES, difference(shown, ATTRIBUTES)
    shown = {info.cmd_name: (info.in_type, info.out_type) for info in device.command_list_query()}
    assert shown == COMMANDS, difference(shown, COMMANDS)
    for name, labels in ENUM_LABELS.items():
        assert list(device.get_attribute_config(name).enum_labels) == labels, name
    info = device.info()
    assert info.dev_class == "FrameWatch" and info.server_id == "FrameWatch/test", (info.dev_class, info.server_id)


def difference(shown, wanted):
    return {name: (shown.get(name), wanted.get(name))
            for name in set(shown) | set(wanted) if shown.get(name) != wanted.get(name)}


def reads(device):
    """Reading never raises; the answers agree with each other."""
    values = {}
    for name in ATTRIBUTES:
        value = device.read_attribute(name)
        values[name] = value
        assert value.quality != tango.AttrQuality.ATTR_INVALID or value.value is None, name
    together = device.read_attributes(list(ATTRIBUTES))
    assert not any(value.has_failed for value in together), [value.name for value in together if value.has_failed]
    plugins = len(values["PluginNames"].value)
    assert list(values["PluginNames"].value) == PLUGINS
    for name in ("PluginTicks", "PluginOffsets", "PluginStates"):
        assert len(values[name].value) == plugins, name
    assert len(values["UnitStates"].value) == len(values["UnitsPerState"].value)
    counters = [values["Frames" + name].value for name in ("Pending", "Archived", "Failed", "Discarded")]
    assert values["FramesFound"].value == sum(counters), counters


def refused(action, *arguments):
    """The error of an action that must fail."""
    try:
        action(*arguments)
    except tango.DevFailed as error:
        return error.args[0]
    raise AssertionError("%r was accepted" % (arguments,))


def writes(device, archive):
    device.write_attribute("MaxSubProcess", 3)
    assert device.read_attribute("MaxSubProcess").value == 3
    device.write_attribute("TickInterval", 0.2)
    reading = device.read_attribute("TickInterval")
    assert (reading.value, reading.w_value) == (0.2, 0.2)
    for name, value in (("MaxSubProcess", 0), ("MaxSubProcess", 65), ("TickInterval", 0.0), ("TickInterval", 4000.0)):
        refused(device.write_attribute, name, value)
    device.write_attribute("RemoteDir", archive + "/moved/")
    reading = device.read_attribute("RemoteDir")
    assert reading.value == archive + "/moved", reading.value
    assert reading.w_value == archive + "/moved/", reading.w_value
    raw = device.read_attribute("RawDir").value
    for wrong in (raw, raw + "/below", "/etc/hostname", "relative/without/root", ""):
        error = refused(device.write_attribute, "RemoteDir", wrong)
        assert len(error.desc) > 20 and error.reason, (wrong, error)
    assert device.read_attribute("RemoteDir").value == archive + "/moved"


def commands(device):
    """Every command answers, or says that it is not built."""
    not_built = []

    def run(name, argument=None):
        try:
            return device.command_inout(name, argument) if argument is not None else device.command_inout(name)
        except tango.DevFailed as error:
            assert error.args[0].reason == NOT_BUILT, (name, error.args[0].reason, error.args[0].desc)
            assert len(error.args[0].desc) > 20, error.args[0].desc
            not_built.append(name)
            return None

    assert run("State") == tango.DevState.RUNNING, run("Status")
    assert "." in run("Status")
    assert run("GetPluginCount") == 3
    longs, names = run("GetPlugins")
    assert list(names) == PLUGINS and list(longs) == [3, 0, 3, 1, 3, 2], (longs, names)
    assert run("GetPluginInfo") == "".join("%-20s\t3\t%d\n" % (name, offset) for offset, name in enumerate(PLUGINS))
    assert list(run("GetPluginTiming", "02_merge_data")) == [3, 1]
    run("SetPluginTiming", ([5, 2], ["02_merge_data"]))
    assert list(run("GetPluginTiming", "02_merge_data")) == [5, 2]
    run("SetPluginTiming", ([3, 1], ["02_merge_data"]))
    refused(device.command_inout, "SetPluginTiming", ([0, 0], ["02_merge_data"]))
    refused(device.command_inout, "SetPluginTiming", ([3, -1], ["02_merge_data"]))
    refused(device.command_inout, "GetPluginTiming", "no such plugin")
    run("DisablePlugin", "03_finalize")
    assert device.read_attribute("PluginStates").value[2] == "DISABLED"
    run("EnablePlugin", "03_finalize")
    assert device.read_attribute("PluginStates").value[2] != "DISABLED"
    run("Rescan")
    run("Stop")
    run("Stop")
    assert device.state() == tango.DevState.ON
    run("Start")
    run("Start")
    assert device.state() == tango.DevState.RUNNING
    error = refused(device.command_inout, "Explain", "no-such-frame.tif")
    assert error.reason == "FrameWatch_UnknownFrame" and "no-such-frame.tif" in error.desc, error
    for name, argument in (("PrepareRun", "{}"), ("EndRun", None), ("AbortRun", "a reason"), ("RetryFailed", None),
                           ("Audit", None), ("Query", "{}"), ("ReloadPlugins", None)):
        run(name, argument)
    refused(device.command_inout, "NoSuchCommand")
    run("Init")
    deadline = time.time() + 60
    while device.state() != tango.DevState.RUNNING and time.time() < deadline:
        time.sleep(0.05)
    assert device.state() == tango.DevState.RUNNING, device.status()
    return not_built


if __name__ == "__main__":
    proxy = tango.DeviceProxy(sys.argv[1])
    lists(proxy)
    reads(proxy)
    invalid = [name for name in ATTRIBUTES
               if proxy.read_attribute(name).quality == tango.AttrQuality.ATTR_INVALID]
    writes(proxy, sys.argv[2])
    missing = commands(proxy)
    print(json.dumps({"version": tango.__version__, "not_built": missing, "invalid": invalid}))
