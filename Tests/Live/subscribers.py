"""Clients of several kinds that print the events which they get, and a server that sends what it is told to."""
import os
import pathlib
import re
import shlex
import subprocess
import sys

from harness import BIN, DEBIAN_PYTHON, ROOT, Process, Server, wait_for

CLIENTS = pathlib.Path(__file__).parent / "clients"
KINDS = ["pytango10", "pytango9", "cpp9"]
# A folder with the Java client library and what it needs; that library listens only where there is a database.
JAVA = os.environ.get("TANGO_JAVA")


def compile_client(source, target=None):
    """A C++ program on Debian's libtango, compiled when its source, or a header beside it or in its folder, is newer."""
    target = target or ROOT / ".build" / "test" / source.stem
    headers = [*source.parent.glob("*.hpp"), *source.with_suffix("").glob("*.hpp")]
    newest = max(file.stat().st_mtime for file in [source, *headers])
    if not target.exists() or target.stat().st_mtime < newest:
        target.parent.mkdir(parents=True, exist_ok=True)
        found = subprocess.run(["pkg-config", "--cflags", "--libs", "tango"], capture_output=True, text=True)
        words = shlex.split(found.stdout) or ["-I/usr/include/tango", "-ltango", "-lomniORB4", "-lomnithread"]
        part = target.with_suffix(f".part{os.getpid()}")
        subprocess.run(["g++", "-std=c++17", "-O2", "-w", source, "-o", part, *words], check=True)
        part.replace(target)
    return target


def event_server(directory, level=5, **options):
    """A server of Tests/EventServer with one device."""
    return Server(BIN / "EventServer", "test", ["test/events/1"], directory, env={"TANGO_SERVER_IDL": str(level)},
                  **options)


class Subscriber(Process):
    """A client; its output is read as (kind, object, rest of the line)."""

    def __init__(self, kind, device, directory, *words):
        programs = {"pytango10": [sys.executable, CLIENTS / "subscriber.py"],
                    "pytango9": [DEBIAN_PYTHON, CLIENTS / "subscriber.py"],
                    "cpp9": [compile_client(CLIENTS / "subscriber.cpp")] if kind == "cpp9" else [],
                    "java": ["java", "-cp", f"{JAVA}/*", CLIENTS / "Subscriber.java"]}
        self.kind, self.words = kind, words
        super().__init__([*programs[kind], device, *words], pathlib.Path(directory) / f"{kind}.log",
                         stdin=subprocess.PIPE)

    def start(self):
        super().start()
        wait_for(lambda: "ready" in self.lines() or not self.running(), 60, lambda: f"{self.kind}: {self.output()}")
        assert self.running(), self.output()

    @property
    def told_bytes(self):
        """How much it has told."""
        return self.log.stat().st_size

    def number(self, kind, name, start=0):
        """The last number told of one subscription after so many bytes, from the end of the output alone, or None."""
        with open(self.log, "rb") as log:
            log.seek(max(self.told_bytes - 4096, start))
            found = re.findall(f"^{kind} {name} (\\d+) .*\n", log.read().decode(errors="replace"), re.MULTILINE)
        return int(found[-1]) if found else None

    def lines(self):
        """The complete lines."""
        return self.output().split("\n")[:-1]

    def of(self, kind, name="-", start=0):
        """What was told of one subscription, from line `start` on."""
        head = f"{kind} {name} "
        return [line[len(head):] for line in self.lines()[start:] if line.startswith(head)]

    def wait_of(self, kind, name, expected, start=0, seconds=10):
        """Waits until at least as many were told as expected, and compares all of them."""
        wait_for(lambda: len(self.of(kind, name, start)) >= len(expected), seconds,
                 lambda: f"{self.kind}: {kind} {name}: {expected}; got {self.of(kind, name, start)}")
        told = self.of(kind, name, start)
        assert told == expected, (self.kind, kind, first_difference(told, expected))

    def wait_last(self, kind, name, expected, start=0, seconds=10):
        """Waits until the last that was told is the expected one."""
        wait_for(lambda: self.of(kind, name, start)[-1:] == [expected], seconds,
                 lambda: f"{self.kind}: {kind} {name}: {expected}; got {self.of(kind, name, start)[-3:]}")

    def wait_connected(self, kind, name, push, seconds=20):
        """Pushes until one arrives: a subscription returns before its connection stands."""
        before = len(self.of(kind, name))

        def told():
            push()
            return len(self.of(kind, name)) > before
        wait_for(told, seconds, lambda: f"{self.kind}: {kind} {name}: {self.of(kind, name)}", poll=0.1)


def first_difference(told, expected):
    """Where two lists differ first, for people."""
    for number, (one, other) in enumerate(zip(told, expected)):
        if one != other:
            return f"place {number}: {told[max(number - 2, 0):number + 3]} instead of {other}"
    return f"{len(told)} instead of {len(expected)}"
