"""docs/traps.md: each trap names the tests that hold it, and what no other test holds is tested here."""
import re
import subprocess

import numpy
import pytest
import tango

from clients.idl_device import Device, Reader
from database import Database, RegisteredServer
from harness import BIN, ROOT, Server, free_port, wait_for

TEXT = (ROOT / "docs" / "traps.md").read_text()
ROWS = [row for row in TEXT.splitlines() if re.match(r"\| \d+ \|", row)]
NAMED = re.findall(r"`(Tests/[\w/]+\.(?:swift|py))` `(\w+)`", TEXT)


@pytest.mark.parametrize("path, test", NAMED)
def test_every_named_test_is_there(path, test):
    assert re.search(rf"\b(?:def|func) {test}\(", (ROOT / path).read_text())


def test_every_trap_names_a_test():
    assert [int(row.split("|")[1]) for row in ROWS] == list(range(1, 31))
    assert [row for row in ROWS if not re.search(r"`Tests/[\w/]+\.(?:swift|py)` `\w+` \|$", row)] == []

ADMIN = "dserver/TangoTest/traps"


def numbers(answer):
    """What a subscription answers, without the numbers that concern multicast."""
    return [list(answer[0][:3]), list(answer[1])]


def subscribe(server):
    admin = tango.DeviceProxy(server.device(ADMIN))
    words = [server.devices[0], "double_scalar", "subscribe", "user_event", "5"]
    return numbers(admin.command_inout("ZmqEventSubscriptionChange", words))


@pytest.fixture
def server(tmp_path):
    with Server(BIN / "TangoTest", "traps", ["test/traps/1"], tmp_path) as server:
        yield server


def test_two_million_numbers_go_in_and_out(server):
    device = tango.DeviceProxy(server.device())
    device.set_timeout_millis(120_000)
    sent = numpy.arange(2_000_000, dtype=float)  # eight times what the broker takes by itself
    assert numpy.array_equal(device.command_inout("DevVarDoubleArray", sent), sent)


@pytest.mark.parametrize("command", ["DevRestart", "RestartServer"])
def test_a_restart_of_devices_keeps_connections_references_and_endpoints(server, command):
    device = Device(server.device())
    assert device.call("_get_name") == server.devices[0]
    before = subscribe(server)
    admin = tango.DeviceProxy(server.device(ADMIN))
    admin.command_inout(command, *([server.devices[0]] if command == "DevRestart" else []))
    wait_for(lambda: answers(device), 30, "the device after its restart")
    wait_for(lambda: subscribe(server) == before, 30, lambda: f"{before}, not {subscribe(server)}")


def answers(device):
    """Whether a device answers, over the connection that stood before."""
    return not isinstance(device.call("_get_state"), dict)


def addresses(ior):
    """Every host and port of an object reference."""
    data = bytes.fromhex(ior[4:])
    reader = Reader(data, "<" if data[0] else ">", 1)
    reader.read("string")
    for _ in range(reader.plain("unsigned long")):
        kind, profile = reader.plain("unsigned long"), reader.octets()
        if kind != 0:
            continue
        inner = Reader(profile, "<" if profile[0] else ">", 3)  # behind the version
        yield inner.read("string"), inner.plain("unsigned short")
        inner.octets()
        for _ in range(inner.plain("unsigned long")):
            kind, component = inner.plain("unsigned long"), inner.octets()
            if kind == 3:  # one more address
                part = Reader(component, "<" if component[0] else ">", 1)
                yield part.read("string"), part.plain("unsigned short")


@pytest.mark.parametrize("given", [False, True], ids=["any port", "a port"])
def test_references_hold_every_address_of_the_host_as_a_number(tmp_path, given):
    own = subprocess.run(["hostname", "-I"], capture_output=True, text=True, check=True).stdout.split()
    port = free_port()
    with Database(tmp_path / "database") as place:
        database = tango.Database("127.0.0.1", place.port)
        arguments = ["-ORBendPoint", f"giop:tcp::{port}"] if given else []
        info = tango.DbDevInfo()
        server = RegisteredServer(place, BIN / "TangoTest", "traps", tmp_path, arguments)
        info.server, info._class, info.name = server.name, "TangoTest", "test/traps/1"
        database.add_device(info)
        with server:
            found = list(addresses(database.import_device("test/traps/1").ior))
    assert {host for host, _ in found} >= {each for each in own if ":" not in each}
    assert [host for host, _ in found if not re.fullmatch(r"[0-9.]+|[0-9a-f:.]+", host)] == []
    assert not given or {number for _, number in found} == {port}
