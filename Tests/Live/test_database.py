"""A device server in a Tango site: everything that it has to do with the database.

OUTAGE_SECONDS adds a longer absence of the database to the one that is always tried.
"""
import concurrent.futures
import contextlib
import itertools
import os
import signal
import subprocess
import time

import pytest
import tango

from database import Database, RegisteredServer
from harness import BIN, DEBIAN_PYTHON, LONG_OUTAGES, ROOT, free_port, wait_for
from subscribers import KINDS, Subscriber

REFERENCE = ROOT / ".build/debian/tango-test/usr/lib/tango/TangoTest"
STARTER = ROOT / ".build/debian/tango-starter/usr/lib/tango/Starter"
WORDS = ["change=Counter", "periodic=Ramp"]


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    """One database for all tests here; it is also that of this process."""
    with Database(tmp_path_factory.mktemp("database")) as database:
        os.environ["TANGO_HOST"] = database.host
        yield database
        os.environ.pop("TANGO_HOST")


@pytest.fixture
def tango_database(database):
    return tango.Database("127.0.0.1", database.port)


def register(tango_database, server, device, class_name="TangoTest"):
    info = tango.DbDevInfo()
    info.server, info._class, info.name = server, class_name, device
    tango_database.add_device(info)


@pytest.fixture
def server(database, tango_database, tmp_path, request):
    """A TangoTest with two devices that nobody else uses, not started."""
    name = request.node.name.replace("[", "-").replace("]", "").lower()
    instance = name.removeprefix("test_")[:40]
    server = RegisteredServer(database, BIN / "TangoTest", instance, tmp_path)
    server.devices = [f"live/{instance}/{number}" for number in (1, 2)]
    server.admin = f"dserver/TangoTest/{instance}"
    for device in server.devices:
        register(tango_database, server.name, device)
    yield server
    server.kill()


def comes_back(database):
    """Starts the database again, and waits until the client library here has found it."""
    database.start_server()

    def answers():
        try:
            return tango.DeviceProxy("sys/database/2").ping() >= 0
        except tango.DevFailed:
            return False
    wait_for(answers, 30, "the database to answer again", poll=0.2)


def stored(tango_database, device, attribute):
    return {name: list(values) for name, values in
            tango_database.get_device_attribute_property(device, attribute)[attribute].items()}


def test_exports_when_it_can_answer_and_withdraws_at_the_end(server, tango_database):
    server.start()
    for name in [*server.devices, server.admin]:
        info = tango_database.get_device_info(name)
        assert (info.exported, info.pid, info.version) == (1, server.pid, "5")
        assert tango.DeviceProxy(name).ping() >= 0
    assert server.terminate() == 0
    assert [tango_database.get_device_info(name).exported for name in [*server.devices, server.admin]] == [0, 0, 0]


def test_kill_withdraws_too(server, tango_database):
    server.start()
    tango.DeviceProxy(server.admin).command_inout("Kill")
    assert server.process.wait(60) == 0
    assert tango_database.get_device_info(server.admin).exported == 0


def test_unknown_server_is_refused(database, tmp_path):
    status, said, _ = RegisteredServer(database, BIN / "TangoTest", "nowhere", tmp_path).refused()
    assert (status, said) == (255, "The device server TangoTest/nowhere is not defined in database. Exiting!\n")


def test_second_server_of_a_name_is_refused_and_harms_nothing(server, tango_database):
    server.start()
    assert server.refused()[:2] == (255, "This server is already running, exiting!\n")
    assert tango_database.get_device_info(server.admin).pid == server.pid


def test_blocked_server_is_not_doubled(server):
    server.start()
    os.kill(server.pid, signal.SIGSTOP)
    try:
        status, said, seconds = server.refused()
    finally:
        os.kill(server.pid, signal.SIGCONT)
    assert (status, said) == (255, "This server is already running but is blocked!\n")
    assert seconds < 10


def test_starts_after_a_crash_even_at_the_same_port(server, tango_database):
    server.arguments += ["-ORBendPoint", f"giop:tcp:127.0.0.1:{free_port()}"]
    server.start()
    server.kill()
    assert tango_database.get_device_info(server.admin).exported == 1
    server.start()
    assert tango.DeviceProxy(server.devices[0]).ping() >= 0


def test_help_lists_the_instances(server):
    done = subprocess.run([server.arguments[0], "-?"], env=server.env, capture_output=True, text=True, timeout=20)
    assert done.returncode == 255
    assert f"\t{server.name.split('/')[1]}\n" in done.stderr


