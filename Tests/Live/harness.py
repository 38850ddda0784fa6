"""Starts real programs, waits for conditions with deadlines, and ends what it started; knows no device class."""
import contextlib
import fnmatch
import json
import os
import pathlib
import random
import signal
import socket
import subprocess
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
BIN = pathlib.Path(os.environ.get("FRAMEWATCH_BIN", ROOT / ".build" / "debug"))
DEBIAN_PYTHON = "/usr/bin/python3"  # the one that Debian's PyTango belongs to
READY = "Ready to accept request"
# Which of the processes that run tests side by side this is.
PROCESS = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
PROCESSES = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
GIVEN = set()
# Longer absences, in seconds, for the tests in which something goes away.
LONG_OUTAGES = [float(word) for word in os.environ.get("OUTAGE_SECONDS", "").split()]
PATIENCE = 6  # a machine with much else to do takes so many times as long; only a test that fails waits to the end


class Timeout(AssertionError):
    """A condition that did not become true in time."""


def wait_for(condition, seconds, what, poll=0.02):
    """Returns the first true value of `condition()`; `what` names it when the deadline passes.

    `seconds` are those of a machine that has nothing else to do; they are multiplied by PATIENCE.
    """
    seconds *= PATIENCE
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise Timeout(f"not within {seconds} s: {what() if callable(what) else what}")
        time.sleep(poll)


def free_port():
    """A port that no outgoing connection is given, not even while a server is started again, and no other test."""
    lowest = int(pathlib.Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()[0])
    while True:
        port = random.randrange(max(lowest - 16000, 1024), lowest)
        if port % PROCESSES != PROCESS or port in GIVEN:
            continue
        GIVEN.add(port)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def fwctl(*words, ok=(0,), timeout=120, env=None, cwd=None):
    """Runs fwctl to its end; the exit status must be one of `ok`."""
    done = subprocess.run([BIN / "fwctl", *map(str, words)], capture_output=True, text=True, timeout=timeout,
                          stdin=subprocess.DEVNULL, cwd=cwd, env={**os.environ, **(env or {})})
    assert done.returncode in ok, f"fwctl {' '.join(map(str, words))}: exit {done.returncode}\n{done.stderr}"
    return done


def fwctl_json(*words, **options):
    return json.loads(fwctl(*words, "--json", **options).stdout)


def simulate(directory, *words, **options):
    """Writes simulated frames and returns the report about them."""
    return fwctl_json("simulate", directory, *words, **options)


def own_words(text):
    """What a server says itself: omniORB warns where a machine has no address but that of the loop-back interface."""
    return "".join(line for line in text.splitlines(keepends=True) if not line.startswith("omniORB: "))


def alive(pid):
    """Whether a process runs; a zombie does not."""
    with contextlib.suppress(OSError):
        return "\nState:\tZ" not in pathlib.Path(f"/proc/{pid}/status").read_text()
    return False


def resident(pid):
    """The memory of a process in kB."""
    lines = pathlib.Path(f"/proc/{pid}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS")).split()[1])


def files_below(top, pattern="*"):
    """The files below a directory, of which others may come and go meanwhile."""
    return [pathlib.Path(place, name) for place, _, names in os.walk(top) for name in fnmatch.filter(names, pattern)]


def children(pid):
    """Every living process below `pid`."""
    found = []
    with contextlib.suppress(OSError):
        for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
            for child in map(int, (task / "children").read_text().split()):
                found += [child, *children(child)]
    return found


class Process:
    """A program in the background, with its output in a file; killed at the end of the `with` block."""

    def __init__(self, arguments, log, env=None, **options):
        self.arguments = [str(word) for word in arguments]
        self.log = pathlib.Path(log)
        self.env = {**os.environ, **(env or {})}
        self.options = options
        self.process = None

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, kind, error, _):
        self.kill()
        if kind is not None:
            print(f"--- {' '.join(self.arguments)}: the end of its output ---\n{self.output()[-8000:]}")

    @property
    def pid(self):
        return self.process.pid

    def output(self):
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def start(self):
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with open(self.log, "ab") as out:
            self.process = subprocess.Popen(self.arguments, stdout=out, stderr=out, env=self.env,
                                            **{"stdin": subprocess.DEVNULL, **self.options})

    def running(self):
        return self.process is not None and self.process.poll() is None

    def terminate(self, seconds=60):
        """Asks it to end and returns its exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(seconds)

    def kill(self):
        """Ends it at once, as a crash would."""
        if self.running():
            self.process.kill()
            self.process.wait(60)


class Server(Process):
    """A device server on a free loopback port, without a database."""

    def __init__(self, executable, instance, devices, directory, file=None, arguments=(), env=None, prefix=(),
                 **options):
        self.directory = pathlib.Path(directory)
        self.devices = list(devices)
        self.port = free_port()
        where = [f"-file={file}"] if file else ["-nodb", "-dlist", ",".join(self.devices)]
        env = {"TANGO_HOST": "", **(env or {})}
        super().__init__([*prefix, executable, instance, *where, "-ORBendPoint", f"giop:tcp:127.0.0.1:{self.port}",
                          *arguments], self.directory / "server.log", env, cwd=self.directory, **options)

    def start(self, seconds=20):
        before = len(self.output())
        super().start()
        wait_for(lambda: READY in self.output()[before:] or not self.running(), seconds,
                 lambda: f"'{READY}' of {self.arguments[0]}; it said:\n{self.output()[-4000:]}")
        assert self.running(), f"{self.arguments[0]} ended with {self.process.returncode}:\n{self.output()[-4000:]}"

    def device(self, name=None):
        """The name by which a client without a database reaches a device."""
        return f"tango://127.0.0.1:{self.port}/{name or self.devices[0]}#dbase=no"
