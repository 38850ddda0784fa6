"""A mistake in a device is reported where it is: on the line and in the column that has to be changed."""
import json
import os
import pathlib
import re
import subprocess

import pytest

from harness import ROOT

BUILD = ROOT / ".build" / "debug"
SWIFTC = os.environ.get("SWIFTC", "swiftc")
# ▶ stands where the compiler must point; the text is part of what it says. It points at the wrong word, or, where the
# call as a whole does not fit, at its beginning.
MISTAKES = {
    "a member that is not there": ("Attribute(power, read: { $0.▶wats })", "has no member 'wats'"),
    "a value of another type": ("Attribute(mode, read: { $0.▶watts })", "'Double'.*'Int32'"),
    "a literal of another type": ('Attribute(power, read: { _ in ▶"much" })', "'String'.*'Double'"),
    "a scalar for a spectrum": ("Attribute(trace, maxX: 10, read: { $0.▶watts })", "'Double'.*'.Double.'"),
    "a written value of another type": ("Attribute(mode, read: { _ in 1 }, write: { $0.watts = ▶$1 })",
                                        "'Int32'.*'Double'"),
    "a reading of another type": ("Attribute(power, reading: { _ in Reading(▶\"x\") })", "'String'.*'Double'"),
    "a limit of another type": ('Attribute(power, min: ▶"0", read: { $0.watts })', "'String'.*'Double'"),
    "a key that is not there": ("Attribute(▶powr, read: { $0.watts })", "cannot find 'powr' in scope"),
    "an option that is not there": ('Attribute▶(power, unt: "W", read: { $0.watts })', "'_:unit:read:'"),
    "an error that is not passed on": ("Attribute(power, read: { $0.watts }, write: { ▶$0.check($1) })",
                                       "not marked with 'try'"),
    "a body that waits": ('Command("Slow") ▶{ await $0.slowly() }', "synchronous function"),
    "an argument of another type": ('Command("Mean", taking: Int32.self, returning: Double.self) { $0.mean(of: ▶$1) }',
                                    "'Int32'.*'Double'"),
    "a result of another type": ('Command("Mean", taking: Int32.self, returning: Double.self) { _, _ in ▶"x" }',
                                 "'String'.*'Double'"),
    "a type that no command has": ('▶Command("Odd", taking: Character.self) { _, _ in }', "CommandValue"),
    "a state that is not there": ('Command("Off", allowed: [.▶BROKEN]) { $0.watts = 0 }', "no member 'BROKEN'"),
    "a type that no attribute has": ('static let odd = ▶AttributeKey<Character>("Odd")', "TangoValue"),
    "a default of another type": ('static let size = PropertyKey<Int>("Size", default: ▶"x")', "'String'.*'Int'"),
    "state that everybody shares": ("static var ▶shared = [1]", "not concurrency-safe"),
    "a value that must not cross": ("func hand() { Task.▶detached { [box] in box.value = 1 } }", "data races"),
}
SOURCE = """\
import TangoIDL
import TangoServer
import TangoTypes

final class Box {{ var value = 0 }}

actor Lamp: Device {{
    static let power = AttributeKey<Double>("Power")
    static let mode = AttributeKey<Int32>("Mode")
    static let trace = AttributeKey<[Double]>("Trace")
    {member}
    static let interface = Interface<Lamp>("Lamp") {{
        Attribute(AttributeKey<Double>("First"), read: {{ $0.watts }})
        {attribute}
        Attribute(AttributeKey<Double>("Last"), unit: "W", read: {{ $0.watts }}, write: {{ try $0.check($1) }})
    }} commands: {{
        Command("First") {{ $0.watts = 1 }}
        {command}
        Command("Last", returning: Double.self) {{ $0.watts }}
    }}
    nonisolated let context: DeviceContext
    private var watts = 0.0
    private let box = Box()
    init(context: DeviceContext) {{ self.context = context }}
    func initialize() {{ context.setState(.ON) }}
    func check(_ value: Double) throws {{ watts = value }}
    func mean(of count: Double) -> Double {{ watts / count }}
    func slowly() async {{ watts = 0 }}
}}
"""


def compiler_words():
    """How the package compiles a module that uses the framework."""
    plan = (BUILD.resolve().parent.parent / "debug.yaml").read_text()
    line, = re.findall(r'args: (\[.*"-module-name","Thermostat","-emit-dependencies".*\])', plan)
    words = json.loads(line)
    kept = [word for word in words if word.startswith("-fmodule-map-file=")]
    includes = [words[index + 2] for index, word in enumerate(words[:-2]) if word == "-I" and words[index + 1] == "-Xcc"]
    return [each for word in kept for each in ("-Xcc", word)] + [
        each for path in includes for each in ("-Xcc", "-I", "-Xcc", path)]


def compiled(source, directory):
    """What the compiler says: line, column and text of each error."""
    file = pathlib.Path(directory) / "Lamp.swift"
    file.write_text(source)
    done = subprocess.run(
        [SWIFTC, "-emit-sil", "-o", "/dev/null", "-swift-version", "6", "-parse-as-library", "-module-name", "Lamp", "-I",
         BUILD / "Modules", "-diagnostic-style", "llvm", *compiler_words(), file], capture_output=True, text=True,
        stdin=subprocess.DEVNULL, timeout=300)
    return [(int(line), int(column), text) for line, column, text in
            re.findall(r"Lamp\.swift:(\d+):(\d+): error: (.*)", done.stderr)], done


def source_with(line):
    place = "command" if line.lstrip("▶").startswith("Command") else "attribute" if line.startswith("Attribute") else "member"
    return SOURCE.format(**{"member": "", "attribute": "", "command": "", place: line})


def test_without_a_mistake_there_is_nothing_to_say(tmp_path):
    found, done = compiled(source_with("Attribute(power, read: { $0.watts })"), tmp_path)
    assert (found, done.returncode) == ([], 0), done.stderr


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_reported_where_it_is(mistake, tmp_path):
    line, said = MISTAKES[mistake]
    marked = source_with(line)
    before = marked.split("▶")[0]
    row, column = before.count("\n") + 1, len(before.split("\n")[-1]) + 1
    found, done = compiled(marked.replace("▶", ""), tmp_path)
    assert found, done.stderr[-2000:]
    assert [each[:2] for each in found] == [(row, column)], found
    assert re.search(said, found[0][2]), found
