#!/usr/bin/env python3
"""Many devices in one server: the start and the memory of our TangoTest and of Debian's on cppTango 9.3, and reading the
devices of our event server and of the same one in C++ one after the other.

usage: devices.py [--devices N] [--pairs N] [--slices N]; without a database. All ratios are such that more than 1 is better.
Debian's TangoTest takes 39 MB for each device, so on a small machine fewer devices are compared.
"""
import argparse
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
from measure import ROOT, Budgets, interleave, keep, ratio, show_progress  # noqa: E402
from harness import READY, free_port  # noqa: E402
from subscribers import compile_client  # noqa: E402
from calls import OURS, THEIRS, report, slices  # noqa: E402

EVENTS = OURS.with_name("EventServer")


def resident(pid):
    """Resident memory in kilobytes."""
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0])


class Started:
    """A server in the background, how long it took until it served its devices, and its memory then."""

    def __init__(self, program, devices, directory):
        self.port = free_port()
        names = ",".join(f"bench/start/{i + 1}" for i in range(devices))
        words = [program, "bench", "-nodb", "-dlist", names, "-ORBendPoint", f"giop:tcp:127.0.0.1:{self.port}"]
        begin = time.monotonic()
        self.process = subprocess.Popen([str(word) for word in words], stdout=subprocess.PIPE,
                                        stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, cwd=directory,
                                        env={**os.environ, "TANGO_HOST": ""})
        if not any(READY.encode() in line for line in self.process.stdout):
            raise SystemExit(f"devices.py: {program} did not start")
        self.seconds = time.monotonic() - begin
        self.pid = self.process.pid
        self.memory = resident(self.pid)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()

    def device(self):
        return f"tango://127.0.0.1:{self.port}/bench/start/1#dbase=no"


def start(program, devices, directory):
    """Seconds of a start, and kilobytes."""
    with Started(program, devices, directory) as server:
        return server.seconds, server.memory


def affordable(devices):
    """No more devices than half of the free memory holds."""
    free = int(pathlib.Path("/proc/meminfo").read_text().split("MemAvailable:")[1].split()[0])
    return max(2, min(devices, free // 2 // 40_000))


def tell(label, sides, unit, digits):
    """Prints one line of figures of which less is better, and returns them."""
    found = ratio(tuple(reversed(sides)))
    ours, theirs = (statistics.median(side) for side in sides)
    print(f"{label:28} {ours:10.{digits}f}  {theirs:10.{digits}f} {unit:3} {found['median']:.2f} "
          f"({found['low']:.2f}-{found['high']:.2f})", flush=True)
    return {"ours": ours, "theirs": theirs, "ratio": found}


def tell_start(results, count, sides):
    """Prints and keeps what starts with so many devices took."""
    for place, (label, unit, digits) in enumerate((("start", "s", 3), ("memory", "kB", 0))):
        label = f"{label}, {count} device{'s' if count > 1 else ''}"
        results[label] = tell(label, [[run[place] for run in side] for side in sides], unit, digits)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--devices", type=int, default=200)
    parser.add_argument("--pairs", type=int, default=5, help="starts with one device")
    parser.add_argument("--slices", type=int, default=300)
    options = parser.parse_args()
    many = affordable(options.devices)
    if many < options.devices:
        print(f"devices.py: memory for {many} devices only, not {options.devices}", file=sys.stderr)
    reference = compile_client(HERE / "event_server.cpp", ROOT / ".build" / "bench" / "event_server")
    results = {}
    with tempfile.TemporaryDirectory() as work:
        print("devices in one server              ours    cppTango     better by (middle half)")
        one = interleave(options.pairs, lambda: start(OURS, 1, work), lambda: start(THEIRS, 1, work),
                         show_progress("start, 1", options.pairs))
        tell_start(results, 1, one)
        # Once: theirs takes gigabytes.
        found = [[start(program, many, work)] for program in (OURS, THEIRS)]
        tell_start(results, many, found)
        each = [[(found[side][0][1] - statistics.median(run[1] for run in one[side])) / (many - 1)]
                for side in (0, 1)]
        results["memory per device"] = tell("memory per device", each, "kB", 1)
        # The threads that make new values for two hundred of Debian's devices would take the processor from both sides.
        with Started(EVENTS, options.devices, work) as ours, Started(reference, options.devices, work) as theirs:
            print("\nC++ client           ours/s  cppTango/s   ratio (middle half)   server CPU/call, us")
            pair, usage = slices((ours, theirs), "stamp", devices=options.devices, count=options.slices)
            results["read all in turn"] = report("read all in turn", pair, usage)
    keep("tango-devices", results)
    budgets = Budgets()
    for label, found in results.items():
        budgets.at_least(f"devices, {label}", found["ratio"]["median"], 0.95)
    return budgets.status()


if __name__ == "__main__":
    sys.exit(main())
