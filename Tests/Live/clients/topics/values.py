"""Reading and writing attributes."""
from survey import wait_until

from .base import is_made_up, names, sample, topic


@topic
def readings(t):
    return {name: t.read(name) for name in t.device.get_attribute_list()}


@topic
def reading_several(t):
    groups = (["string_scalar", "no_value", "boolean_scalar"], ["nope", "string_scalar"], ["throw_exception"], [],
              ["State", "Status", "string_scalar", "string_scalar"])
    seen = [t.attempt(t.device.read_attributes, group) for group in groups]
    return [*seen, t.attempt(t.device.read_attribute, "THROW_exception"), t.attempt(t.device.read_attribute, "NO_value")]


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
    settled = wait_until(lambda: not bounded() and wave_is_high())
    before = t.device.read_attribute("ushort_image_ro").value
    changed = wait_until(lambda: (t.device.read_attribute("ushort_image_ro").value != before).any())
    return [settled, changed]
