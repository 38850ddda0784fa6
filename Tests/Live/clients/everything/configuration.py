"""Configuration, labels and memorized values, and what is kept of them."""
from .base import TYPES, topic


@topic
def configuration_is_kept_and_reset(t):
    seen = []
    for text in ("7", "Not specified", "8", "", "9", "NaN", "nonsense"):
        config = t.device.get_attribute_config("configured")
        config.label, config.unit, config.max_value, config.events.ch_event.abs_change = text, text, text, text
        config.alarms.max_alarm, config.events.arch_event.archive_period = text, text
        seen.append([text, t.attempt(t.device.set_attribute_config, config),
                     t.attempt(t.device.get_attribute_config, "configured"), t.stored("configured")])
    return seen


@topic
def numbers_written_otherwise(t):
    """A limit that is the same number as the default is shown as the default is written."""
    seen = []
    for text in ("5e3", "6", "5000.0", "+5000", "05000", "4999.5", "5.0e+3", "Not specified", "5000.", "NaN"):
        config = t.device.get_attribute_config("configured")
        config.max_value = text
        config.alarms.max_alarm = text
        seen.append([text, t.attempt(t.device.set_attribute_config, config),
                     t.attempt(t.device.get_attribute_config, "configured"), t.stored("configured")])
    for name, texts in (("float_image_ro", ("-0", "1e-400", "0.0", "-1", "0e9")),
                        ("short_image_ro", ("-0", "0.9", "-0.5", "00"))):
        for text in texts:
            config = t.device.get_attribute_config(name)
            config.min_value = config.alarms.min_alarm = text
            seen.append([name, text, t.attempt(t.device.set_attribute_config, config),
                         t.attempt(t.device.get_attribute_config, name), t.stored(name)])
        config.min_value = config.alarms.min_alarm = "NaN"
        t.attempt(t.device.set_attribute_config, config)
    return seen


@topic
def configuration_of_every_type(t):
    seen = {}
    for kind in TYPES:
        for name in (f"{kind}_scalar_rw", f"{kind}_spectrum_rw"):
            for field, text in (("min_value", "1"), ("max_value", "0"), ("max_value", "3"), ("label", "A label")):
                if kind == "enum" and field != "label":
                    continue  # the reference takes it, and then refuses every other change
                config = t.device.get_attribute_config(name)
                setattr(config, field, text)
                seen[f"{name} {field} {text}"] = [t.attempt(t.device.set_attribute_config, config), t.stored(name)]
            seen[name] = [t.attempt(t.device.get_attribute_config, name), t.write(name, [0] if "spec" in name else 0)
                          if kind not in ("string", "boolean", "state", "enum") else None]
            config = t.device.get_attribute_config(name)
            config.min_value = config.max_value = config.label = "Not specified"
            t.attempt(t.device.set_attribute_config, config)
    return seen


@topic
def configuration_survives_the_device(t):
    config = t.device.get_attribute_config("level")
    config.unit, config.max_value, config.events.per_event.period = "bar", "500", "750"
    t.device.set_attribute_config(config)
    seen = [t.attempt(t.admin.command_inout, "DevRestart", t.name), t.back(),
            t.attempt(t.device.get_attribute_config, "level"), t.stored("level")]
    config.unit, config.max_value, config.events.per_event.period = "", "Not specified", "Not specified"
    return [*seen, t.attempt(t.device.set_attribute_config, config), t.stored("level")]


@topic
def configuration_from_code(t):
    seen = [t.run("SetLimit", 10.0), t.write("level", 11.0), t.attempt(t.device.get_attribute_config, "level"),
            t.stored("level")]
    config = t.device.get_attribute_config("level")
    config.max_value = "Not specified"
    return [*seen, t.attempt(t.device.set_attribute_config, config), t.write("level", 11.0), t.stored("level")]


@topic
def labels(t):
    seen = []

    def look():
        seen.append([t.read("dynamic_enum"), t.attempt(lambda: list(t.device.get_attribute_config("dynamic_enum").enum_labels)),
                     t.stored("dynamic_enum")])

    look()
    for wanted in (["Zero", "One", "Two"], ["Zero", "Zero"], [], ["Alone"], ["Zero", "One", "Two"]):
        seen.append(t.run("SetLabels", wanted))
        look()
    for number in (2, 3, -1):
        seen.append(t.write("dynamic_enum", number))
    look()
    for wanted in (["Nil", "Un", "Deux"], ["a", "b"], ["a", "a", "b"], ["Zero", "One", "Two"]):
        config = t.device.get_attribute_config("dynamic_enum")
        config.enum_labels = wanted
        seen.append(t.attempt(t.device.set_attribute_config, config))
        look()
    seen += [t.write("dynamic_enum", 0), t.run("SetLabels", ["Dummy"])]
    look()
    return seen


@topic
def memorized_values(t):
    names = ["memorized_short", "memorized_double", "memorized_string", "memorized_long64", "memorized_boolean",
             "memorized_enum"]
    seen = [[t.read(name) for name in names], t.run("Hardware")]
    for values in ((12, 1.25, "a, b # \"c\" \\", -2**40, True, 2), (-3, 1e-300, "", 2**62, False, 0)):
        seen.append([[t.write(name, value), t.stored(name)] for name, value in zip(names, values)])
        seen += [t.run("Hardware"), t.attempt(t.device.command_inout, "Init"), t.run("Hardware"),
                 [t.read(name) for name in names]]
        seen += [t.attempt(t.admin.command_inout, "DevRestart", t.name), t.back(), t.run("Hardware"),
                 [t.read(name) for name in names]]
    return seen


@topic
def memorized_value_that_fails(t):
    names = ["memorized_short", "memorized_boolean"]
    seen = [t.write("memorized_short", 5), t.run("FailWriting", 1), t.write("memorized_short", 6), t.read("memorized_short"),
            t.stored("memorized_short"), t.attempt(t.device.command_inout, "Init")]
    seen += [[t.read(name) for name in names], t.attempt(t.device.state), t.attempt(t.device.status)]
    t.run("FailWriting", 0)
    for name, value in zip(names, (7, True)):
        seen += [t.write(name, value), t.read(name)]
    seen += [t.write("memorized_enum", 1), t.write("memorized_string", "x"), t.attempt(t.device.state),
             t.attempt(t.device.status)]
    return seen


@topic
def limits_and_a_memorized_value(t):
    seen = [t.write("memorized_short", 50)]
    for field, text in (("max_value", "40"), ("min_value", "60"), ("max_value", "70"), ("max_value", "Not specified")):
        config = t.device.get_attribute_config("memorized_short")
        setattr(config, field, text)
        seen.append([t.attempt(t.device.set_attribute_config, config), t.stored("memorized_short")])
    return seen
