"""Subscribes to events and prints each as one line; `subscriber.cpp` is the same in C++.

usage: subscriber.py DEVICE [--stateless] KIND[=OBJECT]…

A line is `KIND OBJECT VALUE…`; an error is `KIND OBJECT !REASON`, a refused subscription `KIND OBJECT refused REASON TEXT`.
`ready` follows the last subscription. With --stateless the server may start later. It ends with its input.
"""
import sys
import threading

import tango

KINDS = {"change": "CHANGE_EVENT", "archive": "ARCHIVE_EVENT", "periodic": "PERIODIC_EVENT", "user": "USER_EVENT",
         "attr_conf": "ATTR_CONF_EVENT", "data_ready": "DATA_READY_EVENT", "pipe": "PIPE_EVENT",
         "alarm": "ALARM_EVENT", "intr_change": "INTERFACE_CHANGE_EVENT"}
LOCK = threading.Lock()
LONGEST = 40  # as much of an encoded value is printed


def say(*words):
    with LOCK:
        print(*words, flush=True)


def value(event):
    reading = event.attr_value
    found = reading.value
    if reading.type == tango.CmdArgType.DevEncoded:
        data = found[1]
        found = f"{found[0]}:{(data if isinstance(data, str) else bytes(data).decode())[:LONGEST]}"
    elif reading.type == tango.CmdArgType.DevEnum:
        found = int(found)
    elif isinstance(found, float):
        found = f"{found:g}"
    return found, reading.quality.name.replace("ATTR_", "")


def pipe(event):
    name, value = event.pipe_value.data[0]
    return event.pipe_value.root_blob_name, name, value


SHOW = {"attr_conf": lambda event: [event.attr_conf.label], "data_ready": lambda event: [event.ctr, event.attr_data_type],
        "intr_change": lambda event: [",".join(one.name for one in event.att_list),
                                      ",".join(one.cmd_name for one in event.cmd_list)],
        "pipe": pipe}


def listener(kind, name):
    def arrived(event):
        try:
            if event.err:
                say(kind, name, "!" + event.errors[0].reason)
            else:
                say(kind, name, *SHOW.get(kind, value)(event))
        except Exception as problem:  # a callback's error would vanish
            say(kind, name, "!broken", repr(problem))
    return arrived


def main():
    device = tango.DeviceProxy(sys.argv[1])
    stateless = "--stateless" in sys.argv
    for word in sys.argv[3 if stateless else 2:]:
        kind, _, name = word.partition("=")
        where = [name] if name else []
        try:
            device.subscribe_event(*where, getattr(tango.EventType, KINDS[kind]), listener(kind, name or "-"),
                                   *([[], True] if stateless else []))
        except tango.DevFailed as error:
            for one in error.args:
                say(kind, name or "-", "refused", one.reason, one.desc.replace("\n", " "))
    say("ready")
    sys.stdin.read()


main()
