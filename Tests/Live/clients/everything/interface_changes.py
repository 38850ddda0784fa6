"""Attributes and commands that come and go."""
import time

from survey import wait_until

from .base import topic


def connected(t, sink):
    """Makes a change and takes it back; whether the second of the two is told."""
    for change in ("AddAttribute", "RemoveAttribute"):
        before = len(sink.events)
        t.run(change, "Added_first")
        told = wait_until(lambda: len(sink.events) > before, 2)
    return told


def is_quiet(sink):
    before = len(sink.events)
    time.sleep(1)
    return len(sink.events) == before


@topic
def interface_changes(t):
    sink = t.observer.Sink()
    number = t.device.subscribe_event(t.tango.EventType.INTERFACE_CHANGE_EVENT, sink)
    # The first event is what the client asked itself; what is sent before its connection stands is lost.
    wait_until(lambda: connected(t, sink))
    wait_until(lambda: is_quiet(sink))
    sink.events.clear()
    seen = []

    def look(count):
        wait_until(lambda: len(sink.events) >= count)
        last = sink.seen()[-1]
        return [len(sink.events), last["failed"], [name for name in last.get("attributes", []) if name.lower().startswith("added")],
                last.get("attributes", [])[-3:], [name for name in last.get("commands", []) if name.startswith("Added")]]

    seen += [t.run("AddAttribute", "Added_one"), look(1), t.run("AddAttribute", "added_ONE"), t.read("added_one"),
             t.write("Added_one", 2.5), t.attempt(t.device.get_attribute_config, "ADDED_one")]
    config = t.device.get_attribute_config("Added_one")
    config.label = "Changed"
    seen += [t.attempt(t.device.set_attribute_config, config), t.stored("Added_one"),
             t.attempt(t.device.poll_attribute, "Added_one", 1000)]
    seen += [t.run("AddCommand", "AddedCommand"), look(2), t.run("AddedCommand"), t.run("AddCommand", "addedcommand"),
             t.attempt(t.device.command_query, "AddedCommand")]
    seen += [t.run("RemoveAttribute", "Added_one"), look(3), t.read("Added_one"), t.stored("Added_one"),
             t.run("RemoveAttribute", "Added_one"), t.run("RemoveCommand", "AddedCommand"), look(4), t.run("AddedCommand"),
             t.attempt(t.device.polling_status), t.run("AddAttribute", "level"), t.run("AddAttribute", "long_scalar_ro")]
    t.device.unsubscribe_event(number)
    return [each if "Polled attribute name" not in repr(each) else "polled" for each in seen]
