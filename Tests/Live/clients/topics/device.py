"""What the device tells about itself: identity, configuration, names, the black box; and its pipes."""
import survey

from .base import topic


@topic
def identity(t):
    calls = ("info", "name", "dev_name", "adm_name", "description", "state", "status", "get_idl_version",
             "get_attribute_list", "get_command_list", "is_locked", "get_logging_level", "get_logging_target",
             "polling_status")
    return {call: t.attempt(getattr(t.device, call)) for call in calls}


topic(survey.attribute_configuration)
topic(survey.command_table)


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
    seen = [t.attempt(t.device.black_box, 12), counts]
    t.device.write_read_attributes([("string_scalar", "y")], ["boolean_scalar", "string_scalar"])
    return [*seen, t.attempt(t.device.black_box, 1)]


@topic
def pipes(t):
    if not hasattr(t.device, "read_pipe"):
        return "this client has no pipes"
    name = "string_long_short_ro"
    blob = ("x", [{"name": "a", "value": 1}])
    return [t.attempt(t.device.get_pipe_list), t.attempt(t.device.get_pipe_config), t.attempt(t.device.read_pipe, name),
            t.attempt(t.device.read_pipe, name.upper()), t.attempt(t.device.read_pipe, "nope"),
            t.attempt(t.device.get_pipe_config, ["nope"]), t.attempt(t.device.write_pipe, name, blob),
            t.attempt(t.device.write_pipe, name.upper(), blob)]
