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
    for words in (["info", "x"], ["nope"], [t.name, "string_scalar", "subscribe", "nonsense"],
                  [t.name, "string_scalar", "subscribe", "attr_conf"],
                  [t.name, "string_scalar", "subscribe", "attr_conf_5", "5"],
                  [t.name.upper(), "STRING_scalar", "subscribe", "user_event", "5"],
                  [t.name, "nope", "subscribe", "attr_conf", "5"],
                  [t.name, "string_scalar", "unsubscribe", "change", "5"],
                  [t.name, "string_scalar", "SUBSCRIBE", "data_ready", "5"], [t.name, "nope", "", "pipe", "5"],
                  ["no/such/device", "string_scalar", "subscribe", "attr_conf", "5"]):
        answer = t.attempt(t.admin.command_inout, "ZmqEventSubscriptionChange", words)
        if isinstance(answer, list):  # the numbers first, then the endpoints
            answer = [answer[0][2][1:5] if isinstance(answer[0][0], str) else answer[0][1:5], answer[1]]
            # The reference implementation forgets the mark of a server without database here, and clients of
            # release 9 then miss the heartbeats.
            answer[1][-1] = answer[1][-1].removesuffix("#dbase=no")
        seen[" ".join(words)] = answer
    for words in ([], [t.name, "string_scalar"], [t.name, "nope", "attr_conf"], [t.name, "string_scalar", "attr_conf"]):
        seen["confirm " + " ".join(words)] = t.attempt(t.admin.command_inout, "EventConfirmSubscription", words)
    return seen
