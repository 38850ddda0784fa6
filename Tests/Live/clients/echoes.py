"""Reads, writes and echoes with a TangoTest device.

usage: echoes.py DEVICE; works with PyTango 9.3 and 10.
"""
import json
import sys

import tango

device = tango.DeviceProxy(sys.argv[1])
for name, value in (("DevBoolean", True), ("DevDouble", 2.5), ("DevFloat", 0.5), ("DevLong", -7), ("DevLong64", 1 << 40),
                    ("DevShort", -3), ("DevString", "an é"), ("DevULong", 7), ("DevULong64", 1 << 40),
                    ("DevUShort", 3)):
    assert device.command_inout(name, value) == value, name
for name, value in (("DevVarDoubleArray", [1.5, 2.5]), ("DevVarStringArray", ["a", "", "é"]),
                    ("DevVarLongArray", [1, -2]), ("DevVarShortArray", [])):
    assert list(device.command_inout(name, value)) == value, name
longs, strings = device.command_inout("DevVarLongStringArray", ([1, 2], ["x"]))
assert list(longs) == [1, 2] and list(strings) == ["x"]
for name, value in (("double_scalar", 1.25), ("long_scalar", 5), ("string_scalar", "text é"), ("boolean_scalar", True)):
    reading = device.write_read_attribute(name, value)
    assert reading.w_value == value, (name, reading.w_value)
for name in ("double_spectrum", "long_spectrum", "string_spectrum"):
    assert not device.read_attribute(name).has_failed
try:
    device.read_attribute("no_such_attribute")
except tango.DevFailed as error:
    assert error.args[0].reason == "API_AttrNotFound", error
else:
    raise AssertionError("an attribute that does not exist was read")
print(json.dumps({"class": device.info().dev_class}))
