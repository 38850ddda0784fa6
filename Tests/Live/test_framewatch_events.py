"""Every attribute that changes by itself tells its listeners, without polling."""
import collections
import threading
import time

import pytest
import tango

from harness import simulate, wait_for

CHANGING = ["TickCount", "FramesFound", "FramesPending", "FramesArchived", "FramesDiscarded", "BytesArchived", "LastFrame",
            "FrameSum", "FrameMax", "UnitsPerState", "SubProcessCount"]


class Listener:
    """Keeps the events of some attributes, with the time of their arrival.

    A subscription returns before its connection stands; what is pushed meanwhile is lost. TickCount, which is pushed
    all the time, tells when it stands: its first event is a reading of the client's own, the second came that way.
    """

    def __init__(self, device, names, kind=tango.EventType.CHANGE_EVENT):
        self.device, self.lock, self.events = device, threading.Lock(), collections.defaultdict(list)
        wanted = [name for name in names if name != "TickCount"] + ["TickCount"]
        self.handles = [device.subscribe_event(name, kind, self.arrived) for name in wanted]
        wait_for(lambda: len(self.of("TickCount")) > 1, 10, "the first tick to be told")

    def arrived(self, event):
        with self.lock:
            name = event.attr_name.split("/")[-1].split("#")[0].lower()
            self.events[name].append((time.time(), event))

    def of(self, name):
        with self.lock:
            return list(self.events[name.lower()])

    def last(self, name):
        value = self.of(name)[-1][1].attr_value.value
        return value.tolist() if hasattr(value, "tolist") else value

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for handle in self.handles:
            self.device.unsubscribe_event(handle)


def value(device, name):
    found = device.read_attribute(name).value
    return found.tolist() if hasattr(found, "tolist") else found


@pytest.mark.parametrize("kind", [tango.EventType.CHANGE_EVENT, tango.EventType.ARCHIVE_EVENT])
def test_every_attribute_can_be_subscribed(framewatch, kind):
    device = framewatch.proxy()
    names = list(device.get_attribute_list())
    with Listener(device, names, kind) as listener:
        wait_for(lambda: all(listener.of(name) for name in names), 10, "a first event of each")
        assert [name for name in names if listener.of(name)[0][1].err] == []


@pytest.mark.parametrize("kind", [tango.EventType.CHANGE_EVENT, tango.EventType.ARCHIVE_EVENT])
def test_the_last_value_is_always_told(framewatch, kind):
    device = framewatch.proxy()
    with Listener(device, CHANGING, kind) as listener:
        simulate(framewatch.raw, "--count", 8, "--darks", 4, "--size", "96x64", "--rate", 0)
        # The files stand a moment before the frames count as archived.
        wait_for(lambda: value(device, "FramesArchived") == 8, 60, framewatch.output)
        device.command_inout("Stop")
        for name in CHANGING:
            wait_for(lambda: listener.last(name) == value(device, name), 5,
                     lambda: f"{name}: told {listener.last(name)}, reads {value(device, name)}")
        assert listener.last("FramesArchived") == 8


def test_archive_events_follow_the_criteria_of_the_site(framewatch):
    """As an archiver's configuration tool sets them; change events go on as they are."""
    device = framewatch.proxy()
    device.write_attribute("TickInterval", 0.05)
    configuration = device.get_attribute_config("TickCount")
    configuration.events.arch_event.archive_abs_change = "5"
    device.set_attribute_config(configuration)
    with Listener(device, ["TickCount"]) as all_of_them, Listener(device, ["TickCount"], tango.EventType.ARCHIVE_EVENT) as kept:
        wait_for(lambda: len(kept.of("TickCount")) >= 6, 30, "archive events")
        ticks = [event.attr_value.value for _, event in kept.of("TickCount")]
        # The first is a reading of the client's own, and the second the first that the server sends.
        assert all(after - before >= 5 for before, after in zip(ticks[1:], ticks[2:]))
        assert len(all_of_them.of("TickCount")) > len(ticks)
        configuration.events.arch_event.archive_abs_change = "Not specified"
        device.set_attribute_config(configuration)
        before = len(kept.of("TickCount"))
        wait_for(lambda: len(kept.of("TickCount")) >= before + 8, 30, "each push again")
        ticks = [event.attr_value.value for _, event in kept.of("TickCount")][-4:]
        assert any(after - before < 5 for before, after in zip(ticks, ticks[1:]))


def test_numbers_come_at_most_ten_times_a_second(framewatch):
    device = framewatch.proxy()
    device.write_attribute("TickInterval", 0.01)
    with Listener(device, ["TickCount"]) as listener:
        wait_for(lambda: len(listener.of("TickCount")) >= 32, 20, "some events")
        # By the clock of the server: on a busy machine several may arrive at once.
        moments = [event.attr_value.time.totime() for _, event in listener.of("TickCount")][1:32]
        assert moments[-1] - moments[0] > 0.8 * 3


def test_a_written_value_is_told_with_what_was_set(framewatch):
    device = framewatch.proxy()
    with Listener(device, ["MaxSubProcess", "RemoteDir"]) as listener:
        device.write_attribute("MaxSubProcess", 7)
        wait_for(lambda: listener.last("MaxSubProcess") == 7, 5, "the new limit")
        assert listener.of("MaxSubProcess")[-1][1].attr_value.w_value == 7
        wanted = str(framewatch.archive / "new")
        device.write_attribute("RemoteDir", wanted + "/")
        wait_for(lambda: listener.last("RemoteDir") == wanted, 5, "the new destination")
        assert listener.of("RemoteDir")[-1][1].attr_value.w_value == wanted + "/"


def test_regions_are_told(framewatch):
    device = framewatch.proxy()
    with Listener(device, ["RoiNames", "Rois"]) as listener:
        device.write_attribute("RoiNames", ["one"])
        device.write_attribute("Rois", [[1, 2, 3, 4]])
        wait_for(lambda: listener.last("Rois") == [[1, 2, 3, 4]], 5, "the rectangles")
        assert list(listener.last("RoiNames")) == ["one"]


def test_state_and_status_are_told_together(framewatch):
    device = framewatch.proxy()
    with Listener(device, ["State", "Status"]) as listener:
        device.command_inout("Stop")
        wait_for(lambda: listener.last("State") == tango.DevState.ON, 5, "ON")
        wait_for(lambda: listener.last("Status") == device.status(), 5, lambda: listener.last("Status"))
        device.command_inout("Start")
        wait_for(lambda: listener.last("State") == tango.DevState.RUNNING, 5, "RUNNING")


def test_a_panel_is_not_slowed_by_a_busy_device(framewatch):
    """Events and reads go on while a long request holds nothing."""
    device = framewatch.proxy()
    with Listener(device, ["TickCount"]) as listener:
        before = len(listener.of("TickCount"))
        for _ in range(200):
            device.read_attributes(["State", "FramesFound", "RawUsed"])
        wait_for(lambda: len(listener.of("TickCount")) > before + 2, 5, "ticks while being read")
