"""What a site sets for all: commands that a lock does not stop, how many events may wait, and events by multicast. As with
Debian's library."""
import contextlib
import itertools
import os
import re
import signal
import subprocess
import sys
import time

import pytest
import tango

from database import Database, RegisteredServer
from harness import BIN, DEBIAN_PYTHON, ROOT, Timeout, resident, wait_for
from subscribers import KINDS, Subscriber

REFERENCE = ROOT / ".build/debian/tango-test/usr/lib/tango/TangoTest"
EVENT_REFERENCE = ROOT / "Tests/Live/reference/event_source.py"
LOCKED = "API_DeviceLocked"
# Of a process of its own: a lock belongs to a process.
OTHER = """
import sys, tango
device = tango.DeviceProxy(sys.argv[1])
for command, argument in (("DevLong", 1), ("DevShort", 1), ("devdouble", 1.0), ("Init", None), ("State", None)):
    try:
        device.command_inout(command, *([] if argument is None else [argument]))
        print(command, "done")
    except tango.DevFailed as error:
        print(command, error.args[0].reason)
"""


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    with Database(tmp_path_factory.mktemp("database")) as place:
        database = tango.Database("127.0.0.1", place.port)
        database.put_class_property("TangoTest", {"AllowedAccessCmd": ["DevLong", "DEVDOUBLE"]})
        database.put_property("CtrlSystem", {"EventBufferHwm": ["77"], "DSEventBufferHwm": ["88"]})
        yield place


def registered(place, executable, class_name, instance, directory, environment):
    """A server with one device, not started."""
    server = RegisteredServer(place, executable, instance, directory, env=environment)
    if executable == EVENT_REFERENCE:
        server.arguments.insert(0, DEBIAN_PYTHON)
        server.name = server.name.replace(".py", "")
    info = tango.DbDevInfo()
    server.device = f"test/settings/{server.name.replace('/', '-')}".lower()
    info.server, info._class, info.name = server.name, class_name, server.device
    tango.Database("127.0.0.1", place.port).add_device(info)
    server.trl, server.admin = (f"tango://{place.host}/{name}" for name in (server.device, f"dserver/{server.name}"))
    return server


def settings(place, executable, directory, tag, environment):
    """What another client may do with a locked device, and the numbers that a subscriber is told."""
    with registered(place, executable, "TangoTest", tag, directory, environment) as server:
        device, admin = tango.DeviceProxy(server.trl), tango.DeviceProxy(server.admin)
        device.lock(60)
        done = subprocess.run([sys.executable, "-c", OTHER, server.trl], capture_output=True, text=True, timeout=120)
        device.unlock()
        answer = admin.command_inout("ZmqEventSubscriptionChange",
                                     [server.device, "double_scalar", "subscribe", "user_event", "5"])
        return done.stdout.splitlines(), [int(each) for each in answer[0][1:3]]


@pytest.mark.parametrize("environment", [{}, {"TANGO_DS_EVENT_BUFFER_HWM": "99"}], ids=["properties", "environment"])
def test_settings_of_a_site_are_those_of_the_reference(place, tmp_path, environment, request):
    tag = request.node.callspec.id
    reference, ours = (settings(place, program, tmp_path, f"{name}-{tag}", environment)
                       for name, program in (("reference", REFERENCE), ("ours", BIN / "TangoTest")))
    assert ours == reference
    assert reference == (["DevLong done", f"DevShort {LOCKED}", "devdouble done", f"Init {LOCKED}", "State done"], [5, 77])


@contextlib.contextmanager
def event_source(place, program, tag, directory, kinds, environment=None):
    """A running server that pushes texts, a proxy, and clients that are connected."""
    executable = {"reference": EVENT_REFERENCE, "ours": BIN / "EventServer"}[program]
    with contextlib.ExitStack() as stack:
        server = stack.enter_context(
            registered(place, executable, "EventSource", f"{tag}-{program}", directory, environment or {}))
        device = tango.DeviceProxy(server.trl)
        found = [stack.enter_context(Subscriber(kind, server.trl, directory / f"client{number}", "change=Blob"))
                 for number, kind in enumerate(kinds)]
        for one in found:
            one.wait_connected("change", "Blob", lambda: device.PushBlob("first"))
        device.PushBlob("last")
        for one in found:
            one.wait_last("change", "Blob", "text:last VALID")
        yield server, device, found


MARK, SIZE, COUNT = 20, 100_000, 500  # far more than the mark, and than the kernel holds for one who does not read


def big(number):
    return f"{number} ".ljust(SIZE, "x")


def numbers(told):
    """The numbers that were told, None for an error."""
    found = [re.match(r"text:(\d+) x", text) for text in told]
    assert [text for text, number in zip(told, found) if number is None and not text.startswith("!")] == []
    return [number and int(number[1]) for number in found]


