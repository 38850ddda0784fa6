"""What the device is, and its states."""
from .base import topic


@topic
def attribute_configuration(t):
    return {name: t.attempt(t.device.get_attribute_config, name) for name in t.device.get_attribute_list()}


@topic
def command_table(t):
    return t.attempt(t.device.command_list_query)


@topic
def state_and_status(t):
    seen = []
    for state in ("ON", "MOVING", "STANDBY", "FAULT", "ALARM", "UNKNOWN", "ON"):
        t.run("SetState", getattr(t.tango.DevState, state))
        seen.append([t.attempt(t.device.state), t.attempt(t.device.status), t.read("State"), t.read("Status"),
                     t.run("Guarded"), t.read("guarded"), t.write("guarded", 1.5)])
    return seen


@topic
def precedence_of_properties(t):
    return t.run("Properties")
