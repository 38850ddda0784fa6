"""What the device is, and its states."""
import survey

from .base import topic


topic(survey.attribute_configuration)
topic(survey.command_table)


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
