"""The device of Tests/EverythingServer once more, on the C++ library of release 10: what its clients see is what ours shall
see at level 6. Run as EverythingServer INSTANCE …, whatever the file is called."""
import sys

import tango
from tango import AttrQuality, AttrWriteType, CmdArgType, DevFailed, DevState, DispLevel, ErrSeverity, Except

FIXED = 1000000000.5
WITHOUT_HARDWARE = "true_without_hard_applied"
COLORS = ["RED", "GREEN", "BLUE", "BLACK"]
QUALITIES = [AttrQuality.ATTR_VALID, AttrQuality.ATTR_INVALID, AttrQuality.ATTR_ALARM, AttrQuality.ATTR_CHANGING,
             AttrQuality.ATTR_WARNING]
TYPES = {"boolean": CmdArgType.DevBoolean, "uchar": CmdArgType.DevUChar, "short": CmdArgType.DevShort,
         "ushort": CmdArgType.DevUShort, "long": CmdArgType.DevLong, "ulong": CmdArgType.DevULong,
         "long64": CmdArgType.DevLong64, "ulong64": CmdArgType.DevULong64, "float": CmdArgType.DevFloat,
         "double": CmdArgType.DevDouble, "string": CmdArgType.DevString, "state": CmdArgType.DevState,
         "enum": CmdArgType.DevEnum}
ECHOES = {"Boolean": "DevBoolean", "Short": "DevShort", "Long": "DevLong", "Long64": "DevLong64", "Float": "DevFloat",
          "Double": "DevDouble", "UShort": "DevUShort", "ULong": "DevULong", "ULong64": "DevULong64",
          "String": "DevString", "State": "DevState", "Booleans": "DevVarBooleanArray", "Chars": "DevVarCharArray",
          "Shorts": "DevVarShortArray", "Longs": "DevVarLongArray", "Long64s": "DevVarLong64Array",
          "Floats": "DevVarFloatArray", "Doubles": "DevVarDoubleArray", "UShorts": "DevVarUShortArray",
          "ULongs": "DevVarULongArray", "ULong64s": "DevVarULong64Array", "Strings": "DevVarStringArray",
          "LongStrings": "DevVarLongStringArray", "DoubleStrings": "DevVarDoubleStringArray", "Encoded": "DevEncoded"}
SHAPES = {"scalar": (tango.SCALAR,), "spectrum": (tango.SPECTRUM, 4), "image": (tango.IMAGE, 4, 3)}
ACCESS = {"ro": AttrWriteType.READ, "wo": AttrWriteType.WRITE, "rw": AttrWriteType.READ_WRITE}


def sample(kind, number):
    if kind == "boolean":
        return number % 2 == 1
    if kind == "float":
        return number + 0.5
    if kind == "double":
        return number + 0.25
    if kind == "string":
        return f"text {number}"
    if kind == "state":
        return [DevState.ON, DevState.OFF, DevState.CLOSE, DevState.OPEN][number]
    return number


def fail(how):
    if how == 1:
        Except.throw_exception("Test_Failed", "It failed.", "Everything::fail")
    if how == 2:
        try:
            Except.throw_exception("Test_Inner", "The inner error.", "Everything::inner")
        except DevFailed as error:
            Except.re_throw_exception(error, "Test_Outer", "The outer error.", "Everything::outer")
    error = tango.DevError()
    error.reason, error.desc, error.origin = "Test_Warning", "Not so bad.", "Everything::fail"
    error.severity = ErrSeverity.WARN
    raise DevFailed(error)


