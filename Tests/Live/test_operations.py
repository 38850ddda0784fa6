"""Every operation of every generation of the device interface, called without a client library: our TangoTest and Debian's
answer the same, in values, types, error texts and the names of their origins."""
import json
import re
import socket

import pytest
import tango

from harness import BIN, ROOT, Server, wait_for
from idl_device import Device
from tango_idl import IDL

REFERENCE = ROOT / ".build/debian/tango-test/usr/lib/tango/TangoTest"
DEVICE, ADMIN = "test/operations/1", "dserver/tangotest/operations"
ME = ["CPP", 4711]
BRANCHES = {"boolean": ("ATT_BOOL", True), "short": ("ATT_SHORT", 4), "long": ("ATT_LONG", 3),
            "long long": ("ATT_LONG64", 8), "float": ("ATT_FLOAT", 1.5), "double": ("ATT_DOUBLE", 2.5),
            "octet": ("ATT_UCHAR", 7), "unsigned short": ("ATT_USHORT", 5), "unsigned long": ("ATT_ULONG", 6),
            "unsigned long long": ("ATT_ULONG64", 9), "string": ("ATT_STRING", "text")}
COMMANDS = ["DevBoolean", "DevDouble", "DevFloat", "DevLong", "DevLong64", "DevShort", "DevString", "DevULong",
            "DevULong64", "DevUShort", "DevVarCharArray", "DevVarDoubleArray", "DevVarDoubleStringArray",
            "DevVarFloatArray", "DevVarLong64Array", "DevVarLongArray", "DevVarLongStringArray", "DevVarShortArray",
            "DevVarStringArray", "DevVarULong64Array", "DevVarULongArray", "DevVarUShortArray", "DevVoid", "nope", ""]
# Read back as they were written, or constant; the reference dies of writes to long_image.
STABLE = ["boolean_scalar", "string_scalar", "boolean_spectrum", "double_spectrum", "float_spectrum", "long_spectrum",
          "short_spectrum", "string_spectrum", "uchar_spectrum", "ushort_spectrum", "double_image", "no_value",
          "throw_exception", "State", "Status", "nope", ""]
WRITTEN = ["boolean_scalar", "double_scalar", "double_scalar_w", "long_scalar_w", "string_scalar", "uchar_scalar",
           "ulong64_scalar", "boolean_spectrum", "double_spectrum", "string_spectrum", "short_image", "wave",
           "short_scalar_rww", "State", "nope", ""]


def time_val():
    return dict(tv_sec=0, tv_usec=0, tv_nsec=0)


def old_value(name, kind, values, x=None, y=0):
    """An AttributeValue."""
    return dict(value=(("sequence", kind), values), quality="ATTR_VALID", time=time_val(), name=name,
                dim_x=len(values) if x is None else x, dim_y=y)


def value_4(name, kind, values, x=None, y=0):
    """An AttributeValue_4."""
    return dict(value=(BRANCHES[kind][0], values), quality="ATTR_VALID", data_format="SCALAR", time=time_val(), name=name,
                r_dim=dict(dim_x=0, dim_y=0), w_dim=dict(dim_x=len(values) if x is None else x, dim_y=y), err_list=[])


def plain_calls():
    for name in ("name", "description", "state", "status", "adm_name"):
        yield "_get_" + name,
    for name in ("ping", "info", "info_3", "command_list_query", "command_list_query_2"):
        yield name,
    for number in (-1, 0, 1, 3):
        yield "black_box", number
    for name in COMMANDS + ["State", "STATUS", "Init"]:
        yield "command_query", name
        yield "command_query_2", name
        yield "command_inout_history_2", name, 2
        yield "command_inout_history_4", name, 2


def command_calls():
    kinds = [kind for kind in BRANCHES if kind != "string"]
    for command in COMMANDS:
        for kind in kinds:
            yield "command_inout", command, (kind, BRANCHES[kind][1])
            yield "command_inout", command, (("sequence", kind), [BRANCHES[kind][1]])
        yield "command_inout", command, ("string", "d\xe9j\xe0")
        yield "command_inout", command, ("void", None)
        yield "command_inout_2", command, ("void", None), "CACHE"
        yield "command_inout_2", command, ("long", 5), "CACHE_DEV"
        yield "command_inout_4", command, ("double", float("-inf")), "DEV", ME
        yield "command_inout_4", command, (("sequence", "double"), []), "CACHE_DEV", ME
        yield "command_inout_4", command, ("void", None), "CACHE", ["JAVA", dict(MainClass="a.B", uuid=[1, 2])]


