"""Forwarded attributes: ours and the same device on the C++ library are asked the same questions about the same roots; then
what happens when a root comes late, goes away, or hangs."""
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time

import pytest
import tango

from comparison import differences
from database import Database, RegisteredServer
from harness import BIN, DEBIAN_PYTHON, ROOT, Server, wait_for
from subscribers import Subscriber, compile_client

HERE = ROOT / "Tests" / "Live"
CLIENTS = {"PyTango 10": sys.executable, "PyTango 9": DEBIAN_PYTHON}
EVENTS, TANGOTEST = "root/events/1", "root/test/1"
ROOTS = {"Value": f"{EVENTS}/Level", "Mode": f"{EVENTS}/mode", "Ramp": f"{EVENTS}/Ramp",
         "Trace": f"{TANGOTEST}/long_spectrum", "Text": f"{TANGOTEST}/string_scalar"}


def device(name):
    """By its whole name: without one the client library of this process asks the database that an earlier test had."""
    return tango.DeviceProxy(name if "://" in name else f"tango://{os.environ['TANGO_HOST']}/{name}")


class Gateway(RegisteredServer):
    """It counts as started when clients see the attributes whose roots are there."""

    def start(self, seconds=20):
        super().start(seconds)
        proxy = device(self.trl)
        wait_for(lambda: self.present <= set(proxy.get_attribute_list()), 20, proxy.status)


class Site:
    """A database with two servers that have the roots, and with gateways that have no server yet."""

    def __init__(self, database, directory):
        self.database, self.directory = database, directory
        self.tango = tango.Database("127.0.0.1", database.port)
        self.events = self.server(BIN / "EventServer", "root", "EventSource", EVENTS)
        self.test = self.server(BIN / "TangoTest", "root", "TangoTest", TANGOTEST)

    def server(self, executable, instance, class_name, device, kind=RegisteredServer):
        server = kind(self.database, executable, instance, self.directory)
        info = tango.DbDevInfo()
        info.server, info._class, info.name = server.name, class_name, device
        self.tango.add_device(info)
        server.trl = device
        return server

    def gateway(self, instance, roots, executable=BIN / "Gateway", without=()):
        server = self.server(executable, instance, "Gateway", f"gateway/{instance}/1", Gateway)
        server.present = set(roots) - set(without)
        properties = {name: {"__root_att": [root]} for name, root in roots.items()}
        self.tango.put_device_attribute_property(server.trl, properties)
        return server


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    place = tmp_path_factory.mktemp("site")
    with Database(place / "database") as database:
        os.environ["TANGO_HOST"] = database.host
        site = Site(database, place)
        with site.events, site.test:
            yield site
        os.environ.pop("TANGO_HOST")


@pytest.fixture
def gateway(site, request):
    """One with all roots, which nobody else uses."""
    name = request.node.name.split("[")[0].removeprefix("test_")[:30]
    with site.gateway(name, {**ROOTS, "Spare": f"{TANGOTEST}/short_scalar"}) as server:
        yield server


# MARK: The same answers

def twin():
    """Examples/Gateway on the C++ library, under a name that makes the same class of server."""
    return compile_client(HERE / "reference" / "gateway.cpp", ROOT / ".build" / "test" / "reference" / "Gateway")


def asked(server, client, directory):
    done = subprocess.run([client, HERE / "clients" / "gateway_topics.py", server.trl, ROOTS["Value"]], env=server.env,
                          capture_output=True, text=True, timeout=200)
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.replace(server.trl, "DEVICE"))


@pytest.fixture(scope="module")
def both(site):
    """Ours and the C++ library's; each runs alone, because there a root serves one attribute of a process only."""
    reference, ours = site.gateway("reference", ROOTS, twin()), site.gateway("ours", ROOTS)
    answers = {}
    with reference, ours:
        for name, client in CLIENTS.items():
            answers[name] = [asked(server, client, site.directory) for server in (reference, ours)]
    return answers


