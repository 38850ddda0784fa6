"""Subscribes to change events of State and prints each with the time of its arrival, until the input ends.

usage: watch_state.py DEVICE
"""
import sys
import time

import tango


def arrived(event):
    now = time.time()
    text = event.errors[0].reason if event.err else str(event.attr_value.value)
    print("%.6f %s" % (now, text), flush=True)


device = tango.DeviceProxy(sys.argv[1])
handle = device.subscribe_event("State", tango.EventType.CHANGE_EVENT, arrived)
sys.stdin.read()
device.unsubscribe_event(handle)