def test_no_database_is_a_clear_end(database, tmp_path):
    server = RegisteredServer(database, BIN / "TangoTest", "any", tmp_path, env={"TANGO_HOST": "127.0.0.1:1"})
    status, said, _ = server.refused(40)
    assert status == 255
    # Tools that know the C++ servers may compare it.
    assert said.strip() == "Can't build connection to TANGO database server, exiting"


def test_second_host_is_used_when_the_first_is_dead(server, database):
    server.env["TANGO_HOST"] = f"127.0.0.1:1,{database.host}"
    server.start()
    assert tango.DeviceProxy(server.devices[0]).ping() >= 0


def test_properties_are_those_of_the_device_else_of_the_class(server, tango_database):
    tango_database.put_device_attribute_property(server.devices[0], {"double_scalar": {"unit": ["mm"], "max_value": ["5"]}})
    tango_database.put_class_attribute_property("TangoTest", {"double_scalar": {"unit": ["km"], "label": ["of class"]}})
    try:
        server.start()
        first, second = [tango.DeviceProxy(device).get_attribute_config("double_scalar") for device in server.devices]
    finally:
        tango_database.delete_class_attribute_property("TangoTest", {"double_scalar": ["unit", "label"]})
    assert (first.unit, first.label, first.max_value) == ("mm", "of class", "5")
    assert (second.unit, second.label, second.max_value) == ("km", "of class", "Not specified")


def test_configuration_is_stored_and_deleted(server, tango_database):
    server.start()
    device = tango.DeviceProxy(server.devices[0])
    configuration = device.get_attribute_config("double_scalar")
    configuration.label, configuration.max_value = "Température", "12.5"
    configuration.events.ch_event.abs_change = "1,2"
    device.set_attribute_config(configuration)
    assert stored(tango_database, server.devices[0], "double_scalar") == {
        "label": ["Température"], "max_value": ["12.5"], "abs_change": ["-1", "2"]}
    server.restart()
    again = device.get_attribute_config("double_scalar")
    assert (again.label, again.max_value, again.events.ch_event.abs_change) == ("Température", "12.5", "1,2")
    again.label = again.max_value = again.events.ch_event.abs_change = "Not specified"
    device.set_attribute_config(again)
    assert stored(tango_database, server.devices[0], "double_scalar") == {}


def test_restarted_device_knows_what_is_written_about_it(server, tango_database):
    server.start()
    name = server.devices[0]
    device = tango.DeviceProxy(name)
    tango_database.put_device_property(name, {
        "polled_attr": ["double_spectrum", "300"], "non_auto_polled_attr": ["long_spectrum"], "min_poll_period": ["400"]})
    device.add_logging_target("console::cout")
    tango.DeviceProxy(server.admin).command_inout("DevRestart", name)
    assert not device.get_logging_target()
    with pytest.raises(tango.DevFailed, match="below the min authorized \\(400\\)"):
        device.poll_attribute("short_scalar", 399)
    device.poll_attribute("short_scalar", 500)
    kept = tango_database.get_device_property(name, ["polled_attr", "non_auto_polled_attr"])
    assert list(kept["polled_attr"]) == ["double_spectrum", "300", "short_scalar", "500"]
    assert list(kept["non_auto_polled_attr"]) == ["long_spectrum"]


def test_properties_do_not_begin_polling_that_clients_cannot_begin(server, tango_database):
    tango_database.put_device_property(server.devices[0], {
        "polled_cmd": ["Init", "200", "DevLong", "200"], "polled_attr": ["double_scalar", "3", "long_scalar", "-500"]})
    server.start()
    status = tango.DeviceProxy(server.devices[0]).polling_status()
    assert [text.splitlines()[:2] for text in status] == [
        ["Polled attribute name = long_scalar", "Polling period (mS) = 500"]]


def test_a_device_is_known_by_its_alias(server, tango_database):
    server.start()
    admin = tango.DeviceProxy(server.admin)
    tango_database.put_device_alias(server.devices[0], "log_alias")
    try:
        admin.command_inout("SetLoggingLevel", ([5], ["log_alias"]))
        levels = [list(part) for part in admin.command_inout("GetLoggingLevel", ["log_alias"])]
        admin.command_inout("AddObjPolling", ([1000], ["log_alias", "attribute", "double_scalar"]))
        admin.command_inout("DevRestart", "log_alias")
        device = tango.DeviceProxy("log_alias")
        assert device.is_attribute_polled("double_scalar")
        device.stop_poll_attribute("double_scalar")
        assert not device.is_attribute_polled("double_scalar")
    finally:
        tango_database.delete_device_alias("log_alias")
    assert levels == [[5], [server.devices[0]]]


