"""Subscriptions, by the client library and by the commands behind it."""
from survey import wait_until

from .base import topic


@topic
def subscriptions(t):
    """What every kind of subscription answers on an attribute that nobody polls."""
    kinds = ("CHANGE_EVENT", "PERIODIC_EVENT", "ARCHIVE_EVENT", "USER_EVENT", "ATTR_CONF_EVENT", "DATA_READY_EVENT")
    seen = {}
    for name in ("double_spectrum", "string_scalar", "State", "nope"):
        for kind in kinds:
            sink = t.observer.Sink()
            try:
                number = t.device.subscribe_event(name, getattr(t.tango.EventType, kind), sink)
            except t.tango.DevFailed as error:
                seen[f"{kind} of {name}"] = t.observer.errors(error.args)
                continue
            wait_until(lambda: sink.events, 5)
            seen[f"{kind} of {name}"] = sink.seen()[:1]
            t.device.unsubscribe_event(number)
    return seen


@topic
def subscription_commands(t):
    seen = {}
    assert len(t.admin.command_inout("ZmqEventSubscriptionChange", ["INFO"])[1]) >= 2
    for words in (["info", "x"], ["nope"], [t.name, "string_scalar", "subscribe", "nonsense"],
                  [t.name, "string_scalar", "subscribe", "attr_conf"],
                  [t.name, "string_scalar", "subscribe", "attr_conf_5", "5"],
                  [t.name.upper(), "STRING_scalar", "subscribe", "user_event", "5"],
                  [t.name, "nope", "subscribe", "attr_conf", "5"],
                  [t.name, "string_scalar", "unsubscribe", "change", "5"],
                  [t.name, "string_scalar", "SUBSCRIBE", "data_ready", "5"], [t.name, "nope", "", "pipe", "5"],
                  ["no/such/device", "string_scalar", "subscribe", "attr_conf", "5"]):
        answer = t.attempt(t.admin.command_inout, "ZmqEventSubscriptionChange", words)
        seen[" ".join(words)] = shortened(answer)
    for words in ([], [t.name, "string_scalar"], [t.name, "nope", "attr_conf"], [t.name, "string_scalar", "attr_conf"]):
        seen["confirm " + " ".join(words)] = t.attempt(t.admin.command_inout, "EventConfirmSubscription", words)
    return seen


def shortened(answer):
    if isinstance(answer, list):  # the numbers first, then the endpoints
        answer = [answer[0][2][1:5] if isinstance(answer[0][0], str) else answer[0][1:5], answer[1]]
        # The reference implementation forgets the mark of a server without database here, and clients of release 9 then
        # miss the heartbeats.
        answer[1][-1] = answer[1][-1].removesuffix("#dbase=no")
    return answer


@topic
def names_of_events(t):
    """Names that mean an event only when one does not look at their case, or that no client has, are refused where nothing
    is polled. (Where something is, the reference implementation writes beyond an array.)"""
    seen = {}
    t.device.poll_attribute("string_scalar", 3000)
    for attribute, names in (("string_scalar", ("quality", "idl5_quality")),
                             ("State", ("CHANGE", "Periodic", "USER_EVENT", "IDL5_change", "DATA_READY", "Pipe",
                                        "INTR_CHANGE", "quality", "alarm", "nonsense", "change"))):
        for event in names:
            for level in ((), ("5",), ("4",), ("0",), (" 5x",), ("x",), ("",), ("5", "x")):
                words = [t.name, attribute, "subscribe", event, *level]
                answer = t.attempt(t.admin.command_inout, "ZmqEventSubscriptionChange", words)
                seen[" ".join([attribute, event, *level])] = shortened(answer)
            if attribute == "State":
                words = [t.name, attribute, event]
                seen[f"confirm {event}"] = t.attempt(t.admin.command_inout, "EventConfirmSubscription", words)
                words.insert(2, "subscribe")
                seen[f"old {event}"] = t.attempt(t.admin.command_inout, "EventSubscriptionChange", words)
    t.device.stop_poll_attribute("string_scalar")
    return seen
