"""omniidl back-end for the tests: one value of every type, in Swift and in C++, and a servant that checks every operation.

usage: omniidl -p<directory of this file> -bsamples -Wbswift=FILE tango.idl
       omniidl -p<directory of this file> -bsamples -Wbcxx=FILE tango.idl
       omniidl -p<directory of this file> -bsamples -Wbstubs=FILE tango.idl

The third is a device that answers nothing, for tests that need a device with a few answers. Both languages get the same values, so the bytes that omniORB's own C++ stubs write are the golden bytes of the Swift codecs.
"""

import itertools

from omniidl import idlast, idltype, idlvisitor

from swift import Output, SwiftVisitor, ident, swift_type

INTEGERS = {
    idltype.tk_short: ("Int16", "CORBA::Short", -1),
    idltype.tk_long: ("Int32", "CORBA::Long", -70000),
    idltype.tk_longlong: ("Int64", "CORBA::LongLong", -5000000000),
    idltype.tk_ushort: ("UInt16", "CORBA::UShort", 40000),
    idltype.tk_ulong: ("UInt32", "CORBA::ULong", 3000000000),
    idltype.tk_ulonglong: ("UInt64", "CORBA::ULongLong", 1 << 63),
    idltype.tk_octet: ("UInt8", "CORBA::Octet", 200),
}
FLOATS = {idltype.tk_float: ("Float", "CORBA::Float"), idltype.tk_double: ("Double", "CORBA::Double")}

# case of CORBAAny, declared IDL type, how C++ inserts it (scalars go in as basic types)
ANY = [
    ("boolean", "DevBoolean", "CORBA::Any::from_boolean(%s)"),
    ("short", "DevShort", "%s"),
    ("long", "DevLong", "%s"),
    ("longlong", "DevLong64", "%s"),
    ("ushort", "DevUShort", "%s"),
    ("ulong", "DevULong", "%s"),
    ("ulonglong", "DevULong64", "%s"),
    ("float", "DevFloat", "%s"),
    ("double", "DevDouble", "%s"),
    ("string", "DevString", "%s"),
    ("octet", "DevUChar", "CORBA::Any::from_octet(%s)"),
    ("state", "DevState", "%s"),
    ("octets", "DevVarCharArray", "%s"),
    ("shorts", "DevVarShortArray", "%s"),
    ("longs", "DevVarLongArray", "%s"),
    ("longlongs", "DevVarLong64Array", "%s"),
    ("ushorts", "DevVarUShortArray", "%s"),
    ("ulongs", "DevVarULongArray", "%s"),
    ("ulonglongs", "DevVarULong64Array", "%s"),
    ("floats", "DevVarFloatArray", "%s"),
    ("doubles", "DevVarDoubleArray", "%s"),
    ("strings", "DevVarStringArray", "%s"),
    ("booleans", "DevVarBooleanArray", "%s"),
    ("states", "DevVarStateArray", "%s"),
    ("longStrings", "DevVarLongStringArray", "%s"),
    ("doubleStrings", "DevVarDoubleStringArray", "%s"),
    ("encoded", "DevEncoded", "%s"),
    ("encodeds", "DevVarEncodedArray", "%s"),
    ("pipeBlob", "DevPipeBlob", "%s"),
]


locals_made = itertools.count()


def fresh():
    """The name of a C++ variable that hides no other."""
    return "x%d" % next(locals_made)


class Value:
    """A value: its Swift expression, and `fill(path)`, the C++ statements that assign it."""

    def __init__(self, swift, fill, cxx=None):
        self.swift, self.fill, self.cxx = swift, fill, cxx


def literal(swift, cxx):
    return Value(swift, lambda path: ["%s = %s;" % (path, cxx)], cxx)


