"""What a client can see of a TangoTest server, by topic; printed as JSON for the device that the arguments name.

Run with the interpreter of any PyTango: tangotest_topics.py DEVICE ADMIN_DEVICE
"""
import json
import re
import subprocess
import sys
import time

TOPICS = {}
TYPES = ("boolean", "double", "float", "long64", "long", "short", "string", "uchar", "ulong64", "ulong", "ushort")


def topic(function):
    TOPICS[function.__name__] = function
    return function


def wait_until(condition, seconds=5):
    """Whether the condition came true in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def names(t, *patterns):
    """Attributes whose names match one of the patterns."""
    return [name for name in t.device.get_attribute_list() if any(re.fullmatch(each, name) for each in patterns)]


def is_made_up(name):
    """Whether the device makes the value up; the set values of these scalars only bound it."""
    return name == "wave" or name.endswith(("_ro", "_rww")) or (
        name.endswith("_scalar") and not name.startswith(("boolean", "string")))


def sample(name, number):
    """A value of the attribute's type."""
    if name.startswith("string"):
        return f"text {number}"
    if name.startswith("boolean"):
        return number % 2 == 1
    return number % 100 + (0.5 if name.startswith(("double", "float")) else 0)


# ------------------------------------------------------------------ the device

@topic
def identity(t):
    calls = ("info", "name", "dev_name", "adm_name", "description", "state", "status", "get_idl_version",
             "get_attribute_list", "get_command_list", "is_locked", "get_logging_level", "get_logging_target",
             "polling_status")
    return {call: t.attempt(getattr(t.device, call)) for call in calls}


@topic
def attribute_configuration(t):
    return {name: t.attempt(t.device.get_attribute_config, name) for name in t.device.get_attribute_list()}


@topic
def command_table(t):
    return t.attempt(t.device.command_list_query)


@topic
def names_in_any_case(t):
    return [t.attempt(t.device.get_attribute_config, "DOUBLE_Scalar"), t.attempt(t.device.command_query, "devLONG"),
            t.read("String_SCALAR"), t.attempt(t.device.command_inout, "devstring", "a")]


@topic
def names_that_do_not_exist(t):
    calls = (t.device.get_attribute_config, t.device.command_query, t.device.read_attribute, t.device.command_inout)
    return {name: [t.attempt(call, name) for call in calls] for name in ("nope", "", "d\xe9j\xe0")}


@topic
def black_box(t):
    for call in (t.device.ping, t.device.state, t.device.info):
        call()
    t.device.read_attributes(["string_scalar", "boolean_scalar"])
    t.device.write_attribute("string_scalar", "x")
    t.device.command_inout("DevVoid")
    counts = {count: t.attempt(lambda n: len(t.device.black_box(n)), count) for count in (0, -1, 1, 3)}
    return [t.attempt(t.device.black_box, 12), counts]


# ------------------------------------------------------------------ reading and writing

@topic
def readings(t):
    return {name: t.read(name) for name in t.device.get_attribute_list()}


@topic
def reading_several(t):
    groups = (["string_scalar", "no_value", "boolean_scalar"], ["nope", "string_scalar"], ["throw_exception"], [],
              ["State", "Status", "string_scalar", "string_scalar"])
    seen = [t.attempt(t.device.read_attributes, group) for group in groups]
    return [*seen, t.attempt(t.device.read_attribute, "THROW_exception"), t.attempt(t.device.read_attribute, "NO_value")]


def between_periods(t):
    """Waits for new values: if they are made while the device is shut down, the reference implementation deadlocks."""
    def wave():
        return t.device.read_attribute("wave").value.tolist()
    before = wave()
    wait_until(lambda: wave() != before)


def write(t, name, value):
    return [t.attempt(t.device.write_attribute, name, value), t.read(name)]


@topic
def scalars_written(t):
    seen = {}
    for name in names(t, r"\w+_scalar", "ampli", r"\w+_scalar_w"):
        seen[name] = [write(t, name, value) for value in (sample(name, 3), sample(name, 1), sample(name, 0))]
    return seen