@pytest.mark.parametrize("client", CLIENTS)
def test_same_answers_as_the_device_on_the_cpp_library(both, client):
    reference, ours = both[client]
    assert differences(reference, ours) == []


def listed(server):
    """What hangs on what, by the admin command and what the database will be told."""
    answer = device(f"dserver/{server.name}").command_inout("QuerySubDevice")
    return [line.replace(server.trl, "DEVICE") for line in answer or []]


def test_roots_and_their_admin_devices_are_listed_as_by_the_cpp_library(site):
    """And `Init`, which makes the reference forget them, leaves them here."""
    told = []
    for instance, executable in (("lists", twin()), ("listed", BIN / "Gateway")):
        with site.gateway(instance, ROOTS, executable) as server:
            wait_for(lambda: len(listed(server)) == 4, 30, lambda: str(listed(server)))
            told.append(sorted(listed(server)))
            if instance == "listed":
                device(server.trl).init()
                assert sorted(listed(server)) == told[1]
                device(f"dserver/{server.name}").command_inout("DevRestart", server.trl)
                wait_for(lambda: sorted(listed(server)) == told[1], 30, lambda: str(listed(server)))
    prefix = f"DEVICE tango://{site.database.host}/"
    assert told[0] == told[1] == sorted(prefix + name for name in (
        EVENTS, "dserver/eventserver/root", TANGOTEST, "dserver/tangotest/root"))


def test_wrong_roots_are_told_in_the_words_of_the_cpp_library(site):
    """Every root that cannot be, in the status; the device is in ALARM and has its other attributes."""
    told = []
    for instance, words in (("wrongcpp", {"executable": twin()}), ("wrong", {})):
        own = f"gateway/{instance}/1/Reads"
        roots = {"Value": f"{EVENTS}/Nothing", "Trace": "nonsense", "Text": own, "Mode": "no/such/device/Value",
                 "Ramp": f"{EVENTS}/Ramp"}
        with site.gateway(instance, roots, without=set(roots) - {"Ramp"}, **words) as server:
            proxy = device(server.trl)
            wait_for(lambda: "not reachable" not in proxy.status(), 20, proxy.status)
            told.append([proxy.state(), proxy.status().replace(server.trl, "DEVICE").lower(),
                         list(proxy.get_attribute_list())])
    assert told[1] == told[0]


def test_an_alarm_of_the_root_is_one_of_the_device(site):
    """Also in the state alone, and in the words of the C++ library."""
    source, told = device(EVENTS), []
    for instance, words in (("alarmcpp", {"executable": twin()}), ("alarm", {})):
        with site.gateway(instance, {**ROOTS, "Spare": f"{TANGOTEST}/short_scalar"}, **words) as server:
            proxy = device(server.trl)
            told.append([])
            for level in (1, 70, 1, 200, 2):
                source.write_attribute("Level", level)
                told[-1] += [proxy.state(), proxy.status(), proxy.read_attribute("State").value]
    assert told[1] == told[0]
    assert tango.DevState.ALARM in told[1] and tango.DevState.ON in told[1]


# MARK: Events