class Sampler:
    def __init__(self, declared):
        self.declared, self.n, self.depth, self.any = declared, 0, 0, 0

    def next(self):
        self.n += 1
        return self.n

    def value(self, t, branch=0):
        kind = t.kind()
        if kind == idltype.tk_alias:
            sizes = t.decl().sizes()
            return self.fixed(t, sizes[0]) if sizes else self.value(t.decl().alias().aliasType(), branch)
        if kind in INTEGERS:
            swift, cxx, base = INTEGERS[kind]
            n = base + self.next() % 50
            if kind == idltype.tk_ulonglong:
                return literal("%s(%d)" % (swift, n), "%s(%dULL)" % (cxx, n))
            return literal("%s(%d)" % (swift, n), "%s(%dLL)" % (cxx, n))
        if kind in FLOATS:
            swift, cxx = FLOATS[kind]
            n = self.next() + 0.25
            return literal("%s(%s)" % (swift, n), "%s(%s)" % (cxx, n))
        if kind == idltype.tk_boolean:
            n = self.next() % 2
            return literal("true" if n else "false", "CORBA::Boolean(%d)" % n)
        if kind == idltype.tk_string:
            n = self.next()
            cxx = '(const char *)"caf\\xe9 %d"' % n
            return Value('"café %d"' % n, lambda path: ["%s = %s;" % (path, cxx)], cxx)
        if kind == idltype.tk_any:
            self.any += 1
            return self.any_value(self.any % (len(ANY) - 1))  # all but the pipe's
        if kind == idltype.tk_sequence:
            return self.sequence(t)
        declaration = t.decl()
        if isinstance(declaration, (idlast.Struct, idlast.StructForward)):
            return self.structure(self.declared[t.name()])
        if isinstance(declaration, idlast.Enum):
            labels = declaration.enumerators()
            label = labels[self.next() % len(labels)].identifier()
            return literal("%s.%s" % (t.name(), ident(label)), "Tango::" + label)
        if isinstance(declaration, idlast.Union):
            return self.union(declaration, branch if branch else self.next() % len(declaration.cases()))
        raise SystemExit("no sample for a type of kind %d" % kind)

    def fixed(self, t, count):
        element = t.decl().alias().aliasType()
        values = [self.value(element) for _ in range(count)]
        swift = "%s(%s)" % (t.name(), ", ".join("element%d: %s" % (i, v.swift) for i, v in enumerate(values)))
        return Value(swift, lambda p: [s for i, v in enumerate(values) for s in v.fill("%s[%d]" % (p, i))])

    def sequence(self, t):
        element = t.seqType()
        recursive = isinstance(element, idltype.Declared) and element.name() == "DevPipeDataElt"
        count = 2 + self.next() % 2
        if recursive:
            count = 0 if self.depth > 1 else 2
        self.depth += recursive
        values = [self.value(element) for _ in range(count)]
        self.depth -= recursive

        def fill(path):
            return ["%s.length(%d);" % (path, count)] + [
                s for i, v in enumerate(values) for s in v.fill("%s[%d]" % (path, i))
            ]

        return Value("[%s] as %s" % (", ".join(v.swift for v in values), swift_type(t)), fill)

    def structure(self, declaration):
        fields = []
        for member in declaration.members():
            for declarator in member.declarators():
                fields.append((declarator.identifier(), self.value(member.memberType())))
        swift = "%s(%s)" % (declaration.identifier(), ", ".join("%s: %s" % (n, v.swift) for n, v in fields))
        return Value(swift, lambda p: [s for n, v in fields for s in v.fill("%s.%s" % (p, n))])

    def union(self, declaration, branch):
        case = declaration.cases()[branch]
        name, value = case.declarator().identifier(), self.value(case.caseType())
        swift = "%s.%s(%s)" % (declaration.identifier(), ident(name), value.swift)

        def fill(path):
            if value.cxx:
                return ["%s.%s(%s);" % (path, name, value.cxx)]
            local = fresh()
            start = "{ Tango::%s %s;" % (case.caseType().name(), local)
            return [start] + value.fill(local) + ["%s.%s(%s); }" % (path, name, local)]

        return Value(swift, fill)

    def any_value(self, number):
        if number < 0:
            return Value("CORBAAny.null", lambda path: [])
        case, name, insertion = ANY[number]
        value = self.value(self.declared_type(name))
        swift = "CORBAAny.%s(%s)" % (case, value.swift)

        def fill(path):
            if value.cxx:
                return ["%s <<= %s;" % (path, insertion % value.cxx)]
            local = fresh()
            return ["{ Tango::%s %s;" % (name, local)] + value.fill(local) + ["%s <<= %s; }" % (path, local)]

        return Value(swift, fill)

    def declared_type(self, name):
        declaration = self.declared[name]
        kinds = {idlast.Struct: idltype.tk_struct, idlast.Enum: idltype.tk_enum, idlast.Union: idltype.tk_union}
        kind = kinds.get(type(declaration), idltype.tk_alias)
        return idltype.Declared(declaration, declaration.scopedName(), kind, 0)


class Collector(idlvisitor.AstVisitor):
    def __init__(self):
        self.declared, self.order, self.interfaces = {}, [], []

    def visitAST(self, node):
        for declaration in node.declarations():
            declaration.accept(self)

    visitModule = lambda self, node: [d.accept(self) for d in node.definitions()]

    def add(self, node):
        self.declared[node.identifier()] = node
        self.order.append(node.identifier())

    visitStruct = visitEnum = visitUnion = visitException = add

    def visitTypedef(self, node):
        for declarator in node.declarators():
            self.add(declarator)

    def visitInterface(self, node):
        self.interfaces.append(node)


