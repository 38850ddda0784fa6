"""The admin device: questions, restarts of one device, logging."""
from survey import wait_until, worked

from .base import between_periods, topic


@topic
def admin_device(t):
    return [t.attempt(t.admin.info), t.attempt(t.admin.command_list_query), t.attempt(t.admin.attribute_list_query_ex),
            t.attempt(t.admin.status), t.attempt(t.admin.read_attributes, ["State", "Status", "nope"])]


@topic
def admin_questions(t):
    questions = [("QueryClass",), ("QueryDevice",), ("QuerySubDevice",), ("PolledDevice",),
                 ("DevPollStatus", t.name), ("DevPollStatus", "no/such/device")]
    for name in ("TangoTest", "tangotest", "nope", ""):
        questions += [("QueryWizardClassProperty", name), ("QueryWizardDevProperty", name)]
    for name in (t.name, t.name.upper(), "no/such/device", ""):
        questions += [("DevLockStatus", name), ("GetLoggingTarget", name), ("GetLoggingLevel", [name])]
    return {" ".join(map(str, question)): t.attempt(t.admin.command_inout, *question) for question in questions}


@topic
def admin_restarts_the_device(t):
    t.device.write_attribute("string_scalar", "before")
    seen = [t.attempt(t.admin.command_inout, "DevRestart", "no/such/device")]
    t.device.set_logging_level(5)
    between_periods(t)
    seen.append(t.attempt(t.admin.command_inout, "DevRestart", t.name))
    return [*seen, wait_until(lambda: worked(t.attempt(t.device.ping))), t.read("string_scalar"),
            t.attempt(t.admin.command_inout, "QueryDevice"),
            {"get_logging_level": t.attempt(t.device.get_logging_level)}]


@topic
def logging(t):
    before = t.device.get_logging_level()
    seen = []
    for level in (0, 3, 5, 6, -1):
        seen.append([t.attempt(t.device.set_logging_level, level), t.attempt(t.device.get_logging_level)])
    t.device.set_logging_level(before)
    for target in ("console::cout", "nonsense", "device::no/such/device", "file::/nonexistent/x.log", ""):
        seen.append([t.attempt(t.device.add_logging_target, target), sorted(t.device.get_logging_target())])
        seen.append([t.attempt(t.device.remove_logging_target, target), sorted(t.device.get_logging_target())])
    return seen


@topic
def logging_stops_and_starts(t):
    """Starting goes back to the levels of the last stop, or of the first moment."""
    seen = []

    def tell(step):
        levels, devices = t.admin.command_inout("GetLoggingLevel", ["*"])
        seen.append([step, dict(zip((name.split("/")[0] for name in devices), map(int, levels)))])
    tell("at first")
    t.admin.command_inout("StartLogging")
    tell("started")
    for name, level in ((t.name, 5), (t.admin.dev_name(), 4)):
        t.admin.command_inout("SetLoggingLevel", ([level], [name]))
    tell("set")
    t.admin.command_inout("StartLogging")
    tell("started again")
    for name, level in ((t.name, 5), (t.admin.dev_name(), 4)):
        t.admin.command_inout("SetLoggingLevel", ([level], [name]))
    t.admin.command_inout("StopLogging")
    tell("stopped")
    t.device.set_logging_level(1)
    tell("set while stopped")
    t.admin.command_inout("StartLogging")
    tell("started after it")
    return seen