@topic
def scalar_limits(t):
    edges = {"short": 15, "long": 31, "long64": 63, "ushort": 16, "ulong": 32, "ulong64": 64, "uchar": 8}
    seen = {}
    for kind, bits in edges.items():
        signed = kind in ("short", "long", "long64")
        for value in (2**bits - 1, 2**bits, -(2**bits) if signed else 0, -1):
            seen[f"{kind} {value}"] = write(t, f"{kind}_scalar", value)
        t.device.write_attribute(f"{kind}_scalar", 0)
    for value in (float("nan"), float("inf"), 1e300):
        seen[f"double {value}"] = write(t, "double_scalar", value)
    for value in ("", "d\xe9j\xe0", "x" * 3000):
        seen[f"string {value[:5]}"] = write(t, "string_scalar", value)
    return seen


@topic
def spectra_written(t):
    seen = {}
    for name in names(t, r"\w+_spectrum"):
        room = t.device.get_attribute_config(name).max_dim_x
        seen[name] = {length: write(t, name, [sample(name, n) for n in range(length)])
                      for length in (1, 3, 256, 300, room, room + 1)}
        seen[name]["again"] = write(t, name, [sample(name, 1)])
    return seen


@topic
def images_written(t):
    # Not long_image: the reference implementation copies twice as many bytes as there are.
    seen = {}
    for name in names(t, r"\w+_image"):
        if name != "long_image":
            sizes = ((1, 1), (2, 3), (251, 2), (252, 1), (1, 257), (300, 1))
            seen[name] = {f"{x} x {y}": write(t, name, [[sample(name, i + j) for i in range(x)] for j in range(y)])
                          for x, y in sizes}
    return seen


@topic
def writes_refused(t):
    several = [("string_scalar", "a"), ("short_scalar_ro", 1), ("boolean_scalar", True), ("State", 1)]
    one = t.device.attribute_query("string_scalar")
    one.name = "nope"
    other = t.device.attribute_query("double_scalar")
    other.data_type = t.tango.CmdArgType.DevString
    return [t.attempt(t.device.write_attribute, "short_scalar_ro", 1), t.attempt(t.device.write_attributes, several),
            t.read("string_scalar"), t.read("boolean_scalar"), t.attempt(t.device.write_attribute, one, "x"),
            t.attempt(t.device.write_attribute, other, "x"), t.attempt(t.device.write_attribute, "Status", "x")]


@topic
def written_and_read(t):
    seen = {}
    for name in names(t, r"(double|string|boolean)_(scalar|spectrum)"):
        value = sample(name, 1) if name.endswith("scalar") else [sample(name, n) for n in range(4)]
        try:
            seen[name] = t.observer.attribute(t.device.write_read_attribute(name, value), is_made_up(name))
        except t.tango.DevFailed as error:
            seen[name] = t.observer.errors(error.args)
    return seen


@topic
def values_made_up(t):
    """Within their bounds, and new after a period."""
    for name in names(t, r"(double|float|long|short|uchar|ulong|ushort)_scalar", r"\w+_scalar_w"):
        t.device.write_attribute(name, 20)
    t.device.write_attribute("ampli", 7)

    def bounded():
        return [name for name in names(t, r"\w+_scalar", r"\w+_rww", "short_scalar_ro")
                if not name.startswith(("boolean", "string")) and abs(t.device.read_attribute(name).value) > 20]

    def wave_is_high():
        wave = t.device.read_attribute("wave").value
        return 5 < max(abs(wave)) <= 7
    settled = wait_until(lambda: not bounded() and wave_is_high(), 6)
    before = t.device.read_attribute("ushort_image_ro").value
    changed = wait_until(lambda: (t.device.read_attribute("ushort_image_ro").value != before).any(), 6)
    return [settled, changed]


# ------------------------------------------------------------------ commands

