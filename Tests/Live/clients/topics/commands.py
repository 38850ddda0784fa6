"""Commands of the device, and what they do to its state."""
from .base import between_periods, topic


@topic
def commands_echo(t):
    numbers = {"Short": (-2**15, 2**15 - 1), "Long": (-2**31, 2**31 - 1), "Long64": (-2**63, 2**63 - 1),
               "UShort": (0, 2**16 - 1), "ULong": (0, 2**32 - 1), "ULong64": (0, 2**64 - 1), "Float": (0.5, -1e30),
               "Double": (0.1, -1e300)}
    seen = {"DevBoolean": [t.attempt(t.device.command_inout, "DevBoolean", value) for value in (True, False)]}
    for kind, (low, high) in numbers.items():
        calls = [(f"Dev{kind}", value) for value in (low, 0, high)]
        calls += [(f"DevVar{kind}Array", value) for value in ([], [low], [low, 1, high], [1] * 5000)]
        seen[kind] = [t.attempt(t.device.command_inout, *call) for call in calls]
    texts = ("", "text", "d\xe9j\xe0", "x" * 3000)
    seen["strings"] = [t.attempt(t.device.command_inout, "DevString", value) for value in texts]
    if t.is_recent:
        seen["arrays of strings"] = [t.attempt(t.device.command_inout, "DevVarStringArray", value)
                                     for value in ([], ["a"], list(texts))]
    seen["chars"] = [t.attempt(t.device.command_inout, "DevVarCharArray", value) for value in ([], [0, 255], [7] * 300)]
    for name, number in (("DevVarLongStringArray", 1), ("DevVarDoubleStringArray", 0.5)):
        seen[name] = [t.attempt(t.device.command_inout, name, value)
                      for value in (([number], ["a"]), ([], []), ([number] * 3, ["", "b"]))]
    return seen


@topic
def commands_with_other_arguments(t):
    seen = {}
    values = {"DevString": "x", "DevLong": 1, "DevDouble": 1.5, "DevVarLongArray": [1, 2]}
    for command in t.device.get_command_list():
        if command.startswith(("Crash", "Init", "Switch", "Dump")):
            continue
        for kind, value in values.items():
            data = t.tango.DeviceData()
            data.insert(getattr(t.tango.CmdArgType, kind), value)
            seen[f"{command} with {kind}"] = t.attempt(t.device.command_inout, command, data)
        seen[f"{command} with nothing"] = t.attempt(t.device.command_inout, command, t.tango.DeviceData())
    return seen


@topic
def states(t):
    def look():
        return [str(t.device.state()), t.device.status(), t.attempt(t.device.read_attribute, "State"),
                t.attempt(t.device.command_inout, "Status")]
    seen = [look()]
    for command in ("SwitchStates", "SwitchStates", "DumpExecutionState", "Init"):
        between_periods(t)
        seen += [t.attempt(t.device.command_inout, command), look()]
    return seen


@topic
def init_forgets_values(t):
    t.device.write_attribute("string_scalar", "kept")
    t.device.write_attribute("double_spectrum", [1, 2])
    between_periods(t)
    t.device.command_inout("Init")
    return [t.read("string_scalar"), t.read("double_spectrum")]
