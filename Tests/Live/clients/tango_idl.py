"""Reads the project's IDL, so that a client can call every operation of every generation of the device interface."""
import pathlib
import re

SOURCE = pathlib.Path(__file__).resolve().parents[3] / "idl/tango.idl"
PLAIN = {"boolean", "octet", "char", "short", "unsigned short", "long", "unsigned long", "long long",
         "unsigned long long", "float", "double", "string", "any", "void"}
TOKEN = re.compile(r"//[^\n]*|/\*.*?\*/|(\w+|[{}()\[\]<>;:,=])|\s+", re.S)


class Idl:
    """The types by name, as tuples that start with their kind, and the operations by name.

    An operation is its result and its arguments, each a name and a type.
    """

    def __init__(self, text):
        self.tokens = [match[1] for match in TOKEN.finditer(text) if match[1]]
        self.at = 0
        self.types, self.operations = {}, {}
        while self.at < len(self.tokens):
            self.declaration()

    def next(self):
        self.at += 1
        return self.tokens[self.at - 1]

    def peek(self):
        return self.tokens[self.at]

    def expect(self, *wanted):
        for token in wanted:
            assert self.next() == token, self.tokens[self.at - 5:self.at + 5]

    def declaration(self):
        token = self.next()
        handler = getattr(self, "read_" + token, None)
        if handler:
            handler()
        else:
            assert token in "};", self.tokens[self.at - 5:self.at + 5]

    def read_module(self):
        self.next()
        self.expect("{")

    def read_typedef(self):
        kind, name = self.type(), self.next()
        if self.peek() == "[":
            self.expect("[")
            kind = ("array", kind, int(self.next()))
            self.expect("]")
        self.types[name] = kind

    def read_struct(self):
        name = self.next()
        if self.peek() == ";":
            return
        self.expect("{")
        fields = []
        while self.peek() != "}":
            kind, field = self.type(), self.next()
            fields.append((field, kind))
            self.expect(";")
        self.types[name] = ("struct", fields)
        self.expect("}")

    read_exception = read_struct

    def read_enum(self):
        name = self.next()
        self.expect("{")
        labels = []
        while self.peek() != "}":
            token = self.next()
            labels += [token] if token != "," else []
        self.types[name] = ("enum", labels)
        self.expect("}")

    def read_union(self):
        name = self.next()
        self.expect("switch", "(")
        switch, cases = self.next(), []
        self.expect(")", "{")
        while self.peek() != "}":
            self.expect("case")
            label = self.next()
            self.expect(":")
            cases.append((label, self.type()))
            self.next()
            self.expect(";")
        self.types[name] = ("union", switch, dict(cases))
        self.expect("}")

    def read_interface(self):
        while self.next() != "{":
            pass
        while self.peek() != "}":
            self.operation()
        self.expect("}")

    def operation(self):
        if self.peek() == "readonly":
            self.expect("readonly", "attribute")
            kind, name = self.type(), self.next()
            self.operations["_get_" + name] = (kind, [])
        else:
            result, name, arguments = self.type(), self.next(), []
            self.expect("(")
            while self.peek() != ")":
                self.expect("in")
                kind, argument = self.type(), self.next()
                arguments.append((argument, kind))
                if self.peek() == ",":
                    self.next()
            self.operations[name] = (result, arguments)
        while self.next() != ";":
            pass

    def type(self):
        token = self.next()
        if token == "sequence":
            self.expect("<")
            element = self.type()
            self.expect(">")
            return ("sequence", element)
        while f"{token} {self.peek()}" in PLAIN:
            token += " " + self.next()
        return token


IDL = Idl(SOURCE.read_text())
