"""What the programs that ask servers by topic share: the table of topics, the device that is asked, and the waiting."""
import json
import time

import tango

import observer


class Topics(dict):
    """Functions by name, in the order of the questions; each gets the target. As a decorator it adds one."""

    def __call__(self, function):
        self[function.__name__] = function
        return function


def wait_until(condition, seconds=60):
    """Whether the condition came true in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def worked(*answers):
    """Whether the answers are neither the errors of calls nor readings without a value."""
    return not any(isinstance(each, dict) and each.get("failed") for each in answers)


def attribute_configuration(t):
    return {name: t.attempt(t.device.get_attribute_config, name) for name in t.device.get_attribute_list()}


def command_table(t):
    return t.attempt(t.device.command_list_query)


SUBSCRIBED = ("CHANGE_EVENT", "ARCHIVE_EVENT", "PERIODIC_EVENT", "USER_EVENT", "DATA_READY_EVENT")


def subscriptions(t, names, kinds):
    """What a subscription of each kind to each attribute is answered; kinds that this client library has not are left out."""
    seen = {}
    for name in names:
        for kind in kinds:
            if not hasattr(t.tango.EventType, kind):
                continue
            try:
                number = t.device.subscribe_event(name, getattr(t.tango.EventType, kind), t.observer.Sink())
            except t.tango.DevFailed as error:
                seen[f"{name} {kind}"] = t.observer.errors(error.args)
                continue
            seen[f"{name} {kind}"] = "subscribed"
            t.device.unsubscribe_event(number)
    return seen


class Target:
    """The device under observation and its admin device; both answer from the hardware unless a question says otherwise."""

    def __init__(self, trl, admin_trl):
        self.tango, self.observer, self.attempt, self.trl = tango, observer, observer.attempt, trl
        self.device, self.admin = tango.DeviceProxy(trl), tango.DeviceProxy(admin_trl)
        for proxy in (self.device, self.admin):
            proxy.set_source(tango.DevSource.DEV)
            proxy.set_timeout_millis(10000)
        self.name = self.device.dev_name()
        # A C++ server ends when polling has an event to send while the first subscription of all makes its socket.
        self.device.unsubscribe_event(
            self.device.subscribe_event("State", tango.EventType.ATTR_CONF_EVENT, observer.Sink()))

    def look(self, reading):
        """A reading as plain data."""
        return self.observer.attribute(reading)

    def read(self, name):
        try:
            return self.look(self.device.read_attribute(name))
        except self.tango.DevFailed as error:
            return {"failed": self.observer.errors(error.args)}

    def answer(self, topics):
        """Prints the answers to all questions as JSON, by topic."""
        print(json.dumps({name: self.attempt(ask, self) for name, ask in topics.items()}, default=str))