class Everything(tango.LatestDeviceImpl):
    def __init__(self, device_class, name):
        super().__init__(device_class, name)
        self.held = {}
        self.level = 1.0
        self.wanted = self.failure = self.write_failure = self.label = self.count = self.executed = 0
        self.blob = ("text", b"\x01\x02\x03")
        self.init_device()

    def init_device(self):
        self.set_state(DevState.ON)
        self.hardware = []
        self.set_change_event("pushed", True, False)
        self.set_archive_event("pushed", True, False)
        self.set_data_ready_event("pushed", True)
        self.set_change_event("checked", True, True)
        self.set_archive_event("checked", True, True)
        self.set_alarm_event("alarming", True, False)

    # Attributes with a behaviour of their own

    def read_quality(self, attribute):
        if self.wanted == 1:
            attribute.set_quality(AttrQuality.ATTR_INVALID)
        else:
            attribute.set_value_date_quality(self.level, FIXED, QUALITIES[self.wanted])

    def read_level(self, attribute):
        if self.failure:
            fail(self.failure)
        attribute.set_value(self.level)

    def write_level(self, attribute):
        if self.write_failure:
            fail(self.write_failure)
        self.level = attribute.get_write_value()

    read_guarded = read_expert = read_filled = read_pushed = read_checked = read_alarming = read_level
    write_guarded = write_level

    def is_guarded_allowed(self, request):
        state = self.get_state()
        return state == DevState.ON or (request == tango.AttReqType.READ_REQ and state == DevState.STANDBY)

    def read_too_large(self, attribute):
        attribute.set_value([1, 2, 3, 0, 1])

    def read_encoded(self, attribute):
        attribute.set_value(*self.blob)

    def write_encoded(self, attribute):
        self.blob = attribute.get_write_value()

    def read_dynamic_enum(self, attribute):
        attribute.set_value(self.label)

    def write_dynamic_enum(self, attribute):
        self.label = attribute.get_write_value()

    def read_polled(self, attribute):
        self.count += 1
        attribute.set_value(self.count)

    # Commands

    def SetQuality(self, number):
        self.wanted = number

    def FailReading(self, number):
        self.failure = number

    def FailWriting(self, number):
        self.write_failure = number

    def Fail(self, number):
        fail(number)

    def SetState(self, state):
        self.set_state(state)

    def Push(self, value):
        self.level = value
        for name in ("pushed", "checked"):
            self.push_change_event(name, value)
            self.push_archive_event(name, value)
        self.push_alarm_event("alarming", value)
        self.push_event("pushed", [], [], value)

    def PushQuality(self, number):
        for push in (self.push_change_event, self.push_archive_event):
            push("pushed", self.level, FIXED, QUALITIES[number])
        self.push_alarm_event("alarming", self.level, FIXED, QUALITIES[number])

    def PushError(self):
        try:
            fail(2)
        except DevFailed as error:
            self.push_change_event("pushed", error)
            self.push_archive_event("pushed", error)
            self.push_alarm_event("alarming", error)
            self.push_event("pushed", [], [], error)

    def FailPushing(self):
        """An error for what is checked before it is sent."""
        try:
            fail(1)
        except DevFailed as error:
            self.push_change_event("checked", error)

    def DataReady(self, counter):
        self.push_data_ready_event("pushed", counter)

    def Fill(self):
        stack = [tango.TimedAttrData(value=float(number), time_stamp=1e9 + second)
                 for second, number in enumerate((10, 20, 30))]
        tango.Util.instance().fill_attr_polling_buffer(self, "filled", stack)

    def FillCommand(self):
        stack = [tango.TimedCmdData(value=number, time_stamp=1e9 + second) for second, number in enumerate((7, 8, 9))]
        tango.Util.instance().fill_cmd_polling_buffer(self, "Filled", stack)

    def Trigger(self):
        tango.Util.instance().trigger_attr_polling(self, "filled")

    def TriggerCommand(self):
        tango.Util.instance().trigger_cmd_polling(self, "Filled")

    def PollLevel(self, period):
        if period < 0:
            self.stop_poll_attribute("level")
        else:
            self.poll_attribute("level", period)

    def AddAttribute(self, name):
        made = tango.Attr(name, CmdArgType.DevDouble, AttrWriteType.READ_WRITE)
        defaults = tango.UserDefaultAttrProp()
        defaults.set_label("Added")
        defaults.set_unit("mm")
        made.set_default_properties(defaults)
        self.add_attribute(made, Everything.read_level, Everything.write_level, None)

    def RemoveAttribute(self, name):
        self.remove_attribute(name, True)

    def unavailable(self, *_):
        Except.throw_exception("Test_Unavailable", "PyTango cannot do this.", "Everything::unavailable")

    AddCommand = RemoveCommand = SetLabels = Properties = unavailable

    def SetLimit(self, limit):
        self.get_device_attr().get_w_attr_by_name("level").set_max_value(limit)

    def Hardware(self):
        return self.hardware

    def Described(self, number):
        return number * 1.5

    def Guarded(self):
        pass

    def is_Guarded_allowed(self):
        return self.get_state() in (DevState.ON, DevState.STANDBY)

    def Polled(self):
        self.executed += 1
        return self.executed

    def Filled(self):
        return 1


def scalar(kind, access=AttrWriteType.READ, **options):
    for name in ("polling_period", "display_level"):
        if name in options:
            options[name.replace("_", " ")] = options.pop(name)
    return [[kind, tango.SCALAR, access], options]


def command(taken="DevVoid", returned="DevVoid", taken_text="", returned_text="", options=None):
    return [[CmdArgType.names[taken], taken_text], [CmdArgType.names[returned], returned_text], options or {}]


