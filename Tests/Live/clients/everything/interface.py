"""What the device is, and its states."""
import survey
from survey import wait_until, worked

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
def allowed_states(t):
    """The command is for ON and STANDBY; the attribute is written in ON and read in STANDBY, too."""
    seen = {}
    together = ["level", "guarded", "nope", "long_scalar_ro"]
    for state in t.tango.DevState.names:
        t.run("SetState", t.tango.DevState.names[state])
        seen[state] = [
            t.run("Guarded"), t.run("gUARDED"), t.read("guarded"), t.write("GUARDED", 2.5),
            t.attempt(lambda: [t.look(each) for each in t.device.read_attributes(together)]),
            t.attempt(t.device.write_attributes, [("level", 1.5), ("guarded", 2.5), ("long_scalar_ro", 1)]), t.read("level"),
            t.attempt(lambda: t.look(t.device.write_read_attribute("guarded", 3.5))),
            t.attempt(lambda: t.device.command_inout_reply(t.device.command_inout_asynch("Guarded"), 10_000)),
            t.attempt(lambda: t.look(t.device.read_attribute_reply(t.device.read_attribute_asynch("guarded"), 10_000))),
            t.attempt(lambda: t.device.write_attribute_reply(t.device.write_attribute_asynch("guarded", 4.5), 10_000)),
            t.run("Init"), t.run("State")]
    return seen


@topic
def polling_what_is_not_allowed(t):
    """What polling finds is an error, which the cache, the history and events tell."""
    sink = t.observer.Sink()
    t.run("SetState", t.tango.DevState.ON)
    t.device.poll_attribute("guarded", 50)
    t.device.poll_command("Guarded", 50)
    number = t.device.subscribe_event("guarded", t.tango.EventType.PERIODIC_EVENT, sink)
    t.run("SetState", t.tango.DevState.OFF)
    seen = [wait_until(lambda: sink.events and sink.events[-1].err),
            wait_until(lambda: not worked(t.cached(t.read, "guarded")) and not worked(t.cached(t.run, "Guarded")))]
    seen += [t.observer.errors(sink.events[-1].errors), t.cached(t.read, "guarded"), t.cached(t.run, "Guarded"),
             t.attempt(lambda: [t.look(each) for each in t.device.attribute_history("guarded", 1)])]
    t.run("SetState", t.tango.DevState.ON)
    seen += [wait_until(lambda: not sink.events[-1].err),
             wait_until(lambda: worked(t.cached(t.read, "guarded"), t.cached(t.run, "Guarded")))]
    t.device.unsubscribe_event(number)
    t.device.stop_poll_attribute("guarded")
    t.device.stop_poll_command("Guarded")
    return [*seen, t.cached(t.read, "guarded"), t.cached(t.run, "Guarded")]


@topic
def precedence_of_properties(t):
    return t.run("Properties")
