"""What clients see of a device of the class Everything at interface level 6, by topic; printed as JSON.

Run with the interpreter of any PyTango: level_six_topics.py DEVICE ADMIN_DEVICE
"""
import re
import sys
import time

import observer
from survey import SUBSCRIBED, Target, Topics, attribute_configuration, command_table, subscriptions, wait_until

TOPICS = Topics()
EVENTS = ("alarm", "idl6_alarm", "idl5_alarm", "quality", "user_event", "idl5_user_event", "idl6_user_event",
          "idl7_user_event", "attr_conf", "idl5_attr_conf", "intr_change", "data_ready", "pipe", "change", "periodic",
          "archive", "nonsense")


@TOPICS
def identity(t):
    seen = {}
    for proxy in (t.device, t.admin):
        info = t.attempt(proxy.info)
        versions = info.pop("version_info", None)  # each tells of what it is made of
        seen[proxy.dev_name()] = [info, None if versions is None else "idl" in versions, t.attempt(proxy.description),
                                  t.attempt(proxy.status), t.attempt(proxy.state), t.attempt(proxy.get_idl_version),
                                  t.attempt(proxy.adm_name), t.attempt(proxy.name)]
    return seen


@TOPICS
def commands_of_the_admin_device(t):
    return t.attempt(t.admin.command_list_query)


@TOPICS
def attributes_of_the_admin_device(t):
    return t.attempt(t.admin.get_attribute_config, ["State", "Status"])


TOPICS(command_table)
TOPICS(attribute_configuration)


NOBODY = "no/such/device"
# What is added and removed: exporter and address, or less, or nonsense.
ENDPOINTS = [("console", "cerr"), ("nope", "x"), ("console", "file"), ("console",), ("Console", "cout"), ("grpc", "nowhere"),
             ("grpc", "grpc://host:1/v1"), ("http", ""), ("http", "http://"), ("http", "https://host:1/v1")]
# What is set: how many, and which.
ENDPOINT_LISTS = [("0",), ("2", "console", "cout", "grpc", "grpc://host:1"), ("2", "console", "cout"),
                  ("x", "console", "cout"), (), ("1", "nope", "x"), ("1", "console", "cout", "more"), ("-1",),
                  ("1", "console", "cout", NOBODY, "0"), ("1", "console", "cout")]
TOPIC_LISTS = [("0",), ("2", "polling", "events"), ("1", "nope"), ("1", "event"), ("2", "all"), (), ("x",), ("0", NOBODY, "0"),
               ("2", "user", "user"), ("2", "USER", "database"), ("2", "user", "database"), ("1", "all")]


@TOPICS
def telemetry(t):
    """Settings that can be read and changed, whether or not anything is exported."""
    seen = []

    def ask(command, words, then=None):
        seen.append([command, words, t.attempt(t.admin.command_inout, command, words)])
        if then:
            seen[-1].append(t.attempt(t.admin.command_inout, then, [t.name]))
    for what in ("Logging", "LoggingEndpoints", "Topics", "Tracing", "TracingEndpoints"):
        for words in ([t.name, "dserver/*"], [t.name.upper()], [], [NOBODY], [t.name, NOBODY, "x"]):
            ask("GetTelemetry" + what, words)
    for words in ([t.name, "dserver/*"], [], [NOBODY]):
        ask("IsTelemetryEnabled", words)
        ask("StopTelemetry", words)
    for signal in ("Logging", "Tracing"):
        for words in (([0], [t.name]), ([1], []), ([], [t.name]), ([2], [t.name]), ([1], [NOBODY]), ([], [])):
            ask("SetTelemetry" + signal, words, "GetTelemetry" + signal)
        end = f"Telemetry{signal}Endpoints"
        for verb in ("Add", "Remove"):
            for words in ([], [NOBODY, "console", "cout"], [t.name, "console", "cerr", t.name, "grpc", "grpc://host:1"],
                          *([t.name, *words] for words in ENDPOINTS)):
                ask(verb + end, words, "Get" + end)
        for words in ENDPOINT_LISTS:
            ask("Set" + end, [t.name, *words], "Get" + end)
        ask("Set" + end, [])
    for words in TOPIC_LISTS:
        ask("SetTelemetryTopics", [t.name, *words], "GetTelemetryTopics")
    ask("SetTelemetryTopics", [])
    return seen


@TOPICS
def logging(t):
    return [t.attempt(t.admin.command_inout, "GetLoggingLevel", ["*"]),
            t.attempt(t.admin.command_inout, "GetLoggingTarget", t.name)]


@TOPICS
def event_system(t):
    seen = [t.attempt(t.admin.command_inout, "QueryEventSystem")]
    for wanted in (True, False):
        seen += [t.attempt(t.admin.command_inout, "EnableEventSystemPerfMon", wanted),
                 t.attempt(t.admin.command_inout, "QueryEventSystem")]
    return seen