@pytest.mark.parametrize("kind", ["pytango10", "pytango9", "cpp9"])
def test_events_of_the_root_arrive_under_the_local_name(site, kind, tmp_path):
    roots = {**ROOTS, "Spare": f"{EVENTS}/Counter"}
    source = device(EVENTS)
    with site.gateway(f"events_{kind}", roots) as server, \
            Subscriber(kind, server.trl, tmp_path, "change=Value", "archive=Value", "change=Ramp", "periodic=Ramp",
                       "user=Spare", "change=Spare", "data_ready=Spare", "attr_conf=Value") as client:
        client.wait_connected("change", "Value", lambda: source.write_attribute("Level", time.monotonic() % 40))
        client.wait_connected("archive", "Value", lambda: source.write_attribute("Level", time.monotonic() % 40))
        source.write_attribute("Level", 41)
        client.wait_last("change", "Value", "41 VALID")
        client.wait_last("archive", "Value", "41 VALID")
        start = len(client.lines())
        for number in range(1, 21):
            source.write_attribute("Level", number)
        for one in ("change", "archive"):
            client.wait_of(one, "Value", [f"{number} VALID" for number in range(1, 21)], start)
        source.write_attribute("Level", 70)
        client.wait_last("change", "Value", "70 WARNING")
        for one in ("change", "periodic"):
            wait_for(lambda: len(client.of(one, "Ramp")) > 3, 20, lambda: client.output()[-2000:])
        client.wait_connected("user", "Spare", lambda: source.command_inout("Push", 1))
        client.wait_connected("change", "Spare", lambda: source.command_inout("PushError"))
        client.wait_last("change", "Spare", "!Test_Broken")
        client.wait_connected("data_ready", "Spare", lambda: source.command_inout("DataReady", 7))
        client.wait_last("data_ready", "Spare", f"7 {int(tango.CmdArgType.DevLong64)}")
        before = len(client.of("attr_conf", "Value"))
        configuration = source.get_attribute_config("Level")
        configuration.label = f"seen by {kind}"
        configuration.unit = kind
        source.set_attribute_config(configuration)
        wait_for(lambda: len(client.of("attr_conf", "Value")) > before, 20, lambda: client.output()[-2000:])
        assert client.of("attr_conf", "Value")[-1] == "Value"
        proxy = device(server.trl)
        assert proxy.get_attribute_config("Value").unit == kind
        admin = patient(proxy.adm_name())
        for command in (("DevRestart", server.trl), ("RestartServer",)):
            admin.command_inout(*command)
            client.wait_connected("archive", "Value", lambda: source.write_attribute("Level", time.monotonic() % 40))


# MARK: What goes wrong

def refused(proxy, name):
    """The reasons of a failed reading, or nothing."""
    try:
        proxy.read_attribute(name)
        return []
    except tango.DevFailed as error:
        return [one.reason for one in error.args]


def test_a_root_that_comes_late_and_goes_and_comes_again(site, tmp_path):
    late = site.server(BIN / "EventServer", "late", "EventSource", "root/late/1")
    roots = {**ROOTS, "Value": "root/late/1/Level", "Spare": f"{TANGOTEST}/short_scalar"}
    with site.gateway("late", roots, without={"Value"}) as server:
        proxy = device(server.trl)
        assert proxy.state() == tango.DevState.ALARM
        assert proxy.status() == (
            "The device is in ALARM state.\nForwarded attribute Value not reachable! Root attribute name = "
            f"tango://{site.database.host}/root/late/1/level\n"
            "Error: Root device not started yet. Polling (if any) for this attribute not available")
        assert list(proxy.get_attribute_list()) == ["Reads", "Trace", "Text", "Mode", "Ramp", "Spare", "State", "Status"]
        with late:
            wait_for(lambda: proxy.state() == tango.DevState.ON, 20, proxy.status)
            assert list(proxy.get_attribute_list())[:3] == ["Reads", "Value", "Trace"]
            source = device(late.trl)
            with Subscriber("pytango10", server.trl, tmp_path, "change=Value") as client:
                client.wait_connected("change", "Value", lambda: source.write_attribute("Level", time.monotonic() % 40))
                late.kill()
                assert "API_AttributeFailed" in refused(proxy, "Value")
                assert proxy.read_attribute("Trace").value is not None
                wait_for(lambda: "!API_EventTimeout" in client.of("change", "Value"), 30, client.output)
                start = len(client.lines())
                late.start()
                wait_for(lambda: not refused(proxy, "Value"), 20, "the root to answer again")
                wait_for(lambda: client.of("change", "Value", start), 30, client.output)
                # Once: the gateway must not lose it, however late its own subscription reaches the root.
                source.write_attribute("Level", 33)
                client.wait_last("change", "Value", "33 VALID", seconds=30)


