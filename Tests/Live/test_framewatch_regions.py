"""Regions of interest are kept with the device, and each has a counter of its own."""
import contextlib

import numpy
import pytest
import tango

from harness import Timeout, wait_for

NAMES = ["peak", "background"]
ROIS = numpy.array([[10, 20, 30, 40], [0, 0, 2048, 2048]], dtype=numpy.int32)


def counters(device):
    return sorted(name for name in device.get_attribute_list() if name.startswith("Roi_"))


def test_regions_survive_a_restart(framewatch):
    device = framewatch.proxy()
    assert device.read_attribute("Rois").quality == tango.AttrQuality.ATTR_VALID
    device.write_attribute("RoiNames", NAMES)
    device.write_attribute("Rois", ROIS)
    framewatch.kill()
    framewatch.start()
    device = framewatch.proxy()
    assert list(device.read_attribute("RoiNames").value) == NAMES
    assert (device.read_attribute("Rois").value == ROIS).all()
    assert counters(device) == ["Roi_background", "Roi_peak"]
    assert "fw/test/1->RoiNames: peak" in framewatch.file.read_text()


def test_each_region_has_a_counter(framewatch):
    device = framewatch.proxy()
    assert counters(device) == []
    device.write_attribute("RoiNames", NAMES)
    device.write_attribute("Rois", ROIS)
    assert counters(device) == ["Roi_background", "Roi_peak"]
    reading = device.read_attribute("Roi_peak")
    assert (reading.type, reading.quality) == (tango.CmdArgType.DevDouble, tango.AttrQuality.ATTR_INVALID)
    assert device.get_attribute_config("Roi_peak").unit == "count"
    device.write_attribute("RoiNames", ["other"])
    assert counters(device) == ["Roi_other"]
    device.command_inout("Init")
    assert counters(device) == ["Roi_other"]
    device.write_attribute("RoiNames", [])
    device.write_attribute("Rois", numpy.zeros((0, 4), dtype=numpy.int32))
    assert counters(device) == []


@pytest.mark.parametrize("names", [["two words"], ["twice", "Twice"], [""], ["slash/ed"]])
def test_bad_names_are_refused(framewatch, names):
    device = framewatch.proxy()
    device.write_attribute("RoiNames", NAMES)
    with pytest.raises(tango.DevFailed) as refused:
        device.write_attribute("RoiNames", names)
    assert refused.value.args[0].reason == "FrameWatch_InvalidRegions"
    assert list(device.read_attribute("RoiNames").value) == NAMES


@pytest.mark.parametrize("rois", [[[1, 2, 3]], [[-1, 0, 1, 1]], [[0, 0, 0, 1]]])
def test_bad_rectangles_are_refused(framewatch, rois):
    device = framewatch.proxy()
    device.write_attribute("Rois", ROIS)
    with pytest.raises(tango.DevFailed) as refused:
        device.write_attribute("Rois", numpy.array(rois, dtype=numpy.int32))
    assert refused.value.args[0].reason == "FrameWatch_InvalidRegions"
    assert "width" in refused.value.args[0].desc
    assert (device.read_attribute("Rois").value == ROIS).all()


def test_listeners_to_the_interface_are_told(framewatch):
    device = framewatch.proxy()
    told = []
    handle = device.subscribe_event(tango.EventType.INTERFACE_CHANGE_EVENT, told.append)
    wait_for(lambda: told, 5, "the first event, made by the client itself")
    try:
        def write(names):  # a change that is taken back before it is told is none
            before = len(told)
            device.write_attribute("RoiNames", names)
            device.write_attribute("Rois", ROIS[:len(names)])
            with contextlib.suppress(Timeout):
                wait_for(lambda: len(told) > before, 0.5, "an event")

        # What is sent before the connection stands is lost: the change is repeated until it is heard.
        def heard():
            write(NAMES)
            if any("Roi_peak" in [info.name for info in event.att_list] for event in told[1:] if not event.err):
                return True
            write([])
            return False
        wait_for(heard, 10, "an event with the new counter")
    finally:
        device.unsubscribe_event(handle)
