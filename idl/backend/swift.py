"""omniidl back-end: Swift types with their CDR codecs, server skeletons and client stubs.

usage: omniidl -p<directory of this file> -bswift -Wbout=FILE tango.idl

What IDL allows and Tango does not use (out parameters, writable attributes, union defaults, …) is refused with file and
line, never generated wrongly.
"""

import os

from omniidl import idlast, idltype, idlvisitor

KEYWORDS = frozenset(
    """as associatedtype break case catch class continue default defer deinit do else enum extension fallthrough false
    fileprivate for func guard if import in init inout internal is let nil open operator private protocol public repeat
    rethrows return self static struct subscript super switch throw throws true try typealias var where while Self Any
    Type Protocol""".split()
)

# IDL base type: Swift type, case of TypeCode, bytes on the wire
BASE = {
    idltype.tk_short: ("Int16", ".short", 2),
    idltype.tk_long: ("Int32", ".long", 4),
    idltype.tk_ushort: ("UInt16", ".ushort", 2),
    idltype.tk_ulong: ("UInt32", ".ulong", 4),
    idltype.tk_float: ("Float", ".float", 4),
    idltype.tk_double: ("Double", ".double", 8),
    idltype.tk_boolean: ("Bool", ".boolean", 1),
    idltype.tk_octet: ("UInt8", ".octet", 1),
    idltype.tk_any: ("CORBAAny", ".any", 4),
    idltype.tk_longlong: ("Int64", ".longlong", 8),
    idltype.tk_ulonglong: ("UInt64", ".ulonglong", 8),
    idltype.tk_void: ("Void", ".void", 0),
}
STRING_SIZE = 5
LENGTH_SIZE = 4


def ident(name):
    return "`%s`" % name if name in KEYWORDS else name


def refuse(what, node):
    raise SystemExit("omniidl swift back-end: %s:%d: %s is not supported" % (node.file(), node.line(), what))


def swift_type(t):
    kind = t.kind()
    if kind in BASE:
        return BASE[kind][0]
    if kind == idltype.tk_string:
        return "String"
    if kind == idltype.tk_sequence:
        return "[%s]" % swift_type(t.seqType())
    if isinstance(t, idltype.Declared):
        return t.name()
    raise SystemExit("omniidl swift back-end: a type of kind %s is not supported" % kind)


class Output:
    def __init__(self):
        self.lines, self.indent = [], 0

    def __call__(self, line=""):
        self.lines.append("    " * self.indent + line if line else "")

    def open(self, line):
        self(line + " {")
        self.indent += 1

    def close(self):
        self.indent -= 1
        self("}")


class Member:
    """One declarator of a struct, exception or union."""

    def __init__(self, name, type_, sizes, node):
        if sizes:
            refuse("an array member without a typedef", node)
        self.name, self.idl, self.swift = name, type_, swift_type(type_)