def samples(collector):
    """Name, type, value of every sample."""
    for name in collector.order:
        declaration = collector.declared[name]
        if isinstance(declaration, idlast.Exception):
            yield name, name, Sampler(collector.declared).structure(declaration)
            continue
        sampler = Sampler(collector.declared)
        t = sampler.declared_type(name)
        if isinstance(declaration, idlast.Union):
            for branch in range(len(declaration.cases())):
                yield "%s_%d" % (name, branch), name, Sampler(collector.declared).union(declaration, branch)
        elif not isinstance(declaration, idlast.Declarator) or is_sequence(declaration):
            yield name, name, sampler.value(t)
    for number in range(-1, len(ANY)):
        yield "Any_%s" % (ANY[number][0] if number >= 0 else "null"), "CORBAAny", Sampler(
            collector.declared
        ).any_value(number)


def is_sequence(declarator):
    return declarator.alias().aliasType().unalias().kind() == idltype.tk_sequence


def write_swift(path, collector):
    o = Output()
    o("// Generated from tango.idl by idl/backend/samples.py. Do not edit.")
    o("import ORBBridge")
    o("import TangoIDL")
    o()
    o.open("enum Samples")
    names = []
    for name, t, value in samples(collector):
        o("private static var of_%s: %s { %s }" % (name, t, value.swift))
        names.append(name)
    o.open("static var all: [Sample]")
    o("var all: [Sample] = []")
    for name in names:
        o('all.append(Sample("%s", of_%s))' % (name, name))
    o("return all")
    o.close()
    o.close()
    o()
    servant(o, collector)
    with open(path, "w") as out:
        out.write("\n".join(o.lines) + "\n")


def servant(o, collector):
    """A servant that refuses arguments other than the samples and answers samples; a caller of every operation."""
    visitor = SwiftVisitor(o)
    operations = [op for interface in collector.interfaces for op in operation_samples(visitor, interface, collector)]
    o.open("final class SampleServant: Device_6Servant")
    for (wire, method, result, parameters, _), arguments, value in operations:
        signature = ["_ %s: %s" % (ident(p), t) for p, t in parameters] + ["_ call: CallInfo"]
        o.open("func %s(%s) throws%s" % (method, ", ".join(signature), "" if result == "Void" else " -> " + result))
        for (p, _), argument in zip(parameters, arguments):
            o('try same(%s, %s, "%s.%s")' % (ident(p), argument.swift, method, p))
        if value:
            o("return %s" % value.swift)
        o.close()
    o.close()
    o()
    o.open("func callEveryOperation(_ device: Device_6Ref) throws")
    for (wire, method, result, parameters, _), arguments, value in operations:
        call = "try device.%s(%s)" % (method, ", ".join(a.swift for a in arguments))
        o('try same(%s, %s, "%s")' % (call, value.swift, method) if value else call)
    o.close()


def write_stubs(path, collector):
    o = Output()
    visitor = SwiftVisitor(o)
    o("// Generated from tango.idl by idl/backend/samples.py. Do not edit.")
    o("import ORBBridge")
    o("import TangoIDL")
    o()
    o("/// A device that answers nothing; tests override what they need. It has no state to guard.")
    o.open("class StubServant: Device_6Servant, @unchecked Sendable")
    for interface in collector.interfaces:
        for operation in visitor.operations(interface):
            o.open(visitor.servant_method(operation))
            o('throw DevFailed("Test_NotStubbed", "%s", "StubServant")' % operation[1])
            o.close()
    o.close()
    with open(path, "w") as out:
        out.write("\n".join(o.lines) + "\n")


def operation_samples(visitor, interface, collector):
    nodes = {}
    for c in interface.callables():
        if isinstance(c, idlast.Attribute):
            for name in c.identifiers():
                nodes["_get_" + name] = (c.attrType(), [])
        else:
            nodes[c.identifier()] = (c.returnType(), [p.paramType() for p in c.parameters()])
    for operation in visitor.operations(interface):
        result, parameters = nodes[operation[0]]
        sampler = Sampler(collector.declared)
        arguments = [sampler.value(t) for t in parameters]
        value = None if result.kind() == idltype.tk_void else sampler.value(result)
        yield operation, arguments, value


def write_cxx(path, collector):
    lines = ["// Generated from tango.idl by idl/backend/samples.py.", '#include "golden.hpp"', "", "void all() {"]
    for name, t, value in samples(collector):
        cxx = "CORBA::Any" if t == "CORBAAny" else "Tango::" + t
        lines += ["  { %s v;" % cxx] + ["    " + s for s in value.fill("v")] + ['    show("%s", v); }' % name]
    lines.append("}")
    with open(path, "w") as out:
        out.write("\n".join(lines) + "\n")


def run(tree, args):
    collector = Collector()
    tree.accept(collector)
    for argument in args:
        key, _, path = argument.partition("=")
        {"swift": write_swift, "cxx": write_cxx, "stubs": write_stubs}[key](path, collector)
