"""Attributes and commands that come and go."""
from survey import wait_until

from .base import topic


@topic
def interface_changes(t):
    sink = t.observer.Sink()
    number = t.device.subscribe_event(t.tango.EventType.INTERFACE_CHANGE_EVENT, sink)
    wait_until(lambda: sink.events)
    seen = []

    def look(count):
        wait_until(lambda: len(sink.events) >= count)
        last = sink.seen()[-1]
        return [len(sink.events), last["failed"], [name for name in last.get("attributes", []) if name.lower().startswith("added")],
                last.get("attributes", [])[-3:], [name for name in last.get("commands", []) if name.startswith("Added")]]

    seen += [t.run("AddAttribute", "Added_one"), look(2), t.run("AddAttribute", "added_ONE"), t.read("added_one"),
             t.write("Added_one", 2.5), t.attempt(t.device.get_attribute_config, "ADDED_one")]
    config = t.device.get_attribute_config("Added_one")
    config.label = "Changed"
    seen += [t.attempt(t.device.set_attribute_config, config), t.stored("Added_one"),
             t.attempt(t.device.poll_attribute, "Added_one", 1000)]
    seen += [t.run("AddCommand", "AddedCommand"), look(3), t.run("AddedCommand"), t.run("AddCommand", "addedcommand"),
             t.attempt(t.device.command_query, "AddedCommand")]
    seen += [t.run("RemoveAttribute", "Added_one"), look(4), t.read("Added_one"), t.stored("Added_one"),
             t.run("RemoveAttribute", "Added_one"), t.run("RemoveCommand", "AddedCommand"), look(5), t.run("AddedCommand"),
             t.attempt(t.device.polling_status), t.run("AddAttribute", "level"), t.run("AddAttribute", "long_scalar_ro")]
    t.device.unsubscribe_event(number)
    return [each if "Polled attribute name" not in repr(each) else "polled" for each in seen]
