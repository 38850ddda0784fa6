"""Turns what PyTango shows of a device into plain data that two servers can be compared by.

What legitimately differs between two servers (hosts, ports, processes, dates, values that are made up) is replaced.
"""
import re
import socket

import numpy
import tango

REPLACED = [(re.compile(pattern, re.I), text) for pattern, text in (
    (r"tcp://[\w.-]+:\d+", "<endpoint>"),
    (r"tango://[\w.-]+:\d+", "<server>"),
    (r"giop:(tcp|unix):\S+", "<client>"),
    (rf"\b({re.escape(socket.gethostname())}|localhost|127\.0\.0\.1)\b", "<host>"),
    (r"PID \d+", "PID <n>"),
    (r"\d\d/\d\d/\d{4} \d\d:\d\d:\d\d:\d\d", "<date>"),
)]


def text(value):
    for pattern, replacement in REPLACED:
        value = pattern.sub(replacement, value)
    return value


def plain(value, depth=0):
    """Any value or Tango structure as plain data."""
    if value is None or isinstance(value, (bool, int)):
        return getattr(value, "name", value) if not isinstance(value, bool) else value
    if isinstance(value, str):
        return text(value) if len(value) < 500 else [text(value[:50]), len(value)]
    if isinstance(value, (float, bytes)):
        return repr(value)
    if isinstance(value, numpy.ndarray):
        return [str(value.dtype), list(value.shape), summary(value.ravel().tolist())]
    if isinstance(value, tango.TimeVal):
        return "<time>"
    if isinstance(value, tango.DeviceAttribute):
        return attribute(value)
    if isinstance(value, dict):
        return {str(key): plain(item, depth + 1) for key, item in value.items()}
    if isinstance(value, (list, tuple)) or hasattr(value, "__getitem__"):
        return summary([plain(item, depth + 1) for item in value])
    return structure(value, depth)


def summary(items):
    """A long list by its length and its ends."""
    items = [repr(item) if isinstance(item, float) else item for item in items]
    return items if len(items) <= 100 else [len(items), items[:5], items[-5:]]


def structure(value, depth):
    if depth > 6:
        return "…"
    fields = {}
    for name in dir(value):
        if name.startswith("_") or name in ("device", "ext"):
            continue
        field = getattr(value, name, None)
        if not callable(field):
            fields[name] = plain(field, depth + 1)
    return fields


def errors(stack):
    """Reason, severity and text of each error; the origin is a matter of the implementation."""
    return [[error.reason, str(error.severity), text(error.desc)] for error in stack]


def attempt(function, *arguments):
    """What a call gives: its result or its errors."""
    try:
        return plain(function(*arguments))
    except tango.DevFailed as error:
        return {"failed": errors(error.args)}
    except (TypeError, ValueError, OverflowError, UnicodeError) as error:
        return {"client": type(error).__name__}


def attribute(value, made_up=False):
    """A reading; of one that is made up only type and size."""
    seen = {"name": value.name, "type": str(value.type), "format": str(value.data_format),
            "quality": str(value.quality), "failed": value.has_failed}
    if value.has_failed:
        return {**seen, "errors": errors(value.get_err_stack())}
    seen["size"] = [value.dim_x, value.dim_y, value.w_dim_x, value.w_dim_y, value.nb_read, value.nb_written]
    read = getattr(value, "value", None)  # there is none in a history of State
    seen["value"] = kind(read) if made_up else plain(read)
    seen["set"] = plain(getattr(value, "w_value", None))
    return seen


def kind(value):
    """The type and size of a value that is made up, and the pattern of its texts."""
    if isinstance(value, numpy.ndarray):
        return [str(value.dtype), list(value.shape)]
    if isinstance(value, (list, tuple)):
        return [len(value), kind(value[0]) if value else None]
    if isinstance(value, str):
        return re.sub(r"\d", "#", value)
    return type(value).__name__


class Sink:
    """Keeps events."""

    def __init__(self):
        self.events = []

    def push_event(self, event):
        self.events.append(event)

    def seen(self):
        return [self.look(event) for event in list(self.events)]

    @staticmethod
    def look(event):
        seen = {"class": type(event).__name__, "event": event.event, "failed": event.err}
        if event.err:
            return {**seen, "errors": errors(event.errors)}
        for part in ("attr_value", "attr_conf"):
            if getattr(event, part, None) is not None:
                return {**seen, part: plain(getattr(event, part))}
        if hasattr(event, "cmd_list"):
            return {**seen, "commands": [each.cmd_name for each in event.cmd_list],
                    "attributes": [each.name for each in event.att_list]}
        return seen