def test_a_lock_belongs_to_all_connections_of_a_process(server):
    """Threads that call at the same time have a connection each, here to a socket of this host."""
    server.arguments += ["-ORBendPoint", f"giop:tcp:127.0.0.1:{free_port()}"]
    server.start()
    device = tango.DeviceProxy(server.devices[0])
    device.lock(120)
    with concurrent.futures.ThreadPoolExecutor(4) as threads:
        assert list(threads.map(lambda number: device.command_inout("DevLong", number), range(200))) == list(range(200))
    device.unlock()
    assert not device.is_locked()


def test_wrong_configuration_is_shown_and_can_be_corrected(server, tango_database):
    tango_database.put_device_attribute_property(server.devices[0], {"double_scalar": {"max_value": ["abc"]}})
    server.start()
    device = tango.DeviceProxy(server.devices[0])
    assert device.state() == tango.DevState.ALARM
    with pytest.raises(tango.DevFailed, match="The property max_value is defined in an unsupported format"):
        device.read_attribute("double_scalar")
    configuration = device.get_attribute_config("double_scalar")
    assert configuration.max_value == "abc"
    configuration.label = "still wrong"
    device.set_attribute_config(configuration)
    configuration.max_value = "10"
    device.set_attribute_config(configuration)
    assert device.read_attribute("double_scalar").quality != tango.AttrQuality.ATTR_INVALID
    assert device.state() == tango.DevState.RUNNING


