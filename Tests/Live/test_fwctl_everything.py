"""fwctl with a device that has everything: every type in every shape, encoded values, labels, and events of every kind."""
import base64
import threading

import pytest

from harness import BIN, Server, fwctl, fwctl_json, wait_for
from test_fwctl_tango import Monitor

DEVICE = "test/everything/1"
VALUES = {"boolean": ("true", True), "uchar": ("255", 255), "short": ("-7", -7), "ushort": ("65535", 65535),
          "long": ("-2147483648", -2147483648), "ulong": ("4294967295", 4294967295),
          "long64": ("-9223372036854775808", -9223372036854775808), "ulong64": ("18446744073709551615", 2**64 - 1),
          "float": ("0.1", 0.1), "double": ("-2.5e-300", -2.5e-300), "string": ("two words", "two words"),
          "state": ("moving", "MOVING"), "enum": ("BLUE", "BLUE")}


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with Server(BIN / "EverythingServer", "fwctl", [DEVICE], tmp_path_factory.mktemp("server")) as running:
        yield running


def place(server, item):
    return server.device(f"{DEVICE}/{item}")


@pytest.mark.parametrize("kind", VALUES)
@pytest.mark.parametrize("shape", ["scalar", "spectrum", "image"])
def test_every_type_in_every_shape(server, kind, shape):
    word, value = VALUES[kind]
    attribute = place(server, f"{kind}_{shape}_rw")
    words, expected = {"scalar": ([word], value), "spectrum": ([word] * 3, [value] * 3),
                       "image": ([word] * 6 + ["--width", "3"], [[value] * 3] * 2)}[shape]
    fwctl("write", attribute, *words)
    told, = fwctl_json("read", attribute)
    assert (told["value"], told["set"]) == (expected, expected)


def test_a_label_that_is_not_there(server):
    said = fwctl("write", place(server, "enum_scalar_rw"), "PINK", ok=(2,)).stderr
    assert "'PINK': one of RED, GREEN, BLUE, BLACK is needed" in said


def test_bytes_go_in_and_out(server, tmp_path):
    (tmp_path / "bytes").write_bytes(bytes(range(256)))
    fwctl("write", place(server, "encoded"), "raw", tmp_path / "bytes")
    told, = fwctl_json("read", place(server, "encoded"))
    assert told["value"]["format"] == "raw" and base64.b64decode(told["value"]["base64"]) == bytes(range(256))
    assert "256" in fwctl("read", place(server, "encoded")).stdout
    assert "a format and the name of a file" in fwctl("write", place(server, "encoded"), "raw", ok=(2,)).stderr


@pytest.mark.parametrize("how, reason", [("1", "Test_Failed"), ("2", "Test_Outer"), ("3", "Test_Warning")])
def test_errors_of_a_device_are_told(server, how, reason):
    done = fwctl("command", place(server, "Fail"), how, ok=(1,))
    assert f"({reason})" in done.stderr
    if how == "2":
        assert "The outer error. (Test_Outer), because: The inner error. (Test_Inner)" in done.stderr


class Told:
    """Events of one kind, and a way to wait for one."""

    def __init__(self, monitor):
        self.monitor, self.events = monitor, []

    def until(self, wanted, push):
        """Pushes until the wanted one comes: a subscription returns before its connection stands."""
        def came():
            push()
            self.events.append(self.monitor.next())
            return wanted(self.events[-1])
        wait_for(came, 60, lambda: str(self.events[-3:]))
        return self.events[-1]


@pytest.mark.parametrize("kind", ["change", "archive", "user"])
def test_values_that_the_device_pushes(server, kind):
    with Monitor(place(server, "pushed"), "--event", kind) as monitor:
        told = Told(monitor)
        event = told.until(lambda one: one.get("reading", {}).get("value") == 42.5,
                           lambda: fwctl("command", place(server, "Push"), "42.5"))
        assert event["event"] == kind and event["reading"]["quality"] == "VALID"
        event = told.until(lambda one: "error" in one, lambda: fwctl("command", place(server, "PushError")))
        assert event["error"]["reason"] == "Test_Outer"
        assert event["error"]["causes"] == ["Test_Inner: The inner error."]
        assert monitor.interrupt() == 0


def test_data_that_is_ready(server):
    done = threading.Event()

    def push():
        while not done.wait(0.2):
            fwctl("command", place(server, "DataReady"), "7")
    with Monitor(place(server, "pushed"), "--event", "data_ready") as monitor:
        pusher = threading.Thread(target=push)  # no first event comes by itself
        pusher.start()
        try:
            assert monitor.next()["content"] == {"counter": 7, "type": "DevDouble"}
        finally:
            done.set()
            pusher.join()


def test_the_configuration_and_the_interface(server):
    with Monitor(place(server, "level"), "--event", "attr_conf") as monitor:
        Told(monitor).until(lambda one: one["content"]["max_value"] == "55",
                            lambda: [fwctl("command", place(server, "SetLimit"), limit) for limit in ("54", "55")])
    with Monitor(server.device(DEVICE), "--event", "interface") as monitor:
        names = iter(range(100))
        Told(monitor).until(lambda one: any(name.startswith("Added") for name in one["content"]["attributes"]),
                            lambda: fwctl("command", place(server, "AddAttribute"), f"Added{next(names)}"))


def test_an_event_that_nobody_sends_is_refused_with_a_hint(server):
    said = fwctl("monitor", place(server, "level"), ok=(1,)).stderr
    assert "AddObjPolling" in said
    assert "API_AttributeNotDataReadyEnabled" in fwctl("monitor", place(server, "level"), "--event", "data_ready",
                                                        ok=(1,)).stderr