@topic
def commands_echo(t):
    numbers = {"Short": (-2**15, 2**15 - 1), "Long": (-2**31, 2**31 - 1), "Long64": (-2**63, 2**63 - 1),
               "UShort": (0, 2**16 - 1), "ULong": (0, 2**32 - 1), "ULong64": (0, 2**64 - 1), "Float": (0.5, -1e30),
               "Double": (0.1, -1e300)}
    seen = {"DevBoolean": [t.attempt(t.device.command_inout, "DevBoolean", value) for value in (True, False)]}
    for kind, (low, high) in numbers.items():
        calls = [(f"Dev{kind}", value) for value in (low, 0, high)]
        calls += [(f"DevVar{kind}Array", value) for value in ([], [low], [low, 1, high], [1] * 5000)]
        seen[kind] = [t.attempt(t.device.command_inout, *call) for call in calls]
    texts = ("", "text", "d\xe9j\xe0", "x" * 3000)
    seen["strings"] = [t.attempt(t.device.command_inout, "DevString", value) for value in texts]
    if t.is_recent:
        seen["arrays of strings"] = [t.attempt(t.device.command_inout, "DevVarStringArray", value)
                                     for value in ([], ["a"], list(texts))]
    seen["chars"] = [t.attempt(t.device.command_inout, "DevVarCharArray", value) for value in ([], [0, 255], [7] * 300)]
    for name, number in (("DevVarLongStringArray", 1), ("DevVarDoubleStringArray", 0.5)):
        seen[name] = [t.attempt(t.device.command_inout, name, value)
                      for value in (([number], ["a"]), ([], []), ([number] * 3, ["", "b"]))]
    return seen


@topic
def commands_with_other_arguments(t):
    seen = {}
    values = {"DevString": "x", "DevLong": 1, "DevDouble": 1.5, "DevVarLongArray": [1, 2]}
    for command in t.device.get_command_list():
        if command.startswith(("Crash", "Init", "Switch", "Dump")):
            continue
        for kind, value in values.items():
            data = t.tango.DeviceData()
            data.insert(getattr(t.tango.CmdArgType, kind), value)
            seen[f"{command} with {kind}"] = t.attempt(t.device.command_inout, command, data)
        seen[f"{command} with nothing"] = t.attempt(t.device.command_inout, command, t.tango.DeviceData())
    return seen


@topic
def states(t):
    def look():
        return [str(t.device.state()), t.device.status(), t.attempt(t.device.read_attribute, "State"),
                t.attempt(t.device.command_inout, "Status")]
    seen = [look()]
    for command in ("SwitchStates", "SwitchStates", "DumpExecutionState", "Init"):
        between_periods(t)
        seen += [t.attempt(t.device.command_inout, command), look()]
    return seen


@topic
def init_forgets_values(t):
    t.device.write_attribute("string_scalar", "kept")
    t.device.write_attribute("double_spectrum", [1, 2])
    between_periods(t)
    t.device.command_inout("Init")
    return [t.read("string_scalar"), t.read("double_spectrum")]


# ------------------------------------------------------------------ the admin device

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
    between_periods(t)
    seen.append(t.attempt(t.admin.command_inout, "DevRestart", t.name))
    return [*seen, wait_until(lambda: "failed" not in str(t.attempt(t.device.ping))), t.read("string_scalar"),
            t.attempt(t.admin.command_inout, "QueryDevice")]


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
def restarting_the_server_forgets_polling(t):
    t.device.poll_attribute("string_scalar", 1000)
    between_periods(t)
    seen = [t.attempt(t.admin.command_inout, "DevRestart", t.name), untimed(t.device.polling_status())]
    between_periods(t)
    seen.append(t.attempt(t.admin.command_inout, "RestartServer"))
    # The reference implementation restarts in the background.
    seen.append(wait_until(lambda: t.attempt(t.admin.command_inout, "PolledDevice") == [], 10))
    seen.append(wait_until(lambda: "failed" not in str(t.attempt(t.device.ping)), 10))
    return [*seen, t.attempt(t.admin.command_inout, "QueryDevice"), t.read("string_scalar")]


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


SECOND_CLIENT = """
import sys, tango
device = tango.DeviceProxy(sys.argv[1])
for line in sys.stdin:
    try:
        print(type(eval(line)).__name__, flush=True)
    except tango.DevFailed as error:
        print([(each.reason, each.desc) for each in error.args], flush=True)
"""