@TOPICS
def subscription_commands(t):
    """The answers behind subscriptions, with client levels of all ages."""
    seen = {}

    def ask(command, words):
        answer = t.attempt(t.admin.command_inout, command, words)
        if isinstance(answer, list):
            if isinstance(answer[0], list) and len(answer[1]) > 2:
                # The numbers from the third on concern multicast. The mark of a server without database in the name of
                # the channel is ours alone: clients of release 9 need it.
                longs = answer[0][2] if isinstance(answer[0][0], str) else answer[0]
                answer = [longs[:2], [*answer[1][:-1], answer[1][-1].replace("#dbase=no", "")]]
        seen[" ".join([command, *words])] = answer
    ask("ZmqEventSubscriptionChange", ["info"])
    for words in ([], ["nope"], ["a", "b"], ["a", "b", "subscribe"]):
        ask("ZmqEventSubscriptionChange", words)
    for event in EVENTS:
        for level in (None, "0", "3", "4", "5", "6", "7"):
            for name in ("pushed", "alarming") if "alarm" in event else ("pushed",):
                ask("ZmqEventSubscriptionChange", [t.name, name, "subscribe", event, *([level] if level else [])])
        ask("EventConfirmSubscription", [t.name, "pushed", event])
        if not event.startswith("idl"):  # clients of its age knew no such names
            ask("EventSubscriptionChange", [t.name, "pushed", "subscribe", event])
    for name in ("polled", "checked", "level", "configured", "State", "nope", "string_scalar_ro"):
        ask("ZmqEventSubscriptionChange", [t.name, name, "subscribe", "alarm", "6"])
    ask("ZmqEventSubscriptionChange", [t.name, "pushed", "unsubscribe", "alarm", "6"])
    ask("ZmqEventSubscriptionChange", [NOBODY, "pushed", "subscribe", "alarm", "6"])
    ask("ZmqEventSubscriptionChange", [t.admin.dev_name(), "State", "subscribe", "user_event", "6"])
    counters = t.attempt(t.admin.command_inout, "QueryEventSystem")
    seen["counters"] = sorted(re.findall(r'"([^"]*<server>[^"]*)":\d+', repr(counters)))
    return seen


@TOPICS
def refused_subscriptions(t):
    names = ("pushed", "checked", "alarming", "level", "configured", "encoded", "enum_scalar_ro", "polled", "State")
    return subscriptions(t, names, [*SUBSCRIBED, "ALARM_EVENT"])


def brief(event, t):
    if event.err:
        return t.observer.errors(event.errors)
    reading = event.attr_value
    fixed = reading.time.totime() if reading.time.totime() < 1.1e9 else None
    return [repr(reading.value), str(reading.quality), str(reading.type), fixed]


@TOPICS
def alarm_events_from_code(t):
    if not hasattr(t.tango.EventType, "ALARM_EVENT"):
        return None
    t.run("Push", 0.0)
    sinks = {name: t.observer.Sink() for name in ("pushed", "checked", "alarming")}
    numbers = [t.device.subscribe_event(name, t.tango.EventType.ALARM_EVENT, sink) for name, sink in sinks.items()]

    def connected():  # alarms of what is only checked come with an error
        for command in ("PushError", "FailPushing"):
            t.run(command)
        t.run("Push", 0.0)
        time.sleep(0.1)
        return all(len(sink.events) > 1 for sink in sinks.values())
    seen = [wait_until(connected)]

    def all_got(value):
        return wait_until(lambda: all(sink.events and not sink.events[-1].err and sink.events[-1].attr_value.value == value
                                      for sink in sinks.values()))
    for command in ("PushError", "FailPushing"):
        t.run(command)
    t.run("Push", 333.0)
    seen.append(all_got(333))
    for sink in sinks.values():
        sink.events.clear()
    for number in (0, 2, 2, 4, 0, 3, 4, 3, 1, 2, 1, 0):
        t.run("PushQuality", number)
    for value in (0.5, 1.0, 50.0):
        t.run("Push", value)
    for command in ("PushError", "PushError", "FailPushing"):
        t.run(command)
    t.run("Push", 777.0)
    seen.append(all_got(777))
    for number in numbers:
        t.device.unsubscribe_event(number)
    return seen + [[name, [brief(event, t) for event in sink.events]] for name, sink in sinks.items()]


