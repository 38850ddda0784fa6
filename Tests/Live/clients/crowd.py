"""One of many clients that use a server at once in its own way, for a while; says how many of its calls worked.

usage: crowd.py KIND DEVICE SECONDS SEED; works with PyTango 9.3 and 10. A wrong answer ends it with status 1. Devices
that are restarted meanwhile may answer that they are not there: that is asked again.
"""
import os
import random
import signal
import subprocess
import sys
import time

import tango

AWAY = {"API_CantConnectToDevice", "API_CorbaException", "API_DeviceNotFound", "API_CommandTimedOut",
        "API_DeviceTimedOut", "API_CommunicationFailed", "API_DeviceNotDefined", "API_DeviceNotExported"}
# Who uses a device that is restarted meanwhile, or ends in the middle of a call.
PATIENT = {"restarter", "restarted", "crashing", "operator"}
kind, name, seconds, seed = sys.argv[1], sys.argv[2], float(sys.argv[3]), int(sys.argv[4])
chance = random.Random(seed)
end = time.monotonic() + seconds
device = tango.DeviceProxy(name)
device.set_timeout_millis(20000)


def reasons(error):
    return {part.reason for part in error.args}


def is_away(error):
    """Whether a client library says, in any of its ways, that the device is being restarted."""
    if isinstance(error, TypeError):  # PyTango 10 could not ask the device for the format of what it is to write
        return "unsupported data_format" in str(error)
    return bool(AWAY & reasons(error))


def expect(allowed, call, *arguments):
    """A call that works or fails with one of these reasons; None then."""
    try:
        return call(*arguments)
    except tango.DevFailed as error:
        if not set(allowed.split()) & reasons(error):
            raise
        return None


def echo(ask):
    value = chance.randrange(-1 << 31, 1 << 31)
    assert ask("DevLong", value) == value


def asynchronous():
    """Several requests under way on one connection; the answers are taken in another order."""
    values = [chance.randrange(1 << 15) for _ in range(8)]
    calls = [device.command_inout_asynch("DevShort", value) for value in values]
    readings = [device.read_attribute_asynch("double_scalar") for _ in range(4)]
    for value, call in reversed(list(zip(values, calls))):
        assert device.command_inout_reply(call, 20000) == value
    for reading in readings:
        assert not device.read_attribute_reply(reading, 20000).has_failed
    writing = device.write_attribute_asynch("short_scalar", values[0])
    device.write_attribute_reply(writing, 20000)


def locker():
    """Several of these fight for one device: who holds it is served, the others are refused.

    The client library locks only devices of a database, so the admin device is asked.
    """
    admin = tango.DeviceProxy(device.adm_name())
    if chance.random() < 0.3:
        return expect("API_DeviceLocked", echo, device.command_inout)
    if expect("API_DeviceLocked", lambda: admin.command_inout("LockDevice", ([30], [device.dev_name()])) or True):
        for _ in range(3):
            echo(device.command_inout)
        assert admin.command_inout("UnLockDevice", ([0], [device.dev_name()])) == 0


def configurer():
    attribute = chance.choice(["double_scalar", "long_scalar", "ushort_scalar"])
    config = device.get_attribute_config(attribute)
    config.label, config.max_alarm = f"label {chance.randrange(1000)}", str(chance.randrange(1000, 2000))
    device.set_attribute_config(config)
    assert device.get_attribute_config(attribute).label.startswith("label ")


def poller():
    attribute = chance.choice(["double_scalar", "float_scalar", "short_scalar"])
    expect("API_AlreadyPolled", device.poll_attribute, attribute, chance.choice([20, 50, 200]))
    device.polling_status()
    expect("API_AttrNotPolled API_NoDataYet", device.attribute_history, attribute, 3)
    expect("API_PollObjNotFound API_AttrNotPolled", device.stop_poll_attribute, attribute)


def restarter():
    tango.DeviceProxy(device.adm_name()).command_inout("DevRestart", device.dev_name())
    device.command_inout("Init")
    time.sleep(chance.uniform(0.1, 0.5))


def restarted():
    """Uses a device that somebody restarts."""
    echo(device.command_inout)
    assert not device.read_attribute("double_scalar").has_failed
    device.write_attribute("ushort_scalar", chance.randrange(1 << 16))


def crashing():
    """Listens to events in another process and lets it crash."""
    child = subprocess.Popen([sys.executable, os.path.join(os.path.dirname(__file__), "subscriber.py"), name,
                              "periodic=long_scalar", "attr_conf=double_scalar"],
                             stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        for line in child.stdout:
            if line == "ready\n" and chance.random() < 0.5 or line.startswith("periodic long_scalar"):
                break
    finally:
        child.send_signal(signal.SIGKILL)
        child.communicate()


def operator():
    """Works at a FrameWatch."""
    choice = chance.randrange(5)
    if choice == 0:
        device.write_attribute("MaxSubProcess", chance.randint(1, 4))
    elif choice == 1:
        device.command_inout("Stop")
        device.command_inout("Start")
    elif choice == 2 and chance.random() < 0.2:
        device.command_inout("Init")
    elif choice == 3:
        device.write_attribute("TickInterval", chance.choice([0.1, 0.2]))
    else:
        device.read_attributes(list(device.get_attribute_list()))
    time.sleep(0.1)


calls = 0
while time.monotonic() < end:
    try:
        globals()[kind]()
        calls += 1
    except (tango.DevFailed, TypeError) as error:
        if kind not in PATIENT or not is_away(error):
            raise
print(calls)
