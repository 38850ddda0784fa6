"""A client without a client library: calls any operation of a device and shows the answer as plain data."""
import re
import socket
import struct

from tango_idl import IDL, PLAIN

CODES = {"boolean": "?", "octet": "B", "char": "B", "short": "h", "unsigned short": "H", "long": "i",
         "unsigned long": "I", "long long": "q", "unsigned long long": "Q", "float": "f", "double": "d"}
KINDS = {2: "short", 3: "long", 4: "unsigned short", 5: "unsigned long", 6: "float", 7: "double", 8: "boolean",
         9: "char", 10: "octet", 23: "long long", 24: "unsigned long long"}
NUMBERS = {kind: code for code, kind in KINDS.items()}


def resolved(kind):
    """A type without its names."""
    while isinstance(kind, str) and kind not in PLAIN:
        kind = IDL.types[kind]
    return kind


class Writer:
    """Writes little-endian CDR; `start` is where the alignment counts from."""

    def __init__(self, start=0):
        self.data, self.start = bytearray(), start

    def plain(self, kind, value):
        size = struct.calcsize(CODES[kind])
        self.data += bytes(-(len(self.data) + self.start) % size) + struct.pack("<" + CODES[kind], value)

    def octets(self, value):
        self.plain("unsigned long", len(value))
        self.data += value

    def write(self, kind, value):
        kind = resolved(kind)
        if isinstance(kind, tuple):
            return getattr(self, "write_" + kind[0])(kind, value)
        if kind == "string":
            return self.octets(value.encode("latin-1") + b"\0")
        if kind == "any":
            return self.any(*value)
        return self.plain(kind, value)

    def write_sequence(self, kind, values):
        self.plain("unsigned long", len(values))
        self.write_array(kind, values)

    def write_array(self, kind, values):
        for value in values:
            self.write(kind[1], value)

    def write_struct(self, kind, value):
        for name, field in kind[1]:
            self.write(field, value[name])

    def write_enum(self, kind, value):
        self.plain("unsigned long", kind[1].index(value))

    def write_union(self, kind, value):
        label, content = value
        self.write(kind[1], label)
        self.write(kind[2][label], content)

    def any(self, kind, value):
        """A basic type, "void", "string", or ("sequence", basic type)."""
        if isinstance(kind, tuple):
            inner = Writer()
            inner.plain("octet", 1)
            inner.code(kind[1])
            inner.plain("unsigned long", 0)
            self.plain("unsigned long", 19)
            self.octets(bytes(inner.data))
        else:
            self.code(kind)
        if kind != "void":
            self.write(kind, value)

    def code(self, kind):
        self.plain("unsigned long", {"void": 1, "string": 18, **NUMBERS}[kind])
        if kind == "string":
            self.plain("unsigned long", 0)


class Reader:
    """Reads CDR."""

    def __init__(self, data, order="<", at=0):
        self.data, self.order, self.at = data, order, at

    def plain(self, kind):
        size = struct.calcsize(CODES[kind])
        self.at += -self.at % size
        value = struct.unpack_from(self.order + CODES[kind], self.data, self.at)[0]
        self.at += size
        return value

    def octets(self):
        size = self.plain("unsigned long")
        self.at += size
        return self.data[self.at - size:self.at]

    def read(self, kind):
        kind = resolved(kind)
        if isinstance(kind, tuple):
            return getattr(self, "read_" + kind[0])(kind)
        if kind == "string":
            return self.octets()[:-1].decode("latin-1")
        if kind == "any":
            kind, name = self.code()
            return [name, self.read(kind) if kind != "void" else None]
        return self.plain(kind)

    def read_sequence(self, kind):
        return [self.read(kind[1]) for _ in range(self.plain("unsigned long"))]

    def read_array(self, kind):
        return [self.read(kind[1]) for _ in range(kind[2])]

    def read_struct(self, kind):
        return {name: self.read(field) for name, field in kind[1]}

    def read_enum(self, kind):
        return kind[1][self.plain("unsigned long")]

    def read_union(self, kind):
        label = self.read(kind[1])
        return [label, self.read(kind[2][label])]

    def code(self):
        """A type code: the type, and how it is written."""
        number = self.plain("unsigned long")
        if number in (0, 1):
            return "void", "void"
        if number in KINDS:
            return KINDS[number], KINDS[number]
        if number == 18:
            self.plain("unsigned long")
            return "string", "string"
        data = self.octets()
        inner = Reader(data, "<" if data[0] else ">", 1)
        if number == 19:
            kind, name = inner.code()
            return ("sequence", kind), f"sequence of {name}"
        name, _ = inner.read("string"), inner.read("string")
        if number == 21:
            kind, inside = inner.code()
            return kind, f"{name} = {inside}"
        if number == 17:
            return "unsigned long", name
        assert number == 15, f"type code {number}"
        fields = [(inner.read("string"), inner.code()[0]) for _ in range(inner.plain("unsigned long"))]
        return ("struct", fields), name