def reading_calls():
    for name in STABLE:
        yield "read_attributes", [name]
        yield "read_attributes", [name, "nope"]
        for source in ("DEV", "CACHE", "CACHE_DEV"):
            yield "read_attributes_2", [name], source
            # Never the same name twice: the reference locks itself up.
            yield "read_attributes_3", [name, "short_image"], source
            yield "read_attributes_4", [name.upper()], source, ME
            yield "read_attributes_5", ["short_image", name], source, ME
        for generation in (2, 3, 4, 5):
            yield f"read_attribute_history_{generation}", name, 2
    for operation, more in (("read_attributes", ()), ("read_attributes_3", ("DEV",)), ("read_attributes_5", ("DEV", ME))):
        yield operation, [], *more


def writing_calls():
    for name in WRITTEN:
        for kind, (_, value) in BRANCHES.items():
            if kind != "string":
                yield "write_attributes", [old_value(name, kind, [value])]
                yield "write_attributes_3", [old_value(name, kind, [value])]
            yield "write_attributes_4", [value_4(name, kind, [value])], ME
    for x, y, count in ((0, 0, 1), (1, 1, 1), (5, 5, 1), (2, 0, 2), (1, 5, 1), (1, 0, 2)):
        yield "write_attributes_4", [value_4("double_scalar_w", "double", [1.0] * count, x, y)], ME
    for x, y, count in ((0, 0, 0), (2, 0, 2), (2, 1, 2), (1, 2, 2), (300, 0, 1), (300, 300, 1), (3, 0, 2)):
        yield "write_attributes_4", [value_4("double_spectrum", "double", [1.0] * count, x, y)], ME
        yield "read_attributes_5", ["double_spectrum"], "DEV", ME
    for x, y, count in ((3, 2, 6), (300, 2, 6), (2, 300, 6), (0, 0, 0), (0, 5, 0), (5, 0, 0), (3, 3, 6)):
        yield "write_attributes_4", [value_4("double_image", "double", [1.0] * count, x, y)], ME
        yield "read_attributes_5", ["double_image"], "DEV", ME
    both = [("double_spectrum", "double", [1.5, 2.5]), ("nope", "double", [1.0]), ("State", "double", [1.0])]
    for values in (both, both[::-1], [("double_scalar", "double", [float("nan")])], []):
        yield "write_attributes", [old_value(*value) for value in values]
        yield "write_attributes_3", [old_value(*value) for value in values]
        yield "write_attributes_4", [value_4(*value) for value in values], ME
        if values:
            yield "write_read_attributes_4", [value_4(*value) for value in values[:1]], ME
        yield "write_read_attributes_5", [value_4(*value) for value in values], ["double_spectrum", "nope", "State"], ME
    wrong = [value_4("double_spectrum", "double", [1.0], 300), *(value_4(*value) for value in both[1:])]
    for values in (wrong, wrong[1:], wrong[2:]):
        yield "write_attributes_4", values, ME
        for read in (["double_spectrum"], ["STATE", "double_spectrum"], ["nope"]):
            yield "write_read_attributes_5", values, read, ME


def configuration_calls():
    everything = ["boolean_scalar", "double_scalar_rww", "double_scalar_w", "string_spectrum", "short_image_ro", "State"]
    for generation in ("", "_2", "_3", "_5"):
        for names in (everything, ["DOUBLE_SCALAR"], ["nope"], ["State", "nope"], ["All attributes_3"], ["All attributes"],
                      [""]):
            yield "get_attribute_config" + generation, names
    for names in (["All pipes"], ["string_long_short_ro"], ["STRING_LONG_SHORT_RO"], ["nope"]):
        yield "get_pipe_config_5", names
    yield "set_attribute_config", []
    for name in ("string_long_short_ro", "nope"):
        yield "read_pipe_5", name, ME
        blob = dict(name="b", blob_data=[])
        yield "write_pipe_5", dict(name=name, time=time_val(), data_blob=blob), ME
        yield "write_read_pipe_5", dict(name=name, time=time_val(), data_blob=blob), ME


TOPICS = {"plain": plain_calls, "commands": command_calls, "reading": reading_calls, "writing": writing_calls,
          "configuration": configuration_calls}
# The reference tells what the admin device has by name and place, and has no cache for its commands.
ADMIN_TOPICS = ("plain", "reading", "configuration")


@pytest.fixture(scope="module")
def servers(tmp_path_factory):
    places = [tmp_path_factory.mktemp(name) for name in ("reference", "ours")]
    with Server(REFERENCE, "operations", [DEVICE], places[0]) as reference, \
            Server(BIN / "TangoTest", "operations", [DEVICE], places[1]) as ours:
        yield reference, ours


def without_times(answer):
    if isinstance(answer, dict):
        return {key: "time" if key in ("time", "dates") else without_times(value) for key, value in answer.items()}
    if isinstance(answer, list):
        return [without_times(value) for value in answer]
    if isinstance(answer, str):
        answer = answer.replace(socket.gethostname().lower(), "<host>")
        return re.sub(r"\d\d/\d\d/\d{4} [\d:]+", "<date>", answer)
    return answer if answer == answer else "NaN"


