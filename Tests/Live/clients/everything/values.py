"""Reading and writing values of every type."""
from .base import TYPES, sample, topic


@topic
def initial_values(t):
    return {name: t.read(name) for name in t.device.get_attribute_list()}


@topic
def values_read_together(t):
    names = list(t.device.get_attribute_list())
    return t.attempt(lambda: [t.look(each) for each in t.device.read_attributes(names)])


@topic
def writing_scalars(t):
    seen = {}
    for kind in TYPES:
        for access in ("ro", "wo", "rw", "rww"):
            name = f"{kind}_scalar_{access}"
            seen[name] = [[t.write(name, sample(t, kind, number)), t.read(name)] for number in (1, 2)]
        seen[f"{kind} partner"] = t.read(f"{kind}_scalar_rww")
    return seen


@topic
def writing_spectra(t):
    seen = {}
    for kind in TYPES:
        for access in ("ro", "wo", "rw"):
            name = f"{kind}_spectrum_{access}"
            seen[name] = [[t.write(name, [sample(t, kind, each) for each in range(count)]), t.read(name)]
                          for count in (3, 4, 1, 5)]
    return seen


@topic
def writing_images(t):
    seen = {}
    for kind in TYPES:
        for access in ("ro", "wo", "rw"):
            name = f"{kind}_image_{access}"
            seen[name] = [[t.write(name, [[sample(t, kind, row + x) for x in range(width)] for row in range(height)]),
                           t.read(name)] for width, height in ((3, 2), (4, 3), (1, 1), (5, 2), (2, 4))]
    return seen


@topic
def writing_at_the_bounds(t):
    bounds = {"short": (-2**15, 2**15 - 1), "ushort": (0, 2**16 - 1), "long": (-2**31, 2**31 - 1),
              "ulong": (0, 2**32 - 1), "long64": (-2**63, 2**63 - 1), "ulong64": (0, 2**64 - 1), "uchar": (0, 255),
              "double": (float("nan"), float("inf"), 1e308), "float": (float("-inf"), 3e38), "enum": (-1, 4, 3),
              "string": ("", "d\xe9j\xe0", "a\nb", "x" * 400)}
    return {kind: [[t.write(f"{kind}_scalar_rw", value), t.read(f"{kind}_scalar_rw")] for value in values]
            for kind, values in bounds.items()}


@topic
def writing_several(t):
    pairs = [("level", 7.0), ("nope", 1.0), ("expert", 1.0), ("double_scalar_rw", 2.0)]
    seen = [t.attempt(t.device.write_attributes, pairs), t.read("level"), t.read("double_scalar_rw")]
    return [*seen, t.attempt(lambda: t.look(t.device.write_read_attribute("level", 8.0)))]


@topic
def quality_and_time(t):
    seen = []
    for number in (0, 1, 2, 3, 4, 0):
        t.run("SetQuality", number)
        reading = t.attempt(lambda: t.device.read_attribute("quality").time.totime())
        seen.append([t.read("quality"), reading if number not in (1,) else None, t.attempt(t.device.state),
                     t.attempt(t.device.status)])
    return seen


@topic
def errors_of_the_device(t):
    seen = []
    for number in (1, 2, 3):
        seen.append(t.run("Fail", number))
        for command in ("FailReading", "FailWriting"):
            t.run(command, number)
            seen += [t.read("level"), t.write("level", 3.0), t.attempt(t.device.state),
                     t.attempt(lambda: [t.look(each) for each in t.device.read_attributes(["level", "long_scalar_ro"])])]
            t.run(command, 0)
    return [*seen, t.read("level")]


@topic
def alarms(t):
    seen = []
    for value in (50.0, 85.0, 95.0, 15.0, 5.0, 50.0):
        t.write("alarmed", value)
        seen.append([t.read("alarmed"), t.attempt(t.device.state), t.attempt(t.device.status)])
    t.write("alarmed", 2.25)
    return seen


@topic
def echoes(t):
    values = {"Boolean": [True, False], "Short": [-5], "Long": [-2**31], "Long64": [2**63 - 1], "Float": [1.5],
              "Double": [float("nan"), 1e300], "UShort": [65535], "ULong": [2**32 - 1], "ULong64": [2**64 - 1],
              "String": ["", "d\xe9j\xe0"], "State": [t.tango.DevState.MOVING], "Booleans": [[True, False], []],
              "Chars": [[1, 255], []], "Shorts": [[-1, 2], []], "Longs": [[-1, 2], []], "Long64s": [[-2**63], []],
              "Floats": [[0.5], []], "Doubles": [[0.25, 1e300], []], "UShorts": [[65535], []], "ULongs": [[7], []],
              "ULong64s": [[2**64 - 1], []], "Strings": [["a", ""], []], "LongStrings": [([1, 2], ["a"]), ([], [])],
              "DoubleStrings": [([1.5], ["a", "b"])], "Encoded": [("format", b"\x00\x01\xff"), ("", b"")]}
    seen = {kind: [t.run(f"Echo{kind}", value) for value in each] for kind, each in values.items()}
    seen["wrong"] = [t.run("EchoShort", 70000), t.run("EchoLongs", "x"), t.run("Described", 3), t.run("Described")]
    return seen


@topic
def encoded_values(t):
    made = t.tango.EncodedAttribute()
    seen = [t.read("encoded")]
    for data in (("mine", b"\x00\x01\x02"), ("", b""), ("x" * 300, bytes(range(256)))):
        seen.append([t.write("encoded", data), t.read("encoded")])
    image = t.numpy.arange(12, dtype=t.numpy.uint8).reshape(3, 4)
    for name, pixels in (("gray8", image), ("gray16", image.astype(t.numpy.uint16) * 300)):
        getattr(made, f"encode_{name}")(pixels)
        seen.append(t.attempt(t.device.write_attribute, "encoded", made))
        read = t.device.read_attribute("encoded", extract_as=t.tango.ExtractAs.Nothing)
        seen.append([t.read("encoded"), t.attempt(getattr(t.tango.EncodedAttribute(), f"decode_{name}"), read)])
    made.encode_jpeg_gray8(image, quality=100.0)
    seen.append(t.attempt(t.device.write_attribute, "encoded", made))
    read = t.device.read_attribute("encoded", extract_as=t.tango.ExtractAs.Nothing)
    seen.append(t.attempt(t.tango.EncodedAttribute().decode_gray8, read))
    return seen