# Clients may miss no heartbeat.
@pytest.mark.timing
@pytest.mark.parametrize("program", ["reference", "ours"])
def test_who_sleeps_beyond_the_mark_is_told_that_events_are_missing(place, tmp_path, program):
    """It costs the server no more than the mark says, the others nothing, and then goes on."""
    with event_source(place, program, "mark", tmp_path, [KINDS[0], *KINDS],
                      {"TANGO_DS_EVENT_BUFFER_HWM": str(MARK)}) as (server, device, (awake, *sleepers)):
        starts = [len(one.lines()) for one in (awake, *sleepers)]
        before, asleep = resident(server.pid), time.monotonic()
        for one in sleepers:
            os.kill(one.pid, signal.SIGSTOP)
        for number in range(COUNT):
            device.PushBlob(big(number))
            if number % (MARK // 2) == MARK // 2 - 1:
                wait_for(lambda: numbers(awake.of("change", "Blob", starts[0])[-1:]) == [number], 20, "who is awake")
        grown = resident(server.pid) - before
        for one in sleepers:
            os.kill(one.pid, signal.SIGCONT)
        asleep = time.monotonic() - asleep
        assert numbers(awake.of("change", "Blob", starts[0])) == list(range(COUNT))
        assert grown < SIZE * COUNT / 1000 / 2, "half of what was pushed waits in the server"
        later = itertools.count(COUNT)
        for one, start in zip(sleepers, starts[1:]):
            check_gap(one, device, later, start, asleep)


def check_gap(one, device, later, start, asleep):
    """Looks whether a client that was asleep gets what waited, an error where events are missing, and then all."""
    def is_up_to_date():
        number = next(later)
        device.PushBlob(big(number))
        with contextlib.suppress(Timeout):
            return wait_for(lambda: numbers(one.of("change", "Blob", start)[-1:]) == [number], 0.05, "the last")
    wait_for(is_up_to_date, 60, lambda: f"{one.kind}: {one.lines()[-5:]}")
    told = one.of("change", "Blob", start)
    found = numbers(told)
    errors = {text for text in told if text.startswith("!")}
    if asleep > 8:  # it may have missed a heartbeat, and begins anew
        assert errors and errors <= {"!API_MissedEvents", "!API_EventTimeout"}, errors
        return
    unexplained = [pair for pair in zip(found, found[1:]) if None not in pair and pair[1] != pair[0] + 1]
    assert (found[0], unexplained, errors) == (0, [], {"!API_MissedEvents"}), one.kind


def test_events_that_a_site_wants_by_multicast_arrive(place, tmp_path):
    """A host of its own gets them by TCP from the reference, and from ours every host; ours says so in its log."""
    told = {}
    for program in ("reference", "ours"):
        device = f"test/settings/{'event_source' if program == 'reference' else 'eventserver'}-multicast-{program}"
        tango.Database("127.0.0.1", place.port).put_property(
            "CtrlSystem", {"MulticastEvent": ["226.20.21.22", "10000", "64", "10", f"{device}/Blob.change",
                                              "226.20.21.23", "10001", "32", f"{device}/blob.user_event"],
                           "MulticastRate": ["40"], "MulticastIvl": ["7"]})
        try:
            with event_source(place, program, "multicast", tmp_path / program, KINDS) as (server, proxy, found):
                assert server.device == device
                starts = [len(one.lines()) for one in found]
                for number in range(20):
                    proxy.PushBlob(str(number))
                for one, start in zip(found, starts):
                    one.wait_of("change", "Blob", [f"text:{number} VALID" for number in range(20)], start)
                told[program] = [subscription(server, event) for event in ("change", "user_event", "attr_conf")]
                assert ("MulticastEvent" in server.output()) == (program == "ours")
        finally:
            tango.Database("127.0.0.1", place.port).delete_property(
                "CtrlSystem", ["MulticastEvent", "MulticastRate", "MulticastIvl"])
    assert told["ours"] == told["reference"]
    # The rate and the time of a multicast, which nobody uses.
    assert [numbers[3:5] for numbers, _ in told["ours"]] == [[65536, 10000], [32768, 7000], [40960, 7000]]
    assert [kinds for _, kinds in told["ours"]] == [["tcp", "tcp"]] * 3


def subscription(server, event):
    """The numbers that a subscriber is told, and the kinds of the endpoints."""
    answer = tango.DeviceProxy(server.admin).command_inout(
        "ZmqEventSubscriptionChange", [server.device, "Blob", "subscribe", event, "5"])
    return [int(each) for each in answer[0]], [text.partition(":")[0] for text in answer[1][:2]]
