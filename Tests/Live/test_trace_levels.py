"""What a server prints for `-v`: words of its own, of the same devices, at the same levels and place as Debian's TangoTest;
and which levels it tells."""
import re

import pytest
import tango

from database import Database, RegisteredServer
from harness import BIN, ROOT, Server, wait_for

REFERENCE = ROOT / ".build/debian/tango-test/usr/lib/tango/TangoTest"
DEVICE = "test/trace/1"
SPEAKERS = {DEVICE: "device", "dserver/tangotest/trace": "server"}
INFO, DEBUG = {("device", "INFO")}, {("device", "INFO"), ("device", "DEBUG")}
LIBRARY = {("server", "INFO"), ("server", "DEBUG")}
EXPECTED = {"": set(), "-v1": INFO, "-v2": INFO, "-v3": DEBUG, "-v4": DEBUG, "-v": DEBUG, "-v5": DEBUG | LIBRARY}
STANDARD_OUTPUT = ["sh", "-c", 'exec "$@" 2>/dev/null', "sh"]


def traced(executable, option, directory):
    """What a server says on standard output from its start until it has answered a few calls."""
    directory.mkdir()
    with Server(executable, "trace", [DEVICE], directory, arguments=[option] if option else [],
                prefix=STANDARD_OUTPUT) as server:
        device = tango.DeviceProxy(server.device())
        device.command_inout("DevLong", 3)
        device.read_attribute("short_scalar_ro")
        device.write_attribute("double_scalar", 2.0)
        wait_for(lambda: spoken(server.output()) == EXPECTED[option], 10, server.output)
        told = levels(tango.DeviceProxy(server.device("dserver/TangoTest/trace")))
        if executable != REFERENCE:  # that one takes two seconds to end
            assert server.terminate() == 0
        return server.output(), told


def levels(admin):
    """The level that a server tells of each device, and where its messages go."""
    numbers, names = admin.command_inout("GetLoggingLevel", ["*"])
    return {name: (int(number), list(admin.command_inout("GetLoggingTarget", name)))
            for number, name in zip(numbers, names)}


def spoken(text):
    """Who spoke at which level."""
    lines = re.findall(r"(?m)^\d{10} \[\d+\] ([A-Z]+) (\S+) \S", text)
    return {(SPEAKERS[name.lower()], level) for level, name in lines}


@pytest.mark.parametrize("option", EXPECTED, ids=lambda option: option or "silent")
def test_a_level_shows_what_the_reference_shows(tmp_path, option):
    reference, told = traced(REFERENCE, option, tmp_path / "reference")
    ours, told_by_ours = traced(BIN / "TangoTest", option, tmp_path / "ours")
    assert told_by_ours == told
    assert spoken(reference) == spoken(ours) == EXPECTED[option]
    if ("device", "DEBUG") in EXPECTED[option]:
        assert [word for word in ("executing command DevLong", "reading short_scalar_ro", "writing double_scalar")
                if f"DEBUG {DEVICE} {word}\n" not in ours] == []
    if ("server", "DEBUG") in EXPECTED[option]:
        assert "Operation write_attributes_4 (double_scalar) from giop:tcp:127.0.0.1:" in ours
    if not option:
        assert ours == "Ready to accept request\n"


def test_levels_from_a_database_are_those_of_the_reference(tmp_path):
    """And where none is said, what goes wrong is in the log of ours all the same."""
    with Database(tmp_path / "database") as place:
        database = tango.Database("127.0.0.1", place.port)
        info = tango.DbDevInfo()
        info.server, info._class, info.name = "TangoTest/trace", "TangoTest", DEVICE
        database.add_device(info)
        database.put_device_property(DEVICE, {"mthreaded_imp": ["0"]})
        for option, *properties in (["", None, None], ["-v2", None, None], ["-v5", "ERROR", "ERROR"],
                                    ["", "info", "INFO"], ["", "info", "error"], ["-v1", "ERROR", "INFO"], ["", "nonsense", "nonsense"]):
            for name, level in zip((DEVICE, "dserver/TangoTest/trace"), properties):
                database.delete_device_property(name, ["logging_level"])
                if level:
                    database.put_device_property(name, {"logging_level": [level]})
            told = []
            for executable in (REFERENCE, BIN / "TangoTest"):
                with RegisteredServer(place, executable, "trace", tmp_path, arguments=[option] if option else []) as server:
                    told.append(levels(tango.DeviceProxy(f"tango://{place.host}/dserver/TangoTest/trace")))
            if properties[1] == "error":  # the reference knows the levels of its admin device only in capitals
                assert [level for each in told for name, (level, _) in each.items() if name != DEVICE] == [3, 2]
                told = [{DEVICE: each[DEVICE]} for each in told]
            assert told[1] == told[0], (option, properties)
            if properties[0] is None:
                assert "the class declares no property mthreaded_imp," in server.output()
                server.log.unlink()