class EverythingClass(tango.DeviceClass):
    cmd_list = {
        **{f"Echo{name}": command(kind, kind) for name, kind in ECHOES.items()},
        **{name: command("DevShort") for name in ("SetQuality", "FailReading", "FailWriting", "Fail", "PushQuality")},
        **{name: command("DevString") for name in ("AddAttribute", "RemoveAttribute", "AddCommand", "RemoveCommand")},
        **{name: command() for name in ("PushError", "FailPushing", "Fill", "FillCommand", "Trigger", "TriggerCommand",
                                        "Guarded")},
        **{name: command(returned="DevVarStringArray") for name in ("Hardware", "Properties")},
        "SetState": command("DevState"), "Push": command("DevDouble"), "DataReady": command("DevLong"),
        "PollLevel": command("DevLong"), "SetLabels": command("DevVarStringArray"), "SetLimit": command("DevDouble"),
        "Described": command("DevLong", "DevDouble", "how many", "how much", {"display level": DispLevel.EXPERT}),
        "Polled": command(returned="DevLong", options={"polling period": 100}), "Filled": command(returned="DevLong")}
    attr_list = {
        "quality": scalar(CmdArgType.DevDouble),
        "level": scalar(CmdArgType.DevDouble, AttrWriteType.READ_WRITE),
        "guarded": scalar(CmdArgType.DevDouble, AttrWriteType.READ_WRITE),
        "expert": scalar(CmdArgType.DevDouble, display_level=DispLevel.EXPERT),
        "too_large": [[CmdArgType.DevShort, tango.SPECTRUM, AttrWriteType.READ, 4]],
        "configured": scalar(
            CmdArgType.DevLong, AttrWriteType.READ_WRITE, label="Test label", description="Test description",
            unit="Kilogramme", standard_unit="100", display_unit="Pound", format="%4d", min_value=0, max_value=100000,
            min_alarm=1, max_alarm=99999, min_warning=2, max_warning=99998, delta_t=1000, delta_val=10000,
            abs_change=30000, rel_change=20000, period=2000, archive_abs_change=33333, archive_rel_change=22222,
            archive_period=3000),
        "alarmed": scalar(CmdArgType.DevDouble, AttrWriteType.READ_WRITE, min_alarm=10, max_alarm=90, min_warning=20,
                          max_warning=80),
        "memorized_short": scalar(CmdArgType.DevShort, AttrWriteType.READ_WRITE, memorized="true"),
        "memorized_double": scalar(CmdArgType.DevDouble, AttrWriteType.READ_WRITE, memorized=WITHOUT_HARDWARE),
        "memorized_string": scalar(CmdArgType.DevString, AttrWriteType.WRITE, memorized="true"),
        "memorized_long64": scalar(CmdArgType.DevLong64, AttrWriteType.WRITE, memorized=WITHOUT_HARDWARE),
        "memorized_boolean": scalar(CmdArgType.DevBoolean, AttrWriteType.READ_WRITE, memorized="true"),
        "memorized_enum": scalar(CmdArgType.DevEnum, AttrWriteType.READ_WRITE, memorized="true", enum_labels=COLORS),
        "encoded": scalar(CmdArgType.DevEncoded, AttrWriteType.READ_WRITE),
        "dynamic_enum": scalar(CmdArgType.DevEnum, AttrWriteType.READ_WRITE, enum_labels=["Dummy"]),
        "polled": scalar(CmdArgType.DevLong, polling_period=100),
        "filled": scalar(CmdArgType.DevDouble),
        "pushed": scalar(CmdArgType.DevDouble),
        "checked": scalar(CmdArgType.DevDouble, abs_change=1, archive_abs_change=2),
        "alarming": scalar(CmdArgType.DevDouble)}


def serve(name, initial, write_only=False, noted=False):
    """Has what was written to an attribute read again."""
    def read(device, attribute):
        attribute.set_value(device.held.get(name, initial))

    def write(device, attribute):
        device.held[name] = attribute.get_write_value()
        if noted:
            device.hardware.append(f"{name}={device.held[name]}")
            if device.write_failure:
                fail(device.write_failure)
    if not write_only:
        setattr(Everything, f"read_{name}", read)
    setattr(Everything, f"write_{name}", write)


for kind, number in TYPES.items():
    for shape, (form, *sizes) in SHAPES.items():
        for first, (access, how) in enumerate(ACCESS.items(), start=1):
            name = f"{kind}_{shape}_{access}"
            options = {"enum_labels": COLORS} if kind == "enum" else {}
            EverythingClass.attr_list[name] = [[number, form, how, *sizes], options]
            made = [sample(kind, (first + index) % 4) for index in range(4)]
            serve(name, {"scalar": made[0], "spectrum": made[:2], "image": [made[:2], made[2:]]}[shape], access == "wo")
for name in ("configured", "alarmed"):
    serve(name, 2 if name == "configured" else 2.25)
for name, initial in (("short", 0), ("double", 0.25), ("string", ""), ("long64", 0), ("boolean", False), ("enum", 0)):
    serve(f"memorized_{name}", initial, name in ("string", "long64"), noted=True)
for name in ECHOES:
    setattr(Everything, f"Echo{name}", lambda device, value: value)

if __name__ == "__main__":
    util = tango.Util(["EverythingServer", *sys.argv[1:]])
    util.add_class(EverythingClass, Everything, "Everything")
    util.server_init()
    print("Ready to accept request", flush=True)  # which the library says only where it logs
    util.server_run()