@topic
def locking(t):
    seen = [t.lock_status()]
    t.admin.command_inout("LockDevice", ([10], [t.name]))
    seen.append(t.lock_status())
    other = subprocess.Popen([sys.executable, "-c", SECOND_CLIENT, t.trl], text=True, stdin=subprocess.PIPE,
                             stdout=subprocess.PIPE)

    def ask(line):
        other.stdin.write(line + "\n")
        other.stdin.flush()
        return t.observer.text(other.stdout.readline())
    for line in ("device.state()", "device.read_attribute('string_scalar')", "device.command_inout('DevLong', 1)",
                 "device.write_attribute('string_scalar', 'a')", "device.command_inout('Init')"):
        seen.append([line, ask(line)])
    seen += [t.attempt(t.device.command_inout, "DevLong", 1), t.attempt(t.device.write_attribute, "string_scalar", "b"),
             t.attempt(t.admin.command_inout, "UnLockDevice", ([0], [t.name])), t.lock_status(),
             ask("device.write_attribute('string_scalar', 'c')")]
    other.stdin.close()
    other.wait(10)
    return seen


# ------------------------------------------------------------------ events

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
            wait_until(lambda: sink.events)
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
                  ["no/such/device", "string_scalar", "subscribe", "attr_conf", "5"]):
        answer = t.attempt(t.admin.command_inout, "ZmqEventSubscriptionChange", words)
        if isinstance(answer, list):  # the numbers from the third on concern multicast; then come the endpoints
            answer = [answer[0][2][1:3] if isinstance(answer[0][0], str) else answer[0][1:3], answer[1]]
            # The reference implementation forgets the mark of a server without database here, and clients of
            # release 9 then miss the heartbeats.
            answer[1][-1] = answer[1][-1].removesuffix("#dbase=no")
        seen[" ".join(words)] = answer
    for words in ([], [t.name, "string_scalar"], [t.name, "nope", "attr_conf"], [t.name, "string_scalar", "attr_conf"]):
        seen["confirm " + " ".join(words)] = t.attempt(t.admin.command_inout, "EventConfirmSubscription", words)
    return seen


# ------------------------------------------------------------------ pipes, which newer clients have no more

@topic
def pipes(t):
    if not hasattr(t.device, "read_pipe"):
        return "this client has no pipes"
    name = "string_long_short_ro"
    blob = ("x", [{"name": "a", "value": 1}])
    return [t.attempt(t.device.get_pipe_list), t.attempt(t.device.get_pipe_config), t.attempt(t.device.read_pipe, name),
            t.attempt(t.device.read_pipe, name.upper()), t.attempt(t.device.read_pipe, "nope"),
            t.attempt(t.device.get_pipe_config, ["nope"]), t.attempt(t.device.write_pipe, name, blob)]


class Target:
    """The device under observation."""

    def __init__(self, trl, admin_trl):
        import observer
        import tango
        self.tango, self.observer, self.attempt, self.trl = tango, observer, observer.attempt, trl
        self.device, self.admin = tango.DeviceProxy(trl), tango.DeviceProxy(admin_trl)
        for proxy in (self.device, self.admin):
            proxy.set_source(tango.DevSource.DEV)
            proxy.set_timeout_millis(10000)
        self.name = self.device.dev_name()
        self.is_recent = tango.Release.version_info[0] >= 10

    def read(self, name):
        try:
            return self.observer.attribute(self.device.read_attribute(name), is_made_up(name.lower()))
        except self.tango.DevFailed as error:
            return {"failed": self.observer.errors(error.args)}

    def lock_status(self):
        longs, texts = self.admin.command_inout("DevLockStatus", self.name)
        return [int(longs[0]), bool(longs[1]), [self.observer.text(each) for each in texts]]


def main():
    target = Target(*sys.argv[1:3])
    print(json.dumps({name: target.attempt(look, target) for name, look in TOPICS.items()}, default=str))


if __name__ == "__main__":
    main()
