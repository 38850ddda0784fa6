"""Uses the example device of the README.

usage: gauge.py DEVICE; works with PyTango 9.3 and 10.
"""
import sys

import tango

gauge = tango.DeviceProxy(sys.argv[1])
assert gauge.state() == tango.DevState.ON
assert gauge.Pressure == 1013.25
gauge.Gain = 2
assert gauge.Pressure == 2026.5
assert gauge.Average(10) == 101.325
assert gauge.get_attribute_config("Pressure").unit == "mbar"
gauge.Zero()
assert gauge.Pressure == 0
try:
    gauge.Gain = 11
except tango.DevFailed as error:
    assert error.args[0].reason == "API_WAttrOutsideLimit", error
else:
    raise AssertionError("a value above the limit was accepted")
assert gauge.Gain == 2