def differences(servers, name, calls):
    devices = [Device(server.device(name)) for server in servers]
    found = []
    for call in calls:
        answers = [without_times(device.call(*call)) for device in devices]
        if answers[0] != answers[1]:
            found.append(f"{call}\n  reference {str(answers[0])[:700]}\n  ours      {str(answers[1])[:700]}")
    for device in devices:
        device.close()
    return found


@pytest.mark.parametrize("topic", TOPICS)
def test_same_answers_of_the_device(servers, topic):
    assert "\n".join(differences(servers, DEVICE, TOPICS[topic]())) == ""


@pytest.mark.parametrize("topic", ADMIN_TOPICS)
def test_same_answers_of_the_admin_device(servers, topic):
    assert "\n".join(differences(servers, ADMIN, TOPICS[topic]())) == ""


def test_every_operation_is_called():
    called = {call[0] for calls in TOPICS.values() for call in calls()}
    # The first needs the two servers to differ; the others change a configuration, which kills the reference.
    assert set(IDL.operations) - called == {"info_6", "set_attribute_config_3", "set_attribute_config_4",
                                            "set_attribute_config_5", "set_pipe_config_5"}


@pytest.mark.parametrize("name", ["double_spectrum", "string_scalar", "throw_exception", "State"])
def test_old_histories_hold_what_the_new_one_holds(tangotest, name):
    """The reference dies of these, so ours are compared with each other."""
    tango.DeviceProxy(tangotest.device()).poll_attribute(name, 50)
    device = Device(tangotest.device())
    wait_for(lambda: len(device.call("read_attribute_history_5", name, 5).get("dates", ())) == 5, 30, "five records")
    tango.DeviceProxy(tangotest.device("dserver/TangoTest/test")).command_inout("StopPolling")
    newest, second, third = (device.call(f"read_attribute_history_{n}", name, 3) for n in (5, 2, 3))
    assert [record["value"]["time"] for record in second] == newest["dates"]
    assert [record["value"]["time"] for record in third] == newest["dates"]
    assert len({record["value"]["time"]["tv_sec"] * 1000000 + record["value"]["time"]["tv_usec"] for record in second}) == 3
    assert {record["value"]["name"] for record in second + third} == {name}
    fails = name == "throw_exception"
    assert [record["attr_failed"] for record in second + third] == [fails] * 6
    if fails:
        assert [record["errors"] for record in second] == newest["errors"] * 3
        assert [record["value"]["err_list"] for record in third] == newest["errors"] * 3
    else:
        elements = [element for record in reversed(third) for element in flat(record["value"]["value"][1])]
        assert elements == newest["value"][1]
        assert [record["value"]["value"] for record in second] == [record["value"]["value"] for record in third]


def flat(value):
    return value if isinstance(value, list) else [value]


def test_the_old_history_of_a_command(tangotest):
    tango.DeviceProxy(tangotest.device()).poll_command("DevVoid", 50)
    device = Device(tangotest.device())
    wait_for(lambda: isinstance(device.call("command_inout_history_2", "DevVoid", 2), list), 30, "records")
    wait_for(lambda: len(device.call("command_inout_history_2", "DevVoid", 2)) == 2, 30, "two records")
    assert [[record["cmd_failed"], record["value"], record["errors"]]
            for record in device.call("command_inout_history_2", "DevVoid", 2)] == [[False, ["void", None], []]] * 2


def test_the_event_system_reports_of_itself(framewatch):
    """A server of level 6: the numbers of its events, and how long sending takes while somebody wants to know."""
    admin, device = tango.DeviceProxy(framewatch.device("dserver/FrameWatch/test")), framewatch.proxy()

    def report():
        return json.loads(admin.command_inout("QueryEventSystem"))

    assert report() == {"version": 1, "server": {"event_counters": {}, "perf": None}, "client": None}
    admin.command_inout("EnableEventSystemPerfMon", True)
    assert report()["server"]["perf"] == []
    device.poll_attribute("Status", 50)
    heard = []
    subscription = device.subscribe_event("Status", tango.EventType.PERIODIC_EVENT, heard.append)
    wait_for(lambda: len(report()["server"]["perf"]) >= 2, 30, "two samples")
    (topic, number), = report()["server"]["event_counters"].items()
    assert topic.endswith(f"/{device.dev_name().lower()}/status#dbase=no.periodic") and number >= 3
    first, second = report()["server"]["perf"][:2]
    assert first["micros_since_last_event"] is None and second["micros_since_last_event"] > 0
    assert first["push_event_micros"] >= 0
    device.unsubscribe_event(subscription)
    admin.command_inout("EnableEventSystemPerfMon", False)
    assert report()["server"]["perf"] is None