def test_pipe_configuration_is_stored(server, tango_database):
    """PyTango 10 has no pipes any more: the older one asks."""
    server.start()
    script = f"""if True:
        import tango
        device = tango.DeviceProxy("tango://{server.env['TANGO_HOST']}/{server.devices[0]}")
        configuration = device.get_pipe_config("string_long_short_ro")
        print(configuration.label)
        configuration.label = "three values"
        device.set_pipe_config(configuration)
    """
    told = []
    for _ in range(2):
        done = subprocess.run([DEBIAN_PYTHON, "-c", script], capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr
        told.append(done.stdout.strip())
        server.restart()
    assert told == ["string_long_short_ro", "three values"]


def test_polling_is_stored_and_survives(server, tango_database):
    server.start()
    device = tango.DeviceProxy(server.devices[0])
    device.poll_attribute("Double_Scalar", 500)
    assert list(tango_database.get_device_property(server.devices[0], "polled_attr")["polled_attr"]) == [
        "double_scalar", "500"]
    server.restart()
    assert device.get_attribute_poll_period("double_scalar") == 500
    device.stop_poll_attribute("double_scalar")
    assert not list(tango_database.get_device_property(server.devices[0], "polled_attr")["polled_attr"])


def test_admin_commands_know_aliases(server, tango_database):
    alias = server.name.split("/")[1]
    tango_database.put_device_alias(server.devices[1], alias)
    server.start()
    admin = tango.DeviceProxy(server.admin)
    admin.command_inout("AddObjPolling", ([1000], [alias, "attribute", "short_scalar"]))
    assert "Polled attribute name = short_scalar" in admin.command_inout("DevPollStatus", alias)[0]
    admin.command_inout("DevRestart", alias)
    assert tango.DeviceProxy(alias).ping() >= 0


def test_events_carry_the_name_of_the_database(server, database):
    server.start()
    device = tango.DeviceProxy(server.devices[0])
    answer = tango.DeviceProxy(server.admin).command_inout(
        "ZmqEventSubscriptionChange", [server.devices[0], "double_scalar", "subscribe", "attr_conf", "5"])
    assert answer[1][2] == f"tango://{database.host}/{server.devices[0]}/double_scalar.idl5_attr_conf"
    device.poll_attribute("double_scalar", 100)
    seen = []
    subscription = device.subscribe_event("double_scalar", tango.EventType.PERIODIC_EVENT, seen.append)
    try:
        wait_for(lambda: len([event for event in seen if not event.err]) >= 3, 20, lambda: f"three events: {seen}")
    finally:
        device.unsubscribe_event(subscription)


def test_restart_takes_a_new_device_list(server, tango_database):
    server.start()
    new = server.devices[0] + "new"
    register(tango_database, server.name, new)
    tango_database.delete_device(server.devices[1])
    admin = tango.DeviceProxy(server.admin)
    admin.command_inout("RestartServer")
    wait_for(lambda: tango_database.get_device_info(new).exported == 1, 20, "the new device")
    assert list(admin.command_inout("QueryDevice")) == [f"TangoTest::{name}" for name in (server.devices[0], new)]
    assert tango.DeviceProxy(new).ping() >= 0


@pytest.fixture
def event_source(database, tango_database, tmp_path, request):
    """An EventServer with one device, running."""
    instance = f"outage-{request.node.callspec.id}".replace(".", "-")
    server = RegisteredServer(database, BIN / "EventServer", instance, tmp_path)
    server.device, server.admin = f"live/outage/{instance}", f"dserver/{server.name}"
    register(tango_database, server.name, server.device, "EventSource")
    with server:
        yield server


# Clients may miss no heartbeat.
@pytest.mark.timing
@pytest.mark.parametrize("away", [2, *LONG_OUTAGES])
def test_goes_on_without_the_database_and_uses_it_again(event_source, database, tango_database, tmp_path, away):
    """Calls, commands, polling and events go on; what has to be kept is refused until it can be kept."""
    device, admin = tango.DeviceProxy(event_source.device), tango.DeviceProxy(event_source.admin)
    device.Level = 7.0
    assert not device.is_attribute_polled("Quiet")  # the client library looks for the admin device but once
    with contextlib.ExitStack() as stack:
        found = [stack.enter_context(Subscriber(kind, event_source.device, tmp_path / "clients", *WORDS))
                 for kind in KINDS]
        for one in found:
            one.wait_connected("change", "Counter", lambda: device.Push(1))
        for one in found:  # also what was pushed for the others
            one.wait_last("change", "Counter", f"{device.Counter} VALID", seconds=40)
        first, starts = device.Counter, [len(one.lines()) for one in found]
        database.stop_server()
        end = time.monotonic() + away
        try:
            for number in itertools.count(1):
                use_without_database(device, admin, 1 + number % 40)
                if time.monotonic() > end:
                    break
                time.sleep(0.2)  # between what is asked
            ramps = [one.number("periodic", "Ramp") for one in found]
            for one, ramp in zip(found, ramps):
                wait_for(lambda: one.number("periodic", "Ramp") > ramp + 3, 20, f"periodic events of {one.kind}")
        finally:
            comes_back(database)
        device.Push(1)
        for one, start in zip(found, starts):
            one.wait_of("change", "Counter", [f"{count} VALID" for count in range(first + 1, device.Counter + 1)], start, 40)
            assert [line for line in one.lines()[start:] if "!" in line or "refused" in line] == []
        assert device.Counter == first + number + 1
    use_with_database(event_source, tango_database, device, admin)


def refused(why, function, *arguments):
    """Calls what must fail because there is no database, and say so."""
    with pytest.raises(tango.DevFailed) as error:
        function(*arguments)
    assert "API_DatabaseAccess" in [each.reason for each in error.value.args], error.value
    assert why in "\n".join(each.desc for each in error.value.args), error.value


def use_without_database(device, admin, value):
    """One of everything that clients do, while there is no database."""
    device.Push(1)
    assert device.ping() > 0 and device.state() == tango.DevState.ON
    refused("was set, but the value is not kept", device.write_attribute, "Level", value)
    assert device.Level == value
    configuration = device.get_attribute_config("Level")
    label, configuration.label = configuration.label, "kept"
    refused("cannot be used now", device.set_attribute_config, configuration)
    assert device.get_attribute_config("Level").label == label
    for change, *arguments in ((device.poll_attribute, 500), (device.stop_poll_attribute,)):
        refused("was changed, but the change is not kept", change, "Quiet", *arguments)
        assert device.is_attribute_polled("Quiet") == bool(arguments)
    refused("cannot be used now", admin.command_inout, "DevRestart", device.dev_name())
    before = device.read_attribute("Ramp").value
    assert device.read_attribute("Ramp").value >= before
    assert admin.command_inout("QueryDevice") == [f"EventSource::{device.dev_name()}"]


def use_with_database(server, tango_database, device, admin):
    """All that was refused works at once, is kept, and is there after a restart."""
    device.Level = 42.0
    configuration = device.get_attribute_config("Level")
    configuration.label = "kept"
    device.set_attribute_config(configuration)
    device.poll_attribute("Quiet", 500)
    assert stored(tango_database, server.device, "Level") == {"label": ["kept"], "__value": ["42"]}
    assert "quiet" in list(tango_database.get_device_property(server.device, "polled_attr")["polled_attr"])
    for restart in (lambda: admin.command_inout("DevRestart", server.device), server.restart):
        for name in (server.device, server.admin):
            info = tango_database.get_device_info(name)
            assert (info.exported, info.pid) == (1, server.pid)
        restart()
        device = tango.DeviceProxy(server.device)
        assert (device.Level, device.get_attribute_config("Level").label) == (42, "kept")
        assert device.get_attribute_poll_period("Quiet") == 500
    assert server.terminate() == 0
    assert [tango_database.get_device_info(name).exported for name in (server.device, server.admin)] == [0, 0]


def test_a_database_that_says_nothing_holds_up_only_who_needs_it(server, database):
    server.start()
    device, other = map(tango.DeviceProxy, server.devices)
    device.set_timeout_millis(15_000)
    configuration = device.get_attribute_config("double_scalar")
    configuration.label = "late"
    database.pause_server()
    try:
        begin = time.monotonic()
        with pytest.raises(tango.DevFailed) as refused:
            device.set_attribute_config(configuration)
        assert refused.value.args[0].reason == "API_DatabaseAccess"
        assert 2 < time.monotonic() - begin < 15
        assert other.ping() > 0 and device.read_attribute("double_scalar").value is not None
    finally:
        database.resume_server()
    device.set_attribute_config(configuration)
    assert device.get_attribute_config("double_scalar").label == "late"


def test_ends_although_the_database_is_gone(server, database):
    server.start()
    database.stop_server()
    try:
        assert server.terminate() == 0
    finally:
        comes_back(database)


@pytest.mark.parametrize("cached", [True, False], ids=["cache", "commands"])
def test_starts_the_same_with_and_without_the_cache(server, database, tango_database, cached):
    """A database without the command for the cache is played by one in which its procedure is missing."""
    tango_database.put_device_property(server.devices[0], {"polled_attr": ["short_scalar", "700"], "UShort_image_ro_size": ["17"]})
    tango_database.put_device_attribute_property(server.devices[1], {"long_scalar": {"unit": ["A"]}})
    if not cached:
        assert database.sql("USE tango; RENAME TABLE event TO event_away;").returncode == 0
        with pytest.raises(tango.DevFailed, match="stored procedure failed"):
            tango.DeviceProxy("sys/database/2").command_inout("DbGetDataForServerCache", [server.name, "host%%9"])
    try:
        server.start()
    finally:
        database.sql("USE tango; RENAME TABLE event_away TO event;")
    first, second = map(tango.DeviceProxy, server.devices)
    assert first.get_attribute_poll_period("short_scalar") == 700
    assert first.read_attribute("ushort_image_ro").dim_x == 17
    assert second.get_attribute_config("long_scalar").unit == "A"


def test_framewatch_remembers_what_was_written(database, tango_database, tmp_path):
    """Memorized values, the properties of a device, and rows of regions in the database."""
    name, device = "FrameWatch/live", "live/framewatch/1"
    register(tango_database, name, device, "FrameWatch")
    places = {"RawDir": "raw", "TempDir": "temp", "ProcessedDir": "processed", "RemoteRoot": "data", "StateDir": "state"}
    for folder in places.values():
        (tmp_path / folder).mkdir()
    tango_database.put_device_property(device, {name: [str(tmp_path / folder)] for name, folder in places.items()})
    with RegisteredServer(database, BIN / "FrameWatch", "live", tmp_path) as server:
        proxy = tango.DeviceProxy(device)
        proxy.write_attribute("TickInterval", 321)
        assert stored(tango_database, device, "TickInterval") == {"__value": ["321"]}
        server.restart()
        assert proxy.read_attribute("TickInterval").w_value == 321


def test_starter_starts_and_stops_it(server, database, tango_database, tmp_path):
    """Debian's Starter finds the program, sees it run, and stops it."""
    host = tango_database.get_device_info("sys/database/2").host or os.uname().nodename
    host = host.split(".")[0]
    register(tango_database, f"Starter/{host}", f"tango/admin/{host}", "Starter")
    tango_database.put_device_property(f"tango/admin/{host}", {"StartDsPath": [str(BIN)]})
    info = tango.DbServerInfo()
    info.name, info.host, info.mode, info.level = server.name, host, 1, 0
    tango_database.put_server_info(info)
    with RegisteredServer(database, STARTER, host, tmp_path):
        starter = tango.DeviceProxy(f"tango/admin/{host}")
        starter.set_timeout_millis(20_000)
        starter.command_inout("DevStart", server.name)
        wait_for(lambda: tango_database.get_device_info(server.admin).exported == 1, 30, "the server started")
        wait_for(lambda: server.name in starter.command_inout("DevGetRunningServers", True), 30, "Starter to see it")
        starter.command_inout("DevStop", server.name)
        wait_for(lambda: tango_database.get_device_info(server.admin).exported == 0, 30, "the server stopped")
        wait_for(lambda: server.name in starter.command_inout("DevGetStopServers", True), 30, "Starter to see that")
