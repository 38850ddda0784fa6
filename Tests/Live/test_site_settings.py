"""What a site sets for all: commands that a lock does not stop, and how many events may wait. As with Debian's TangoTest."""
import subprocess
import sys

import pytest
import tango

from database import Database, RegisteredServer
from harness import BIN, ROOT

REFERENCE = ROOT / ".build/debian/tango-test/usr/lib/tango/TangoTest"
DEVICE, ADMIN = "test/settings/1", "dserver/TangoTest/settings"
LOCKED = "API_DeviceLocked"
# Of a process of its own: a lock belongs to a process.
OTHER = """
import sys, tango
device = tango.DeviceProxy(sys.argv[1])
for command, argument in (("DevLong", 1), ("DevShort", 1), ("devdouble", 1.0), ("Init", None), ("State", None)):
    try:
        device.command_inout(command, *([] if argument is None else [argument]))
        print(command, "done")
    except tango.DevFailed as error:
        print(command, error.args[0].reason)
"""


def settings(executable, directory, environment):
    """What another client may do with a locked device, and the numbers that a subscriber is told."""
    with Database(directory / "database") as place:
        database = tango.Database("127.0.0.1", place.port)
        database.put_class_property("TangoTest", {"AllowedAccessCmd": ["DevLong", "DEVDOUBLE"]})
        database.put_property("CtrlSystem", {"EventBufferHwm": ["77"], "DSEventBufferHwm": ["88"]})
        server = RegisteredServer(place, executable, "settings", directory, env=environment)
        info = tango.DbDevInfo()
        info.server, info._class, info.name = server.name, "TangoTest", DEVICE
        database.add_device(info)
        with server:
            full = f"tango://{place.host}/{DEVICE}"
            device, admin = tango.DeviceProxy(full), tango.DeviceProxy(f"tango://{place.host}/{ADMIN}")
            device.lock(60)
            done = subprocess.run([sys.executable, "-c", OTHER, full], capture_output=True, text=True, timeout=120)
            device.unlock()
            answer = admin.command_inout("ZmqEventSubscriptionChange",
                                         [DEVICE, "double_scalar", "subscribe", "user_event", "5"])
            return done.stdout.splitlines(), [int(each) for each in answer[0][1:3]]


@pytest.mark.parametrize("environment", [{}, {"TANGO_DS_EVENT_BUFFER_HWM": "99"}], ids=["properties", "environment"])
def test_settings_of_a_site_are_those_of_the_reference(tmp_path, environment):
    reference, ours = (settings(program, tmp_path / name, environment)
                       for name, program in (("reference", REFERENCE), ("ours", BIN / "TangoTest")))
    assert ours == reference
    assert reference == (["DevLong done", f"DevShort {LOCKED}", "devdouble done", f"Init {LOCKED}", "State done"], [5, 77])