class SwiftVisitor(idlvisitor.AstVisitor):
    def __init__(self, output):
        self.o = output
        self.forward = set()  # structs declared before their definition: the recursive ones
        self.sizes = {}  # declared name: least bytes on the wire
        self.codes = []  # name, Swift expression of its TypeCode
        self.definitions = {}  # name: definition of a struct
        self.open = {}  # name: repository id of the recursive types around the TypeCode being made

    # ---- types

    def size(self, t):
        kind = t.kind()
        if kind in BASE:
            return BASE[kind][2]
        if kind == idltype.tk_string:
            return STRING_SIZE
        if kind == idltype.tk_sequence:
            return LENGTH_SIZE
        return self.sizes[t.name()]

    def code(self, t):
        kind = t.kind()
        if kind in BASE:
            return BASE[kind][1]
        if kind == idltype.tk_string:
            return ".string(%d)" % t.bound()
        if kind == idltype.tk_sequence:
            return ".sequence(%s, %d)" % (self.code(t.seqType()), t.bound())
        if t.name() in self.open:
            return '.recursive("%s")' % self.open[t.name()]
        if self.mentions_forward(t):
            return self.inlined(t)  # a constant could not refer to the struct that it stands in
        return "TypeCodes.%s" % t.name()

    def inlined(self, t):
        if t.kind() == idltype.tk_alias:
            node = t.decl()
            self.open[t.name()] = node.repoId()
            code = '.alias("%s", "%s", %s)' % (node.repoId(), t.name(), self.code(node.alias().aliasType()))
        else:
            node = self.definitions[t.name()]
            self.open[t.name()] = node.repoId()
            code = self.structure_code(node)
        del self.open[t.name()]
        return code

    def structure_code(self, node):
        fields = ", ".join('("%s", %s)' % (m.name, self.code(m.idl)) for m in self.members(node))
        return '.structure("%s", "%s", [%s])' % (node.repoId(), node.identifier(), fields)

    def mentions_forward(self, t):
        t = t.unalias()
        if t.kind() == idltype.tk_sequence:
            return self.mentions_forward(t.seqType())
        return isinstance(t, idltype.Declared) and t.name() in self.forward

    def members(self, node):
        return [
            Member(d.identifier(), m.memberType(), d.sizes(), node) for m in node.members() for d in m.declarators()
        ]

    # ---- declarations

    def visitAST(self, node):
        for declaration in node.declarations():
            declaration.accept(self)

    def visitModule(self, node):
        for definition in node.definitions():
            definition.accept(self)

    def visitStructForward(self, node):
        self.forward.add(node.identifier())

    def visitTypedef(self, node):
        for declarator in node.declarators():
            name, sizes = declarator.identifier(), declarator.sizes()
            if sizes:
                self.fixed_array(name, node, sizes)
            else:
                self.o("/// IDL `%s`." % name)
                self.o("public typealias %s = %s" % (name, swift_type(node.aliasType())))
                self.sizes[name] = self.size(node.aliasType())
            if self.mentions_forward(node.aliasType()):
                continue  # its TypeCode stands where it is used
            code = self.code(node.aliasType())
            for size in reversed(sizes):
                code = ".array(%s, %d)" % (code, size)
            self.codes.append((name, 'TypeCode.alias("%s", "%s", %s)' % (declarator.repoId(), name, code)))

    def fixed_array(self, name, node, sizes):
        if len(sizes) != 1 or sizes[0] > 16:
            refuse("an array of this shape", node)
        element = swift_type(node.aliasType())
        fields = ["element%d" % i for i in range(sizes[0])]
        self.sizes[name] = sizes[0] * self.size(node.aliasType())
        o = self.o
        o()
        o("/// IDL `%s`: %d elements without a length." % (name, sizes[0]))
        self.value_type(name, [(f, element) for f in fields], "Sendable, Hashable", self.sizes[name], False)

    def value_type(self, name, fields, conformances, size, recursive, first_lines=()):
        o = self.o
        o.open("public struct %s: CDRCodable, %s" % (name, conformances))
        for line in first_lines:
            o(line)
        for field, t in fields:
            o("/// IDL member.")
            o("public var %s: %s" % (ident(field), t))
        o()
        o("/// The members in the order of the IDL.")
        o.open("public init(%s)" % ", ".join("%s: %s" % (ident(f), t) for f, t in fields))
        for field, _ in fields:
            o("self.%s = %s" % (field, ident(field)))
        o.close()
        o()
        o("/// The members without padding.")
        o("@inlinable public static var minimumWireSize: Int { %d }" % size)
        o()
        o("/// Reads the members in order.")
        o.open("public static func read(_ r: CDRReader) -> Self")
        if recursive:
            o("r.enter()")
            o("defer { r.leave() }")
            o("return Self(%s)" % ", ".join("%s: .read(r)" % f for f, _ in fields))
        else:
            o("Self(%s)" % ", ".join("%s: .read(r)" % f for f, _ in fields))
        o.close()
        o()
        o("/// Writes the members in order.")
        o.open("public func write(_ w: CDRWriter)")
        for field, _ in fields:
            o("self.%s.write(w)" % field)
        o.close()
        o.close()
        o()

    def visitStruct(self, node):
        name, members = node.identifier(), self.members(node)
        self.definitions[name] = node
        recursive = name in self.forward
        if recursive:  # its own name inside it is a sequence, whose size is known
            self.sizes[name] = LENGTH_SIZE
        self.sizes[name] = sum(self.size(m.idl) for m in members)
        self.o("/// IDL struct `%s`." % name)
        self.value_type(
            name, [(m.name, m.swift) for m in members], "Sendable, Equatable", self.sizes[name], recursive
        )
        if not recursive:
            self.codes.append((name, "TypeCode" + self.structure_code(node)))

    def visitException(self, node):
        name, members = node.identifier(), self.members(node)
        self.sizes[name] = sum(self.size(m.idl) for m in members)
        self.o("/// IDL exception `%s`." % name)
        first = ["/// The name on the wire.", 'public static let repositoryID: StaticString = "%s"' % node.repoId()]
        self.value_type(
            name,
            [(m.name, m.swift) for m in members],
            "CORBAUserException, Sendable, Equatable",
            self.sizes[name],
            False,
            first,
        )

    def visitEnum(self, node):
        o, name = self.o, node.identifier()
        names = [e.identifier() for e in node.enumerators()]
        self.sizes[name] = 4
        o("/// IDL enum `%s`." % name)
        o.open("public enum %s: UInt32, CDREnum, Sendable, CaseIterable" % name)
        for i, enumerator in enumerate(names):
            o("/// Number %d." % i)
            o("case %s = %d" % (ident(enumerator), i))
        o("/// What a reader that has failed answers.")
        o("@inlinable public static var first: Self { .%s }" % ident(names[0]))
        o.close()
        o()
        labels = ", ".join('"%s"' % n for n in names)
        self.codes.append((name, 'TypeCode.enumeration("%s", "%s", [%s])' % (node.repoId(), name, labels)))

    def visitUnion(self, node):
        o, name, switch = self.o, node.identifier(), swift_type(node.switchType())
        cases = []
        for case in node.cases():
            if len(case.labels()) != 1 or case.labels()[0].default():
                refuse("a union with a default or several labels", node)
            member = Member(case.declarator().identifier(), case.caseType(), case.declarator().sizes(), node)
            cases.append((case.labels()[0].value().identifier(), member))
        labels = [e.identifier() for e in node.switchType().unalias().decl().enumerators()]
        if len(labels) != len(cases):
            refuse("a union without a branch for every label", node)
        self.sizes[name] = 4 + min(self.size(m.idl) for _, m in cases)
        o("/// IDL union `%s`." % name)
        o.open("public enum %s: CDRCodable, Sendable, Equatable" % name)
        for label, m in cases:
            o("/// Branch `%s`." % label)
            o("case %s(%s)" % (ident(m.name), m.swift))
        o()
        o("/// The label of the branch.")
        o.open("public var discriminator: %s" % switch)
        o.open("switch self")
        for label, m in cases:
            o("case .%s: .%s" % (ident(m.name), ident(label)))
        o.close()
        o.close()
        o()
        o("/// The label and the smallest branch.")
        o("@inlinable public static var minimumWireSize: Int { %d }" % self.sizes[name])
        o()
        o("/// Reads the label, then its branch.")
        o.open("public static func read(_ r: CDRReader) -> Self")
        o.open("switch %s.read(r)" % switch)
        for label, m in cases:
            o("case .%s: .%s(.read(r))" % (ident(label), ident(m.name)))
        o.close()
        o.close()
        o()
        o("/// Writes the label, then its branch.")
        o.open("public func write(_ w: CDRWriter)")
        o("discriminator.write(w)")
        o.open("switch self")
        for _, m in cases:
            o("case .%s(let value): value.write(w)" % ident(m.name))
        o.close()
        o.close()
        o.close()
        o()
        branches = ", ".join(
            '(%d, "%s", %s)' % (labels.index(label), m.name, self.code(m.idl)) for label, m in cases
        )
        code = 'TypeCode.union("%s", "%s", TypeCodes.%s, [%s])' % (node.repoId(), name, switch, branches)
        self.codes.append((name, code))

    # ---- interfaces

    def operations(self, node):
        """Name on the wire, Swift method, result, parameters, exceptions of the operations that `node` itself adds."""
        result = []
        for c in node.callables():
            if isinstance(c, idlast.Attribute):
                if not c.readonly():
                    refuse("a writable attribute", c)
                for name in c.identifiers():
                    result.append(("_get_" + name, "get_" + name, swift_type(c.attrType()), [], []))
                continue
            if any(p.is_out() for p in c.parameters()):
                refuse("an out parameter", c)
            parameters = [(p.identifier(), swift_type(p.paramType())) for p in c.parameters()]
            raises = [e.identifier() for e in c.raises()]
            result.append((c.identifier(), c.identifier(), swift_type(c.returnType()), parameters, raises))
        return result

    def chain(self, node):
        """The interface and its ancestors, most derived first."""
        result = [node]
        while result[-1].inherits():
            if len(result[-1].inherits()) > 1:
                refuse("multiple inheritance", node)
            result.append(result[-1].inherits()[0])
        return result

    def visitInterface(self, node):
        self.servant(node)
        for operation in self.operations(node):
            self.server_call(node, operation)
        self.skeleton(node)
        self.client(node)

    def servant(self, node):
        o, name = self.o, node.identifier()
        parents = [x.identifier() + "Servant" for x in node.inherits()]
        o("/// What implements IDL interface `%s`. Methods run on threads of the ORB, in parallel." % name)
        o("///")
        o("/// They may throw what the IDL declares, or `CORBASystemException`; anything else becomes `UNKNOWN`.")
        o.open("public protocol %sServant: %s" % (name, ", ".join(parents) or "AnyObject, Sendable"))
        for operation in self.operations(node):
            o("/// IDL `%s`." % operation[0])
            o(self.servant_method(operation))
        o.close()
        o()

    def servant_method(self, operation):
        _, method, result, parameters, _ = operation
        arguments = ["_ %s: %s" % (ident(p), t) for p, t in parameters] + ["_ call: CallInfo"]
        return "func %s(%s) throws%s" % (method, ", ".join(arguments), "" if result == "Void" else " -> " + result)

    def server_call(self, node, operation):
        o, interface = self.o, node.identifier()
        _, method, result, parameters, _ = operation
        o.open("private final class %s_%s: ServerCall" % (interface, method))
        o("let servant: any %sServant" % interface)
        for p, t in parameters:
            o("let p_%s: %s" % (p, t))
        if result != "Void":
            o("var result: %s?" % result)
        o.open("init(_ r: CDRReader, _ servant: any %sServant)" % interface)
        o("self.servant = servant")
        for p, _ in parameters:
            o("p_%s = .read(r)" % p)
        o.close()
        arguments = ", ".join(["p_" + p for p, _ in parameters] + ["call"])
        o.open("override func invoke(_ call: CallInfo) throws")
        o("%stry servant.%s(%s)" % ("" if result == "Void" else "result = ", method, arguments))
        o.close()
        if result != "Void":
            o("override func writeResult(_ w: CDRWriter) { result?.write(w) }")
        o.close()
        o()

    def skeleton(self, node):
        o, name, chain = self.o, node.identifier(), self.chain(node)
        operations = [(i, op) for i in reversed(chain) for op in self.operations(i)]
        o("/// The server side of IDL interface `%s`." % name)
        o.open("public enum %sSkeleton: InterfaceSkeleton" % name)
        o("/// What implements it.")
        o("public typealias Servant = any %sServant" % name)
        o("/// Most derived first.")
        o("public static let repositoryIDs: [StaticString] = [%s]" % ", ".join('"%s"' % i.repoId() for i in chain))
        o("/// In the order of the IDL, ancestors first.")
        o("public static let operations: [OperationDescription] = [")
        for _, (wire, _, _, _, raises) in operations:
            ids = ", raises: [%s]" % ", ".join("%s.repositoryID" % e for e in raises) if raises else ""
            o('    OperationDescription("%s"%s),' % (wire, ids))
        o("]")
        o("/// Decodes the arguments of an operation.")
        o.open(
            "public static func makeCall(_ operation: Int, _ arguments: CDRReader, _ servant: any %sServant)"
            " -> ServerCall?" % name
        )
        o.open("switch operation")
        for number, (interface, op) in enumerate(operations):
            o("case %d: %s_%s(arguments, servant)" % (number, interface.identifier(), op[1]))
        o("default: nil")
        o.close()
        o.close()
        o.close()
        o()

    def client(self, node):
        o, name = self.o, node.identifier()
        parents = [x.identifier() + "Client" for x in node.inherits()]
        o("/// The operations of IDL interface `%s` as remote calls." % name)
        o("public protocol %sClient: %s {}" % (name, ", ".join(parents) or "ObjectReference"))
        o()
        o.open("extension %sClient" % name)
        for wire, method, result, parameters, raises in self.operations(node):
            o("/// Calls `%s` and waits." % wire)
            arrow = "" if result == "Void" else " -> " + result
            signature = ", ".join("_ %s: %s" % (ident(p), t) for p, t in parameters)
            o.open("public func %s(%s) throws%s" % (method, signature, arrow))
            put = "{ w in %s }" % "; ".join("%s.write(w)" % ident(p) for p, _ in parameters) if parameters else "{ _ in }"
            get = "{ _ in }" if result == "Void" else "{ r in %s.read(r) }" % result
            types = "[%s]" % ", ".join(e + ".self" for e in raises)
            o('try reference.invoke("%s", raises: %s, timeLimit: timeLimit, %s, %s)' % (wire, types, put, get))
            o.close()
        o.close()
        o()
        o("/// A remote object used through IDL interface `%s`." % name)
        o.open("public struct %sRef: %sClient" % (name, name))
        o("/// The object.")
        o("public let reference: RemoteReference")
        o("/// How long a call may take.")
        o("public var timeLimit: Duration")
        o("/// Nothing is sent and nothing is checked.")
        o.open("public init(_ reference: RemoteReference, timeLimit: Duration = .seconds(3))")
        o("self.reference = reference")
        o("self.timeLimit = timeLimit")
        o.close()
        o.close()
        o()

    def type_codes(self):
        o = self.o
        o("/// The TypeCodes of the declared types, as they stand in an `Any`.")
        o.open("public enum TypeCodes")
        for name, code in self.codes:
            o("/// Of IDL `%s`." % name)
            o("public static let %s = %s" % (name, code))
        o.close()


def run(tree, args):
    out = None
    for argument in args:
        if argument.startswith("out="):
            out = argument[4:]
    if not out:
        raise SystemExit("omniidl swift back-end: -Wbout=FILE is missing")
    output = Output()
    output("// Generated from %s by idl/backend/swift.py. Do not edit." % os.path.basename(tree.file()))
    output()
    output("public import ORBBridge")
    output()
    visitor = SwiftVisitor(output)
    tree.accept(visitor)
    visitor.type_codes()
    text = "\n".join(output.lines) + "\n"
    # An unchanged file is left alone, so that a rebuild compiles nothing.
    if os.path.exists(out):
        with open(out) as old:
            if old.read() == text:
                return
    with open(out, "w") as new:
        new.write(text)
