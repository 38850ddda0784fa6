"""Events that code pushes, and subscriptions that are refused."""
import time

from survey import SUBSCRIBED, subscriptions, wait_until

from .base import topic


@topic
def events_from_code(t):
    wanted = [("pushed", "CHANGE_EVENT"), ("pushed", "ARCHIVE_EVENT"), ("pushed", "USER_EVENT"),
              ("checked", "CHANGE_EVENT"), ("checked", "ARCHIVE_EVENT"), ("pushed", "DATA_READY_EVENT")]
    t.run("Push", 0.0)
    sinks = {each: t.observer.Sink() for each in wanted}
    numbers = [t.device.subscribe_event(name, getattr(t.tango.EventType, kind), sinks[name, kind]) for name, kind in wanted]
    steps = iter(range(1000, 100000, 1000))

    def connected():
        t.run("Push", float(next(steps)))
        t.run("DataReady", -1)
        time.sleep(0.1)
        return all(len(sink.events) > 1 for sink in sinks.values())
    seen = [wait_until(connected)]
    t.run("Push", 0.0)
    t.run("DataReady", 0)
    wait_until(lambda: all(t.last(sink) == 0 for sink in sinks.values()))
    for sink in sinks.values():
        sink.events.clear()
    for value in (0.5, 1.0, 1.0, 3.0, 2.5, 0.0, -5.0):
        t.run("Push", value)
    for number in (1, 2, 3, 4, 0):
        t.run("PushQuality", number)
    t.run("PushError")
    t.run("DataReady", 7)
    t.run("Push", 777.0)
    t.run("DataReady", 777)
    seen.append(wait_until(lambda: all(t.last(sink) == 777 for sink in sinks.values())))
    for number in numbers:
        t.device.unsubscribe_event(number)
    return seen + [[name, kind, [brief(event, t) for event in sink.events]] for (name, kind), sink in sinks.items()]


def brief(event, t):
    if event.err:
        return t.observer.errors(event.errors)
    if hasattr(event, "ctr"):
        return [event.ctr, str(event.attr_data_type)]
    reading = event.attr_value
    fixed = reading.time.totime() if reading.time.totime() < 1.1e9 else None
    return [repr(reading.value), str(reading.quality), str(reading.type), fixed]


@topic
def configuration_events(t):
    sink = t.observer.Sink()
    number = t.device.subscribe_event("level", t.tango.EventType.ATTR_CONF_EVENT, sink)
    limits = iter(range(100, 100000))

    def connected():
        t.run("SetLimit", float(next(limits)))
        time.sleep(0.1)
        return len(sink.events) > 1
    seen = [wait_until(connected)]
    t.run("SetLimit", 42.0)
    seen.append(wait_until(lambda: getattr(sink.events[-1].attr_conf, "max_value", None) == "42"))
    config = t.device.get_attribute_config("level")
    config.max_value, config.label = "Not specified", "A new label"
    t.device.set_attribute_config(config)
    seen.append(wait_until(lambda: getattr(sink.events[-1].attr_conf, "label", None) == "A new label"))
    seen.append(sink.seen()[-1])
    config.label = "Not specified"
    t.device.set_attribute_config(config)
    t.device.unsubscribe_event(number)
    return seen


@topic
def refused_subscriptions(t):
    names = ("pushed", "checked", "level", "configured", "encoded", "enum_scalar_ro", "string_spectrum_ro", "polled")
    return subscriptions(t, names, SUBSCRIBED)
