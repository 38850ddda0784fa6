"""Asks a device with forwarded attributes, and prints the answers as JSON. Words: the device, the root of its Value."""
import json
import sys
import time

import tango


def told(question):
    """The answer, or the reason and text of the first error."""
    try:
        return question()
    except tango.DevFailed as error:
        return ["error", error.args[0].reason, error.args[0].desc]


def value(reading):
    def plain(data):
        return data.tolist() if hasattr(data, "tolist") else list(data) if isinstance(data, tuple) else data
    return [reading.name, plain(reading.value), plain(reading.w_value), str(reading.quality), str(reading.type),
            str(reading.data_format), reading.dim_x, reading.dim_y, reading.w_dim_x, reading.w_dim_y]


def configuration(found):
    events, alarms = found.events, found.alarms
    return [found.name, found.label, found.unit, found.format, found.description, found.min_value, found.max_value,
            found.data_type, str(found.data_format), str(found.writable), found.max_dim_x, found.max_dim_y,
            found.writable_attr_name, str(found.disp_level), found.root_attr_name, list(found.enum_labels),
            alarms.max_alarm, alarms.max_warning, events.ch_event.abs_change, events.ch_event.rel_change,
            events.per_event.period, events.arch_event.archive_abs_change, events.arch_event.archive_period]


def ask(device, root):
    proxy, source = tango.DeviceProxy(device), tango.DeviceProxy(root.rsplit("/", 1)[0])
    admin = tango.DeviceProxy(proxy.adm_name())
    source.write_attribute("Mode", 0)
    names = ["Value", "Trace", "Text", "Mode", "Ramp"]
    answers = {"names": sorted(proxy.get_attribute_list()), "state": str(proxy.state()), "status": proxy.status()}
    answers["configuration"] = {name: told(lambda: configuration(proxy.get_attribute_config(name))) for name in names}
    proxy.write_attribute("Value", 12.5)
    answers["read"] = {name: value(proxy.read_attribute(name)) for name in ["Value", "Trace", "Mode"]}
    answers["any case"] = proxy.read_attribute("vALUE").value
    answers["written"] = source.read_attribute("Level").w_value
    answers["mode"] = [told(lambda: proxy.write_attribute("Mode", number)) for number in (2, 7)]
    answers["mode"].append(source.read_attribute("Mode").value)
    answers["not writable"] = told(lambda: proxy.write_attribute("Ramp", 1.0))
    answers["write and read"] = value(proxy.write_read_attribute("Value", 3.5))
    answers["quality"] = []
    for number in (60.0, 110.0, 1.0):
        proxy.write_attribute("Value", number)
        answers["quality"].append(str(proxy.read_attribute("Value").quality))
    answers["several"] = [reading.name for reading in proxy.read_attributes(["Reads", "Value", "Mode"])]
    answers["polling"] = told(lambda: admin.command_inout("AddObjPolling", ([1000], [device, "attribute", "Value"])))
    answers["history"] = [each.has_failed for each in proxy.attribute_history("Ramp", 3)]
    answers["no history"] = told(lambda: len(proxy.attribute_history("Value", 3)))[:2]
    for kind in ("change", "archive", "periodic", "user_event", "attr_conf", "data_ready"):
        for level in ("4", "5"):
            words = [device, "trace", "subscribe", kind, level]
            answers[f"{kind} {level}"] = told(lambda: len(admin.command_inout("ZmqEventSubscriptionChange", words)[0]))
    answers["changed"] = change(proxy, source)
    return answers


def await_unit(proxy, unit):
    """The C++ library shows what was changed only when the root's event has come."""
    deadline = time.monotonic() + 60
    while proxy.get_attribute_config("Value").unit != unit and time.monotonic() < deadline:
        time.sleep(0.02)


def change(proxy, source):
    """What is said of a configuration after it was changed here, and after it was changed at the root."""
    answers = []
    found = proxy.get_attribute_config("Value")
    found.unit, found.max_value, found.label = "mm", "1000", "here"
    proxy.set_attribute_config(found)
    await_unit(proxy, "mm")
    for one, name in ((proxy, "Value"), (source, "Level")):
        now = one.get_attribute_config(name)
        answers.append([now.unit, now.max_value, now.label])
    answers.append(told(lambda: proxy.write_attribute("Value", 1001.0))[:2])
    found.unit, found.max_value, found.label = "", "Not specified", "Value"
    proxy.set_attribute_config(found)
    await_unit(proxy, "")
    answers.append(configuration(proxy.get_attribute_config("Value")))
    return answers


print(json.dumps(ask(*sys.argv[1:])))