def test_an_attribute_that_the_root_device_gets_later(site):
    source = device(EVENTS)
    with site.gateway("grown", {**ROOTS, "Spare": f"{EVENTS}/Grown"}, without={"Spare"}) as server:
        proxy = device(server.trl)
        wait_for(lambda: "Attribute not found in root device" in proxy.status(), 20, proxy.status)
        source.command_inout("AddAttribute", "Grown")
        try:
            wait_for(lambda: "Spare" in proxy.get_attribute_list() and not refused(proxy, "Spare"), 20, proxy.status, poll=0.2)
            wait_for(lambda: "Forwarded" not in proxy.status(), 20, proxy.status)
        finally:
            source.command_inout("RemoveAttribute", "Grown")


def patient(name):
    """A client that also waits on a machine with much else to do."""
    proxy = device(name)
    proxy.set_timeout_millis(60000)
    return proxy


def test_a_root_that_hangs_costs_only_who_asks_for_it(site, gateway):
    proxy, other = patient(gateway.trl), patient(gateway.trl)
    other.read_attribute("Value")

    def served_meanwhile():
        """What the one got who asked for all, if the other was served before; nothing if that came too late."""
        asked = proxy.read_attributes_asynch(["Reads", "Value", "Trace", "Spare"])
        assert other.read_attribute("Reads").value >= 1
        with contextlib.suppress(tango.AsynReplyNotArrived):
            proxy.read_attributes_reply(asked)
            return None
        return proxy.read_attributes_reply(asked, 60000)

    os.kill(site.events.pid, signal.SIGSTOP)
    try:
        reads, value, trace, spare = wait_for(served_meanwhile, 30, "one answer while the other waits")
        assert [each.has_failed for each in (reads, value, trace, spare)] == [False, True, False, False]
        assert "API_DeviceTimedOut" in [one.reason for one in value.get_err_stack()]
    finally:
        os.kill(site.events.pid, signal.SIGCONT)
    wait_for(lambda: not refused(proxy, "Value"), 20, "the root to answer again")


def test_a_root_that_hangs_does_not_hold_up_other_polling(site, gateway):
    proxy = patient(gateway.trl)
    for name in ("State", "Reads"):
        proxy.poll_attribute(name, 100)
    proxy.set_source(tango.DevSource.CACHE)
    wait_for(lambda: not refused(proxy, "Reads"), 20, "the first poll", poll=0.2)

    def went_on():
        """Whether much was polled before the root counts as one that does not answer; a busy machine may be too slow."""
        os.kill(site.events.pid, signal.SIGSTOP)
        try:
            first, end = proxy.read_attribute("Reads").value, time.monotonic() + 2.2
            while time.monotonic() < end:
                with contextlib.suppress(tango.DevFailed):  # it is too old when polling stands still
                    if proxy.read_attribute("Reads").value >= first + 5:
                        return True
                time.sleep(0.05)
            return False
        finally:
            os.kill(site.events.pid, signal.SIGCONT)
    wait_for(went_on, 60, "polling that goes on", poll=13)  # for ten seconds it is not asked again


def test_what_is_polled_is_known_when_a_restart_lets_clients_in(site):
    """However long a root lets the restart wait."""
    with socket.create_server(("127.0.0.1", 0)) as silent:  # connections stand, and nobody answers
        root = f"tango://127.0.0.1:{silent.getsockname()[1]}/no/such/root/value#dbase=no"
        with site.gateway("polled", {"Value": root}, without=["Value"]) as server:
            proxy = patient(server.trl)
            admin = patient(proxy.adm_name())
            proxy.set_logging_level(5)  # which ends with the device
            site.tango.put_device_property(server.trl, {"polled_attr": ["reads", "1000"]})
            assert not proxy.is_attribute_polled("Reads")
            admin.command_inout("RestartServer")

            def restarted():
                with contextlib.suppress(tango.DevFailed):  # while clients are not let in
                    return proxy.get_logging_level() != 5
            wait_for(restarted, 20, "the restart")
            assert list(admin.command_inout("PolledDevice")) == [server.trl]
            assert proxy.is_attribute_polled("Reads")


