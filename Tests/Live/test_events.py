"""Events of every kind, as clients of both generations get them."""
import contextlib
import pathlib

import pytest
import tango

from harness import wait_for
from subscribers import KINDS, Subscriber, event_server

EVERYTHING = ["change=Mode", "change=Level", "change=Blob", "change=Counter", "change=Ramp", "change=State",
              "archive=Level", "archive=Counter", "archive=Ramp", "periodic=Ramp", "user=Counter", "attr_conf=Level",
              "data_ready=Counter", "intr_change"]
COMMANDS = ("AddAttribute,DataReady,Disturb,Hold,Init,Push,PushBlob,PushError,PushPipe,PushPipeError,PushStamps,"
            "RemoveAttribute,State,Status")
FIRST = {
    ("change", "Mode"): "0 VALID", ("change", "Level"): "1 VALID", ("change", "Blob"): "text: VALID",
    ("change", "State"): "ON VALID", ("archive", "Level"): "1 VALID", ("attr_conf", "Level"): "Level",
    ("intr_change", "-"): f"Mode,Level,Blob,Counter,Stamp,Ramp,Checked,Quiet,State,Status {COMMANDS}",
    ("pipe", "Report"): "report Text nothing", ("alarm", "Level"): "1 VALID",
}


def words_for(kind, level):
    """All that a client of that kind can subscribe to."""
    alarm = ["alarm=Level"] if kind == "pytango10" and level == 6 else []
    pipe = ["pipe=Report"] if kind != "pytango10" else []  # PyTango 10 has no pipes any more
    return [*EVERYTHING, *pipe, *alarm]


@contextlib.contextmanager
def clients(server, directory, kinds, level, words=None):
    """Running clients whose connections stand, and a proxy."""
    device = tango.DeviceProxy(server.device())
    with contextlib.ExitStack() as stack:
        found = [stack.enter_context(
            Subscriber(kind, server.device(), directory, *(words or words_for(kind, level)))) for kind in kinds]
        for one in found:
            one.wait_connected("change", "Counter", lambda: device.Push(1))
        yield device, found


@pytest.fixture(params=[5, 6], ids=["idl5", "idl6"])
def level(request):
    return request.param


@pytest.fixture
def server(tmp_path, level):
    with event_server(tmp_path, level) as running:
        yield running


def test_every_kind_arrives_once_in_order(server, level, tmp_path):
    with clients(server, tmp_path, KINDS, level) as (device, found):
        for one in found:
            told = {(kind, name): one.of(kind, name)[0] for kind, name in FIRST if one.of(kind, name)}
            wanted = [word.partition("=")[::2] for word in one.words]
            assert told == {key: FIRST[key] for key in FIRST if (key[0], key[1].strip("-")) in wanted}, one.kind
        count, starts = settled(device, found)
        provoke(device)
        for one, start in zip(found, starts):
            check_provoked(one, start, count)


def settled(device, found):
    """The count, and how many lines each client has, once all was told that was pushed."""
    count = device.Counter
    for one in found:
        for word in one.words:
            kind, _, name = word.partition("=")
            if name == "Counter" and kind != "data_ready":
                one.wait_last(kind, name, f"{count} VALID")
    return count, [len(one.lines()) for one in found]


def provoke(device):
    """Makes events of all kinds."""
    device.Mode = 2
    for value in (60.0, 160.0, 10.0):
        device.Level = value
    device.PushBlob("hello")
    device.Push(3)
    device.PushError()
    device.Push(1)
    device.DataReady(7)
    device.PushPipe("full")
    device.PushPipeError()
    device.AddAttribute("Extra")
    config = device.get_attribute_config("Level")
    config.label = "Height"
    device.set_attribute_config(config)


def check_provoked(one, start, count):
    """Looks whether a client got exactly these events."""
    values = [f"{count + 1} VALID", f"{count + 2} VALID", f"{count + 3} VALID", "!Test_Broken", f"{count + 4} VALID"]
    levels = ["60 WARNING", "160 ALARM", "10 VALID"]
    one.wait_of("attr_conf", "Level", ["Height"], start)
    one.wait_of("intr_change", "-", [f"Mode,Level,Blob,Counter,Stamp,Ramp,Checked,Quiet,Extra,State,Status {COMMANDS}"],
                start)
    one.wait_of("change", "Mode", ["2 VALID"], start)
    for kind in ("change", "archive"):
        one.wait_of(kind, "Level", levels, start)
    one.wait_of("change", "Blob", ["text:hello VALID"], start)
    for kind in ("change", "archive", "user"):
        one.wait_of(kind, "Counter", values, start)
    one.wait_of("data_ready", "Counter", ["7 23"], start)
    if "pipe=Report" in one.words:
        one.wait_of("pipe", "Report", ["report Text full", "!Test_Broken"], start)
    if "alarm=Level" in one.words:
        # The first look has nothing to compare with; then only changes of quality count.
        one.wait_of("alarm", "Level", levels, start)


def numbers(told):
    return [float(text.split()[0]) for text in told]