def address(reference):
    """Host, port and object key: of the name of a device without a database, or of an object reference in hexadecimals."""
    if not reference.startswith("IOR:"):
        host, port, name = re.fullmatch(r"tango://([^:]+):(\d+)/([^#]+)#dbase=no", reference).groups()
        return host, int(port), name.lower().encode()
    data = bytes.fromhex(reference[4:])
    reader = Reader(data, "<" if data[0] else ">", 1)
    reader.read("string")
    for _ in range(reader.plain("unsigned long")):
        kind, profile = reader.plain("unsigned long"), reader.octets()
        if kind == 0:
            inner = Reader(profile, "<" if profile[0] else ">", 3)  # behind the version
            return inner.read("string"), inner.plain("unsigned short"), inner.octets()
    raise ValueError("a reference without an address")


class Device:
    """One connection to one device; to one behind a unix socket with `path`."""

    def __init__(self, reference, timeout=20, path=None):
        host, port, self.key = address(reference)
        if path is None:
            self.socket = socket.create_connection((host, port), timeout)
        else:
            self.socket = socket.socket(socket.AF_UNIX)
            self.socket.settimeout(timeout)
            self.socket.connect(str(path))
        self.number = 0

    def close(self):
        self.socket.close()

    def call(self, operation, *arguments):
        """The result of an operation; an error as a dictionary with its type."""
        return self.answer(self.send(operation, *arguments))

    def send(self, operation, *arguments):
        """Sends a request; returns the type of its result."""
        result, kinds = IDL.operations[operation]
        self.number += 1
        head = Writer(12)
        head.plain("unsigned long", self.number)
        head.data += b"\3\0\0\0"
        head.plain("short", 0)
        head.octets(self.key)
        head.write("string", operation)
        head.plain("unsigned long", 0)
        if kinds:
            head.data += bytes(-(len(head.data) + 12) % 8)
        for (_, kind), value in zip(kinds, arguments, strict=True):
            head.write(kind, value)
        self.socket.sendall(b"GIOP\1\2\1\0" + struct.pack("<I", len(head.data)) + head.data)
        return result

    def answer(self, result):
        reader = self.message()
        reader.plain("unsigned long")
        status = reader.plain("unsigned long")
        for _ in range(reader.plain("unsigned long")):
            reader.plain("unsigned long")
            reader.octets()
        if reader.at < len(reader.data):
            reader.at += -reader.at % 8
        if status == 0:
            return reader.read(result) if result != "void" else None
        name = reader.read("string")
        if status == 1:
            return {"raised": name, **reader.read(name.split("/")[1].split(":")[0])}
        return {"raised": name}

    def message(self):
        head, body = self.part()
        order, more = "<" if head[6] & 1 else ">", head[6] & 2
        assert head[7] == 1, f"message {head[7]}"
        while more:  # long answers come in fragments, each with the number of the request
            next_head, fragment = self.part()
            assert next_head[7] == 7, f"message {next_head[7]}"
            body, more = body + fragment[4:], next_head[6] & 2
        return Reader(head + body, order, 12)

    def part(self):
        head = self.exactly(12)
        return head, self.exactly(struct.unpack("<I" if head[6] & 1 else ">I", head[8:])[0])

    def exactly(self, count):
        data = b""
        while len(data) < count:
            part = self.socket.recv(count - len(data))
            if not part:
                raise EOFError("the server closed the connection")
            data += part
        return data
