"""Uses a TangoTest device in every way for a while and checks each answer; says how many calls it made.

usage: hammer.py DEVICE SECONDS SEED; works with PyTango 9.3 and 10.
"""
import random
import sys
import threading
import time

import tango

chance = random.Random(int(sys.argv[3]))
end = time.monotonic() + float(sys.argv[2])
device = tango.DeviceProxy(sys.argv[1])
device.set_timeout_millis(20000)
events = threading.Semaphore(0)
calls = 0
try:
    device.poll_attribute("long_scalar", 200)
except tango.DevFailed as error:  # another client was faster
    assert error.args[0].reason == "API_AlreadyPolled", error


def echo_scalar():
    name, value = chance.choice([("DevDouble", chance.random()), ("DevLong", chance.randrange(-1 << 31, 1 << 31)),
                                 ("DevString", "é" * chance.randrange(200)), ("DevBoolean", chance.random() < 0.5)])
    assert device.command_inout(name, value) == value


def echo_array():
    values = [chance.random() for _ in range(chance.randrange(5000))]
    assert list(device.command_inout("DevVarDoubleArray", values)) == values


def read():
    for reading in device.read_attributes(["double_scalar", "long_spectrum", "State", "string_scalar"]):
        assert not reading.has_failed


def write():
    device.write_attribute("ushort_scalar", chance.randrange(1 << 16))
    device.write_attribute("double_spectrum", [chance.random() for _ in range(chance.randrange(1, 250))])


def refused():
    try:
        device.read_attribute("no_such_attribute_%d" % chance.randrange(10))
    except tango.DevFailed as error:
        assert error.args[0].reason == "API_AttrNotFound"
    else:
        raise AssertionError("an attribute that does not exist was read")


def look():
    device.ping()
    assert device.info().dev_class == "TangoTest"
    assert len(device.black_box(5)) <= 5
    device.attribute_list_query()
    device.command_list_query()


def reconnect():
    assert tango.DeviceProxy(sys.argv[1]).state() is not None


def subscribe():
    # Not stateless: a client library that retries a refused subscription may do so during the unsubscription.
    handle = device.subscribe_event("long_scalar", tango.EventType.PERIODIC_EVENT, lambda _: events.release())
    device.unsubscribe_event(handle)


while time.monotonic() < end:
    chance.choice([echo_scalar, echo_array, read, write, refused, look, reconnect, subscribe])()
    calls += 1
assert events.acquire(timeout=30), "no event came"
print(calls)