def test_polling_tells_what_the_criteria_ask_for(server, level, tmp_path):
    """Ramp climbs by one per reading; a change is 1.5, an archive change 3, a period 300 ms."""
    with clients(server, tmp_path, KINDS, level) as (device, found):
        for one in found:
            for kind, step in (("change", 2), ("archive", 3)):
                wait_for(lambda: len(one.of(kind, "Ramp")) >= 8, 20, lambda: f"{kind}: {one.of(kind, 'Ramp')}")
                # The first was read by the client, the second compared with what others had got.
                values = numbers(one.of(kind, "Ramp"))[2:]
                assert {right - left for left, right in zip(values, values[1:])} == {step}, (one.kind, kind, values)
            values = numbers(one.of("periodic", "Ramp"))[2:]
            assert values == sorted(set(values)) and len(values) >= 3
        starts = [len(one.lines()) for one in found]
        device.stop_poll_attribute("Ramp")
        for one, start in zip(found, starts):
            for kind in ("change", "archive", "periodic"):
                one.wait_last(kind, "Ramp", "!API_PollObjNotFound", start)


REFUSED = {
    "change=Quiet": "API_AttributePollingNotStarted "
                    "The polling (necessary to send events) for the attribute quiet is not started",
    "periodic=Mode": "API_AttributePollingNotStarted "
                     "The polling (necessary to send events) for the attribute mode is not started",
    "change=Checked": "API_EventPropertiesNotSet "
                      "Event properties (abs_change or rel_change) for attribute checked are not set",
    "archive=Checked": "API_EventPropertiesNotSet Archive event properties (archive_abs_change or archive_rel_change "
                       "or archive_period) for attribute checked are not set",
    "data_ready=Level": "API_AttributeNotDataReadyEnabled The attribute level is not data ready event enabled",
    "change=Missing": "API_AttrNotFound missing attribute not found",
    "pipe=Missing": "API_PipeNotFound missing pipe not found",
    "alarm=Quiet": "API_AttributePollingNotStarted "
                   "The polling (necessary to send events) for the attribute quiet is not started",
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_refusal_tells_why(server, level, tmp_path, kind):
    able = {word.split("=")[0] for word in words_for(kind, level)}
    words = [word for word in REFUSED if word.split("=")[0] in able]
    with Subscriber(kind, server.device(), tmp_path, *words) as one:
        told = {word: one.of(*word.split("="))[0] for word in words}
        assert told == {word: f"refused {REFUSED[word]}" for word in words}


def test_a_burst_reaches_both_generations(server, level, tmp_path):
    """More than a thousand may be dropped by libzmq's buffers, as with every Tango server."""
    with clients(server, tmp_path, KINDS, level, ["change=Counter"]) as (device, found):
        count, starts = settled(device, found)
        device.Push(900)
        for one, start in zip(found, starts):
            one.wait_of("change", "Counter", [f"{value} VALID" for value in range(count + 1, count + 901)], start, 30)


def test_a_killed_server_comes_back_with_every_subscription(tmp_path, level):
    file = tmp_path / "properties"
    file.write_text("EventServer/test/DEVICE/EventSource: test/events/1\n")
    with event_server(tmp_path, level, file=file) as server, \
            clients(server, tmp_path, KINDS, level) as (device, found):
        device.Mode = 1
        for one in found:
            one.wait_last("change", "Mode", "1 VALID")
        starts = [len(one.lines()) for one in found]
        server.kill()
        server.start()
        for one, start in zip(found, starts):
            # The memorized value, read by the client when its subscription stands again.
            one.wait_last("change", "Mode", "1 VALID", start, 60)
            one.wait_connected("user", "Counter", lambda: device.Push(1), 60)
            wait_for(lambda: one.of("intr_change", "-", start)[-1:] == [FIRST["intr_change", "-"]], 60,
                     lambda: f"{one.kind}: {one.lines()[start:]}")
        count, starts = settled(device, found)
        provoke(device)
        for one, start in zip(found, starts):
            check_provoked(one, start, count)


def connections(server):
    """How many TCP connections the server has."""
    inodes = set()
    for link in pathlib.Path(f"/proc/{server.pid}/fd").iterdir():
        with contextlib.suppress(OSError):
            inodes.add(link.readlink().name.removeprefix("socket:[").rstrip("]"))
    rows = [line.split() for line in pathlib.Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return sum(row[9] in inodes and row[3] == "01" for row in rows)


def test_a_killed_client_is_forgotten(server, level, tmp_path):
    with clients(server, tmp_path, KINDS, level) as (device, found):
        survivor = found[0]
        for victim in found[1:]:
            before = connections(server)
            victim.kill()
            wait_for(lambda: connections(server) <= before - 3, 10,
                     lambda: f"calls, heartbeat and events closed: {before} -> {connections(server)}")
        count, (start,) = settled(device, [survivor])
        device.Push(5)
        survivor.wait_of("change", "Counter", [f"{value} VALID" for value in range(count + 1, count + 6)], start)