# MARK: Where roots are

def test_label_is_kept_here_and_nothing_else(site, gateway):
    proxy = device(gateway.trl)
    found = proxy.get_attribute_config("Spare")
    found.label, found.unit = "mine", "m"
    proxy.set_attribute_config(found)
    now = proxy.get_attribute_config("Spare")
    assert (now.label, now.unit) == ("mine", "m")
    kept = site.tango.get_device_attribute_property(gateway.trl, "Spare")["Spare"]
    assert {name: list(values) for name, values in kept.items()} == {
        "__root_att": [f"{TANGOTEST}/short_scalar"], "label": ["mine"]}
    gateway.restart()
    again = proxy.get_attribute_config("Spare")
    assert (again.label, again.unit) == ("mine", "m")
    assert device(TANGOTEST).get_attribute_config("short_scalar").label == "short_scalar"


def test_root_is_another_device_of_the_same_server(site):
    """And the root of that one is a forwarded attribute itself."""
    server = site.gateway("same", ROOTS)
    info = tango.DbDevInfo()
    info.server, info._class, info.name = server.name, "Gateway", "gateway/same/2"
    site.tango.add_device(info)
    roots = {"Value": f"{server.trl}/Reads", "Trace": f"{server.trl}/Value", "Text": ROOTS["Value"]}
    site.tango.put_device_attribute_property(info.name, {name: {"__root_att": [root]} for name, root in roots.items()})
    with server:
        first, second = device(server.trl), device(info.name)
        wait_for(lambda: {"Value", "Trace"} <= set(second.get_attribute_list()), 20, second.status)
        first.write_attribute("Value", 4.5)
        assert second.read_attribute("Value").value == first.read_attribute("Reads").value - 1
        assert second.read_attribute("Trace").value == 4.5
        second.write_attribute("Trace", 5.5)
        assert [first.read_attribute("Value").value, second.read_attribute("Text").value] == [5.5, 5.5]
        admin = device(second.adm_name())

        def there_at_once():
            """Whether the attribute was back as soon as the device of its root; a busy machine may be too slow."""
            for _ in range(30):
                first.read_attribute("Reads")
            admin.command_inout("RestartServer")
            wait_for(lambda: not refused(first, "Reads") and first.read_attribute("Reads").value < 30, 20, "the restart")
            time.sleep(0.3)
            return not refused(second, "Value")
        wait_for(there_at_once, 30, "the attribute after a restart")
        wait_for(lambda: not refused(second, "Trace"), 30, "the attribute after a restart", poll=0.2)


def test_without_any_database(tmp_path):
    file = tmp_path / "properties"
    with Server(BIN / "EventServer", "file", ["test/events/1"], tmp_path / "root") as root:
        name = f"tango://127.0.0.1:{root.port}/test/events/1/Level#dbase=no"
        file.write_text("Gateway/file/DEVICE/Gateway: gateway/file/1\n"
                        f'gateway/file/1/Value->__root_att: "{name}"\n'
                        "gateway/file/1/Trace->__root_att: nonsense\n")
        with Server(BIN / "Gateway", "file", ["gateway/file/1"], tmp_path / "gateway", file=file) as server:
            proxy = device(server.device())
            wait_for(lambda: "Value" in proxy.get_attribute_list(), 20, proxy.status)
            proxy.write_attribute("Value", 7.5)
            assert device(root.device()).read_attribute("Level").value == 7.5
            assert proxy.get_attribute_config("Value").root_attr_name == name.lower()
            assert "Forwarded attribute Trace is not correctly configured!" in proxy.status()
            assert list(proxy.get_attribute_list()) == ["Reads", "Value", "State", "Status"]
