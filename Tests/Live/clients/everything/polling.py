"""Polling from the class, from code and by clients, and histories."""
import re

from survey import wait_until, worked

from .base import topic


def untimed(status):
    """Without what depends on the moment."""
    lines = []
    for each in sorted(status):
        kept = [re.sub(r"((?<=Time needed)[^=]*=|(?<=not updated since)).*", r"\1", line) for line in each.splitlines()]
        lines.append("\n".join(line for line in kept if not line.startswith("Delta between")))
    return lines


@topic
def polling_from_the_class(t):
    served = wait_until(lambda: worked(t.cached(t.run, "Polled"), t.cached(t.read, "polled")))
    first = t.cached(t.device.read_attribute, "polled").value
    moved = wait_until(lambda: t.cached(t.device.read_attribute, "polled").value > first)
    return [served, moved, t.attempt(lambda: untimed(t.device.polling_status())), t.properties("polled_attr", "polled_cmd")]


@topic
def polling_from_code(t):
    seen = []
    for period in (200, 200, 100, 3, -1):
        seen.append([t.run("PollLevel", period), t.attempt(t.device.is_attribute_polled, "level"),
                     t.attempt(t.device.get_attribute_poll_period, "level"), t.properties("polled_attr")])
    return seen


@topic
def buffers_filled_by_code(t):
    seen = [t.run("Fill"), t.run("FillCommand"), t.run("Trigger"), t.run("TriggerCommand")]
    for period in (0, 1000):
        seen += [t.attempt(t.device.poll_attribute, "filled", period), t.attempt(t.device.poll_command, "Filled", period),
                 t.attempt(t.device.is_attribute_polled, "filled"), t.properties("polled_attr", "polled_cmd")]
        if period == 0:
            seen += [t.cached(t.read, "filled"), t.cached(t.run, "Filled"), t.run("Trigger"), t.run("TriggerCommand")]
            wait_until(lambda: worked(t.cached(t.read, "filled"), t.cached(t.run, "Filled")))
            triggered = [each for each in untimed(t.device.polling_status()) if "attribute name = filled" in each]
            seen += [triggered, t.cached(t.read, "filled"), t.cached(t.run, "Filled"), t.run("Fill"), t.run("FillCommand"),
                     t.cached(t.read, "filled"), t.cached(t.run, "Filled"), t.history("filled", 3),
                     t.command_history("Filled", 3), t.attempt(lambda: untimed(t.device.polling_status()))]
        else:
            seen += [t.run("Trigger"), t.run("TriggerCommand")]
        seen += [t.attempt(t.device.stop_poll_attribute, "filled"), t.attempt(t.device.stop_poll_command, "Filled")]
    return seen


@topic
def polling_survives_the_device(t):
    names = {"level": 400, "encoded": 300, "State": 500}
    for name, period in names.items():
        t.device.poll_attribute(name, period)
    t.device.poll_command("Filled", 600)
    t.device.stop_poll_attribute("polled")
    seen = [t.properties("polled_attr", "polled_cmd", "non_auto_polled_attr"),
            t.attempt(t.admin.command_inout, "DevRestart", t.name), t.back(),
            {name: t.attempt(t.device.get_attribute_poll_period, name) for name in [*names, "polled"]},
            t.attempt(t.device.get_command_poll_period, "Filled")]
    for name in names:
        t.device.stop_poll_attribute(name)
    t.device.stop_poll_command("Filled")
    t.device.poll_attribute("polled", 100)
    return [*seen, t.properties("polled_attr", "polled_cmd", "non_auto_polled_attr")]


@topic
def histories(t):
    names = ["level", "encoded", "enum_scalar_rw", "state_scalar_ro", "string_spectrum_rw", "long_image_rw"]
    for name in names:
        t.device.poll_attribute(name, 50)
    wait_until(lambda: all("Delta between" in each for each in t.device.polling_status()))
    t.run("FailReading", 2)
    wait_until(lambda: "FAILED" in "".join(t.device.polling_status()))
    t.run("FailReading", 0)
    seen = {name: t.attempt(lambda each=name: [t.look(one) for one in t.device.attribute_history(each, 2)])
            for name in names[1:]}
    for name in names:
        t.device.stop_poll_attribute(name)
    return seen
