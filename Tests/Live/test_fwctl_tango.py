"""fwctl talks to any Tango device: to our TangoTest, to Debian's C++ one, and to FrameWatch."""
import json
import select
import signal
import subprocess

import pytest

from harness import BIN, ROOT, Server, free_port, fwctl, fwctl_json, wait_for

DEVICE = "test/fwctl/1"
EXECUTABLES = {"ours": BIN / "TangoTest", "reference": ROOT / ".build/debian/tango-test/usr/lib/tango/TangoTest"}


@pytest.fixture(scope="module", params=EXECUTABLES)
def server(request, tmp_path_factory):
    with Server(EXECUTABLES[request.param], "fwctl", [DEVICE], tmp_path_factory.mktemp(request.param)) as running:
        yield running


def name(server, item, device=DEVICE):
    return server.device(f"{device}/{item}")


def read(server, attribute):
    return fwctl_json("read", name(server, attribute))[0]


class Monitor:
    """`fwctl monitor` in the background; its lines as they came."""

    def __init__(self, *words):
        self.process = subprocess.Popen([BIN / "fwctl", "monitor", *map(str, words), "--json"], text=True,
                                        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.communicate()

    def next(self):
        line = self.process.stdout.readline()
        assert line, self.process.stderr.read()
        return json.loads(line)

    def waiting(self, seconds):
        """What it tells until it tells nothing for so long."""
        while select.select([self.process.stdout], [], [], seconds)[0]:
            yield self.next()

    def interrupt(self):
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(60)


@pytest.mark.parametrize("attribute, words, value", [
    ("boolean_scalar", ["true"], True),
    ("double_scalar", ["-2.5"], -2.5),
    ("float_scalar", ["0.1"], 0.1),
    ("long_scalar", ["-2147483648"], -2147483648),
    ("long64_scalar", ["9007199254740993"], 9007199254740993),
    ("short_scalar", ["7"], 7),
    ("uchar_scalar", ["255"], 255),
    ("ulong64_scalar", ["18446744073709551615"], 18446744073709551615),
    ("ulong_scalar", ["4294967295"], 4294967295),
    ("ushort_scalar", ["65535"], 65535),
    ("string_scalar", ["two words"], "two words"),
    ("double_spectrum", ["1", "-2", "1e300"], [1, -2, 1e300]),
    ("boolean_spectrum", ["true", "false"], [True, False]),
    ("string_spectrum", ["a", "b c"], ["a", "b c"]),
    ("short_image", ["1", "2", "3", "4", "5", "6", "--width", "3"], [[1, 2, 3], [4, 5, 6]]),
    ("string_image", ["a", "b", "--width", "1"], [["a"], ["b"]]),
])
def test_what_is_written_was_set(server, attribute, words, value):
    fwctl("write", name(server, attribute), *words)
    told = read(server, attribute)
    assert told["set"] == value
    assert told["quality"] == "VALID" and told["attribute"] == attribute


def test_every_attribute_is_read_whole_as_json_and_short_as_text(server):
    listed = fwctl_json("read", server.device(), "--timeout", 60, ok=(1,))  # throw_exception
    by_name = {told["attribute"]: told for told in listed}
    assert by_name["throw_exception"]["error"]["text"] == "here is the exception you requested"
    assert by_name["State"]["value"] in ("RUNNING", "FAULT", "ALARM")
    formats = {told.get("format") for told in listed}
    assert {"SCALAR", "SPECTRUM", "IMAGE"} <= formats
    for told in listed:
        if told.get("format") == "IMAGE":
            assert all(len(row) == len(told["value"][0]) for row in told["value"])
    ramp = by_name["wave"]
    assert len(ramp["value"]) == 256 and ramp["type"] == "DevDouble"
    text = fwctl("read", server.device(), "--timeout", 60, ok=(1,)).stdout
    lines = {line.split()[0]: line for line in text.splitlines()}
    assert set(lines) == set(by_name)
    assert "(256 values)" in lines["wave"] and len(lines["wave"]) < 300
    assert "251 columns x 251 rows, least" in lines["short_image_ro"]


def test_numbers_keep_all_their_digits(server):
    fwctl("write", name(server, "double_spectrum"), "0.1", "123456789.123456789", "5e-324")
    assert "[0.1, 123456789.12345679, 5e-324]" in fwctl("read", name(server, "double_spectrum")).stdout


@pytest.mark.parametrize("words, status, message", [
    (["read", "nowhere"], 3, "nowhere"),
    (["write", "nowhere", "1"], 3, "nowhere"),
    (["command", "nowhere"], 3, "nowhere"),
    (["monitor", "nowhere", "--count", "1"], 3, "nowhere"),
    (["write", "double_spectrum_ro", "1"], 1, "writable"),
    (["write", "uchar_scalar", "256"], 2, "from 0 to 255"),
    (["write", "boolean_scalar", "maybe"], 2, "true or false"),
    (["write", "double_scalar", "1", "2"], 2, "one value is needed"),
    (["write", "short_image", "1", "2", "3", "--width", "2"], 2, "--width"),
    (["write", "short_image", "1", "2", "3", "--width", "0"], 2, "--width"),
    (["command", "DevVoid", "1"], 2, "takes no argument"),
    (["command", "DevShort", "70000"], 2, "from -32768 to 32767"),
    (["command", "DevLong"], 2, "takes one DevLong"),
    (["command", "DevLong", "1", "--numbers", "2"], 2, "--numbers"),
    (["read", "ampli", "--timeout", "soon"], 2, "a number from"),
    (["monitor", "double_scalar", "--event", "earthquake"], 2, "one of change"),
])
def test_errors_say_what_is_wrong(server, words, status, message):
    done = fwctl(*words, "--device", server.device(), ok=(status,))
    assert message in done.stderr + done.stdout


def test_a_device_where_an_attribute_is_needed(server):
    assert "add a slash" in fwctl("write", server.device(), "1", ok=(2,)).stderr


def test_a_server_that_is_not_there():
    silent = f"tango://127.0.0.1:{free_port()}/a/b/c#dbase=no"
    for words in (["read", silent], ["command", "Init", "--device", silent], ["devices", "--device", silent],
                  ["monitor", silent, "--count", "1"]):
        done = fwctl(*words, "--timeout", "1", ok=(4,))
        assert silent in done.stderr and "is the device server running" in done.stderr


def test_a_device_that_does_not_answer_hides_no_other(server):
    silent = f"tango://127.0.0.1:{free_port()}/a/b/c/d#dbase=no"
    first, second = fwctl_json("read", silent, name(server, "ampli"), ok=(4,))
    assert first["error"]["reason"] == "API_CantConnectToDevice" and second["quality"] == "VALID"


@pytest.mark.parametrize("command, words, result", [
    ("DevVoid", [], None),
    ("DevBoolean", ["true"], True),
    ("DevDouble", ["2.5"], 2.5),
    ("DevFloat", ["0.1"], 0.1),
    ("DevLong", ["-3"], -3),
    ("DevLong64", ["9007199254740993"], 9007199254740993),
    ("DevShort", ["3"], 3),
    ("DevString", ["two words"], "two words"),
    ("DevULong", ["4294967295"], 4294967295),
    ("DevULong64", ["18446744073709551615"], 18446744073709551615),
    ("DevUShort", ["65535"], 65535),
    ("DevVarDoubleArray", ["1", "2.5"], [1, 2.5]),
    ("DevVarCharArray", ["1", "255"], [1, 255]),
    ("DevVarStringArray", ["a", "b c"], ["a", "b c"]),
    ("DevVarLongStringArray", ["x", "y", "--numbers", "1,-2"], {"numbers": [1, -2], "texts": ["x", "y"]}),
    ("DevVarDoubleStringArray", ["x", "--numbers", "0.5"], {"numbers": [0.5], "texts": ["x"]}),
])
def test_commands_of_every_type(server, command, words, result):
    assert fwctl_json("command", name(server, command), *words)["result"] == result


def test_results_as_text(server):
    assert fwctl("command", name(server, "DevVarStringArray"), "a", "b").stdout == "a\nb\n"
    assert fwctl("command", name(server, "DevVarLongArray"), "1", "2").stdout == "1 2\n"
    assert fwctl("command", name(server, "State")).stdout.strip() in ("RUNNING", "FAULT", "ALARM")


def test_the_devices_of_a_server(server):
    assert fwctl_json("devices", "--device", server.device()) == [{"class": "TangoTest", "device": DEVICE}]


def test_properties_need_a_database(server):
    assert "-file=" in fwctl("properties", "--device", server.device(), ok=(1,)).stderr
    nowhere = f"127.0.0.1:{free_port()}"
    for words in (["properties", "--device", "a/b/c"], ["devices", "*/*/*"]):
        done = fwctl(*words, "--database", nowhere, ok=(4,))
        assert nowhere in done.stderr
        assert "host:port" in fwctl(*words, "--database", "nowhere", ok=(2,)).stderr


def test_configuration_events(server):
    told = fwctl_json("monitor", name(server, "double_scalar"), "--event", "attr_conf", "--count", 1)
    assert told["event"] == "attr_conf" and told["content"]["label"] == "double_scalar"


def test_monitor_ends_after_its_time(server):
    started = fwctl("monitor", name(server, "double_scalar"), "--event", "attr_conf", "--seconds", "0.5")
    assert len(started.stdout.splitlines()) == 1
    fwctl("monitor", name(server, "double_scalar"), "--event", "attr_conf", "--seconds", "0.5", "--count", "2", ok=(1,))


def test_periodic_and_change_events_of_a_polled_attribute(tangotest):
    attribute, device = tangotest.device("test/tangotest/1/double_scalar"), "test/tangotest/1"
    refused = fwctl("monitor", attribute, ok=(1,))
    hint = refused.stderr.split("fwctl command ")[1].split()
    assert hint[1:] == ["--numbers", "1000", device, "attribute", "double_scalar"]
    fwctl("command", hint[0].strip("'"), "--numbers", "100", *hint[3:])
    with Monitor(attribute, "--event", "periodic") as monitor:
        values = [monitor.next() for _ in range(3)]
        assert {told["event"] for told in values} == {"periodic"}
        assert all(isinstance(told["reading"]["value"], float) for told in values)
        assert monitor.interrupt() == 0


def test_monitor_survives_a_restart_of_the_server(framewatch):
    with Monitor(framewatch.device(), "--event", "change") as monitor:
        assert monitor.next()["reading"]["value"] == "RUNNING"
        framewatch.terminate()
        framewatch.start()
        seen = []

        def runs_again():
            seen.append(monitor.next())
            return "error" in json.dumps(seen[:-1]) and seen[-1].get("reading", {}).get("value") == "RUNNING"

        wait_for(runs_again, 60, lambda: f"the state of the restarted server; there were {seen}")

        def hears():  # what is sent before its connection stands is lost
            fwctl("command", framewatch.device("fw/test/1/Stop"))
            fwctl("command", framewatch.device("fw/test/1/Start"))
            return any(told.get("reading", {}).get("value") == "ON" for told in monitor.waiting(0.5))

        wait_for(hears, 20, "another state")
        assert monitor.interrupt() == 0


def test_monitor_waits_for_a_server_that_does_not_run_yet(tmp_path):
    server = Server(BIN / "TangoTest", "late", [DEVICE], tmp_path)
    with Monitor(name(server, "double_scalar"), "--event", "attr_conf", "--wait", "--count", "1") as monitor, server:
        assert monitor.next()["content"]["label"] == "double_scalar"
        assert monitor.process.wait(60) == 0


def test_a_reader_that_goes_away_ends_the_monitor(tangotest):
    admin = tangotest.device("dserver/TangoTest/test/AddObjPolling")
    fwctl("command", admin, "--numbers", "50", "test/tangotest/1", "attribute", "double_scalar")
    with Monitor(tangotest.device("test/tangotest/1/double_scalar"), "--event", "periodic") as monitor:
        monitor.next()
        monitor.process.stdout.close()
        assert monitor.process.wait(60) == -signal.SIGPIPE
        monitor.process.stdout = None
