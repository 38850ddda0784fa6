"""Polling and the histories that it keeps."""
from survey import wait_until, worked

from .base import between_periods, topic


@topic
def polling(t):
    seen = []

    def step(function, *arguments):
        seen.append([function.__name__, t.attempt(function, *arguments), untimed(t.device.polling_status())])
    step(t.device.poll_attribute, "string_scalar", 1000)
    step(t.device.poll_attribute, "String_Scalar", 500)
    step(t.device.poll_command, "State", 2000)
    step(t.device.poll_attribute, "nope", 1000)
    step(t.device.poll_command, "DevLong", 1000)
    step(t.device.poll_attribute, "double_scalar", 3)
    step(t.device.get_attribute_poll_period, "STRING_scalar")
    step(t.device.is_command_polled, "State")
    step(t.device.stop_poll_command, "State")
    step(t.device.stop_poll_attribute, "string_scalar")
    step(t.device.stop_poll_attribute, "string_scalar")
    return seen


def untimed(status):
    """The first lines of each polled object: what follows depends on the moment."""
    return sorted("\n".join(lines.splitlines()[:3]) for lines in status)


@topic
def polling_commands(t):
    seen = {}
    for command in ("AddObjPolling", "UpdObjPollingPeriod"):
        for longs, texts in (([], []), ([1000], ["x"]), ([1000, 1], [t.name, "attribute", "string_scalar"]),
                             ([1000], [t.name, "nonsense", "string_scalar"]), ([1000], [t.name, "attribute", "nope"]),
                             ([1000], [t.name, "command", "Init"]), ([2], [t.name, "attribute", "string_scalar"]),
                             ([1000], ["no/such/device", "attribute", "string_scalar"])):
            seen[f"{command} {longs} {texts}"] = t.attempt(t.admin.command_inout, command, (longs, texts))
    for texts in ([], ["x"], [t.name, "attribute", "nope"], [t.name, "attribute", "string_scalar"],
                  [t.name, "nonsense", "string_scalar"]):
        seen[f"RemObjPolling {texts}"] = t.attempt(t.admin.command_inout, "RemObjPolling", texts)
    return seen


@topic
def polling_after_a_stop(t):
    """Of what is added while polling is off, what finds a thread waits, and what gets a thread of its own is polled."""
    def is_polled():
        return all("Time needed" in lines for lines in t.device.polling_status())
    t.device.poll_attribute("string_scalar", 100)
    seen = [wait_until(is_polled)]
    t.admin.command_inout("StopPolling")
    t.device.poll_attribute("double_spectrum", 100)
    seen += [is_polled(), t.admin.command_inout("Status")]
    t.device.stop_poll_attribute("string_scalar")
    t.device.stop_poll_attribute("double_spectrum")
    t.device.poll_attribute("string_scalar", 100)
    seen += [wait_until(is_polled), t.admin.command_inout("Status")]
    t.device.stop_poll_attribute("string_scalar")
    t.admin.command_inout("StartPolling")
    return seen


@topic
def polled_together(t):
    """The status names who has the same period now, whoever was read the last time."""
    def effort():
        texts = [text for text in t.device.polling_status() if "name = string_scalar" in text]
        return [line.split(" = ")[0] for text in texts for line in text.splitlines() if line.startswith("Time needed")]
    t.device.poll_attribute("string_scalar", 1000)
    wait_until(effort)
    seen = [effort()]
    for period in (1000, 3000, 1000):
        t.device.poll_attribute("ulong_scalar", period)
        seen.append(effort())
    t.device.stop_poll_attribute("ulong_scalar")
    seen.append(effort())
    t.device.stop_poll_attribute("string_scalar")
    return seen


@topic
def histories(t):
    """Of everything but write-only attributes: the reference implementation answers those from freed memory."""
    polled = ("string_scalar", "double_spectrum", "throw_exception", "State", "Status")
    for name in polled:
        t.device.poll_attribute(name, 50)
    t.device.poll_command("DevVoid", 50)
    wait_until(lambda: all("Delta between" in lines for lines in t.device.polling_status()))
    seen = {name: t.attempt(t.device.attribute_history, name, 2) for name in polled}
    seen["DevVoid"] = t.attempt(lambda: [record.has_failed() for record in t.device.command_history("DevVoid", 2)])
    for name in polled:
        t.device.stop_poll_attribute(name)
    t.device.stop_poll_command("DevVoid")
    seen["not polled"] = [t.attempt(t.device.attribute_history, "string_scalar", 2),
                          t.attempt(t.device.command_history, "State", 2)]
    return seen


@topic
def polling_after_restarts(t):
    """It is kept where there is a place for it, the values are not. The reference restarts in the background."""
    def polled():
        return t.attempt(t.admin.command_inout, "PolledDevice")

    def restarted():
        reading = t.read("string_scalar")
        return worked(reading) and "before the restart" not in repr(reading)

    t.device.poll_attribute("string_scalar", 1000)
    between_periods(t)
    seen = [t.attempt(t.admin.command_inout, "DevRestart", t.name), untimed(t.device.polling_status())]
    t.device.write_attribute("string_scalar", "before the restart")
    between_periods(t)
    seen += [t.attempt(t.admin.command_inout, "RestartServer"), wait_until(restarted),
             wait_until(lambda: polled() == [t.name], 10)]
    return [*seen, t.attempt(t.admin.command_inout, "QueryDevice"), t.read("string_scalar")]