@TOPICS
def alarm_events_of_a_polled_attribute(t):
    if not hasattr(t.tango.EventType, "ALARM_EVENT"):
        return None
    t.device.poll_attribute("quality", 200)
    sink = t.observer.Sink()
    number = t.device.subscribe_event("quality", t.tango.EventType.ALARM_EVENT, sink)

    def polled(quality):
        t.run("SetQuality", quality)
        t.device.set_source(t.tango.DevSource.CACHE)
        try:
            return wait_until(lambda: t.attempt(lambda: int(t.device.read_attribute("quality").quality)) == quality)
        finally:
            t.device.set_source(t.tango.DevSource.DEV)

    def told(quality):
        return bool(sink.events) and not sink.events[-1].err and int(sink.events[-1].attr_value.quality) == quality

    def connected():
        polled(2)
        polled(0)
        return len(sink.events) > 3

    def round_of_qualities():
        """What each quality brings; from CHANGING and from INVALID to VALID there is no event."""
        seen, before = [polled(2), wait_until(lambda: told(2))], 2
        sink.events.clear()
        for quality in (4, 3, 0, 4, 1, 0, 2, 0):
            seen.append([quality, polled(quality)])
            if (before, quality) not in ((3, 0), (1, 0)):
                seen[-1].append(wait_until(lambda quality=quality: told(quality)))
            before = quality
        return [*seen, [brief(event, t) for event in sink.events]]
    seen = [wait_until(connected), t.attempt(sink.seen)[0]]
    for _ in range(20):
        told_in_round = round_of_qualities()
        # A polling thread that is late on a busy machine sends an error, and then the value once more.
        if "API_PollThreadOutOfSync" not in repr(told_in_round):
            break
    seen.append(told_in_round)
    t.device.stop_poll_attribute("quality")
    seen.append(wait_until(lambda: sink.events[-1].err))
    seen.append(brief(sink.events[-1], t))
    t.device.unsubscribe_event(number)
    return seen


@TOPICS
def black_box(t):
    """The lines of requests, with the identities that clients of both levels send."""
    device = t.tango.DeviceProxy(t.trl)
    device.set_source(t.tango.DevSource.DEV)
    device.stop_poll_attribute("polled")
    device.stop_poll_command("Polled")
    for call in (device.ping, device.info, device.state, device.status, lambda: device.read_attributes(["level", "expert"]),
                 lambda: device.write_attribute("level", 1.0), lambda: device.write_read_attribute("level", 1.0),
                 lambda: device.command_inout("Hardware"), lambda: device.get_attribute_config("level"),
                 lambda: device.command_query("Hardware"), lambda: device.attribute_history("level", 1),
                 lambda: device.command_history("Hardware", 1), device.command_list_query):
        t.attempt(call)
    lines = [re.sub(r"^.* : ", "", line) for line in t.attempt(device.black_box, 50)]
    asked = [line for line in lines if "from polling" not in line][:13]
    t.device.poll_attribute("polled", 100)
    t.device.poll_command("Polled", 100)

    def polled():
        return sorted({re.sub(r"^.* : ", "", line) for line in t.attempt(device.black_box, 50) if "from polling" in line})
    wait_until(lambda: len(polled()) > 1)
    return [asked, polled(), t.attempt(device.black_box, 0)]


@TOPICS
def labels_and_limits(t):
    seen = [t.write("enum_scalar_rw", 4), t.write("enum_scalar_rw", -1), t.write("dynamic_enum", 1)]
    for field, text in (("max_alarm", "1"), ("min_alarm", "2"), ("max_alarm", "3"), ("min_warning", "5"),
                        ("max_warning", "4"), ("min_alarm", "Not specified"), ("max_alarm", "Not specified")):
        config = t.device.get_attribute_config("expert")
        setattr(config.alarms, field, text)
        seen.append([field, text, t.attempt(t.device.set_attribute_config, config)])
    return seen


@TOPICS
def states(t):
    seen = [t.attempt(t.device.status), t.attempt(t.device.state), t.read("State"), t.read("Status")]
    for state in ("FAULT", "ALARM", "ON"):
        t.run("SetState", getattr(t.tango.DevState, state))
        seen.append([t.attempt(t.device.state), t.attempt(t.device.status)])
    return seen


@TOPICS
def polling_commands(t):
    seen = [t.attempt(t.device.get_command_poll_period, "Polled"), t.attempt(t.device.get_attribute_poll_period, "polled")]
    for words in (([1000], [t.name, "attribute", "nope"]), ([1000], [t.name, "nope", "level"]),
                  ([3], [t.name, "attribute", "level"]), ([1000], [NOBODY, "attribute", "level"]),
                  ([1000], [t.name, "attribute", "polled"]), ([1000], [t.name, "command", "Init"]),
                  ([1000], [t.name, "command", "Described"]), ([1000], [t.name])):
        for command in ("AddObjPolling", "UpdObjPollingPeriod"):
            seen.append([command, words, t.attempt(t.admin.command_inout, command, words)])
        seen.append(t.attempt(t.admin.command_inout, "RemObjPolling", words[1]))
        t.attempt(t.device.poll_attribute, "polled", 100)
    return seen


class Everything(Target):
    def __init__(self, trl, admin_trl):
        super().__init__(trl, admin_trl)
        server = self.admin.dev_name().partition("/")[2]
        observer.REPLACED[:0] = [(re.compile(re.escape(self.name), re.I), "<device>"),
                                  (re.compile(re.escape(server), re.I), "<server>")]

    def write(self, name, value):
        return self.attempt(self.device.write_attribute, name, value)

    def run(self, name, *arguments):
        return self.attempt(self.device.command_inout, name, *arguments)


if __name__ == "__main__":
    Everything(*sys.argv[1:3]).answer(TOPICS)
