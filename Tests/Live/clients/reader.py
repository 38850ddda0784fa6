"""Reads all attributes of a device again and again until its input ends; says how often that worked.

A server that is away for a while is no fault; any other error of the connection is told and ends it with status 1.

usage: reader.py DEVICE; works with PyTango 9.3 and 10.
"""
import sys
import threading
import time

import tango

AWAY = {"API_CantConnectToDevice", "API_CorbaException", "API_DeviceTimedOut", "API_CommunicationFailed",
        "API_DeviceNotExported", "API_ServerNotRunning", "API_CommandTimedOut", "API_ShutdownInProgress"}
ended = threading.Event()
threading.Thread(target=lambda: (sys.stdin.read(), ended.set()), daemon=True).start()
device = None
calls = 0
while not ended.is_set():
    try:
        if device is None:
            device = tango.DeviceProxy(sys.argv[1])
            names = list(device.get_attribute_list())
        device.read_attributes(names)
        device.black_box(5)
        calls += 1
    except tango.DevFailed as error:
        if not AWAY & {part.reason for part in error.args}:
            print(error)
            sys.exit(1)
    time.sleep(0.05)
print(calls)
