"""What the topics about the device with everything share."""
from survey import Topics

TOPICS = topic = Topics()
TYPES = ("boolean", "uchar", "short", "ushort", "long", "ulong", "long64", "ulong64", "float", "double", "string",
         "state", "enum")


def sample(t, name, number):
    """A value of the attribute's type."""
    kind = name.split("_")[0]
    number %= 4
    if kind == "string":
        return f"new {number}"
    if kind == "boolean":
        return number % 2 == 1
    if kind == "state":
        return [t.tango.DevState.ON, t.tango.DevState.MOVING, t.tango.DevState.FAULT, t.tango.DevState.UNKNOWN][number]
    return number + (0.5 if kind in ("float", "double") else 0)
