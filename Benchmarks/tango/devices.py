#!/usr/bin/env python3
"""Many devices in one server, our TangoTest and Debian's on cppTango 9.3: the start, the memory, reading them all.

usage: devices.py [--devices N] [--pairs N]; without a database. All ratios are such that more than 1 is better.
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
from measure import interleave, keep, ratio, show_progress  # noqa: E402
from harness import READY, free_port  # noqa: E402
from calls import OURS, THEIRS, report, slices, two_servers  # noqa: E402


def resident(pid):
    """Resident memory in kilobytes."""
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0])


def start(program, devices, directory):
    """Seconds from the start of a program until it serves its devices, and its memory then in kilobytes."""
    names = ",".join(f"bench/start/{i + 1}" for i in range(devices))
    words = [program, "bench", "-nodb", "-dlist", names, "-ORBendPoint", f"giop:tcp:127.0.0.1:{free_port()}"]
    begin = time.monotonic()
    with subprocess.Popen([str(word) for word in words], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                          stdin=subprocess.DEVNULL, cwd=directory, env={**os.environ, "TANGO_HOST": ""}) as server:
        try:
            for line in server.stdout:
                if READY.encode() in line:
                    return time.monotonic() - begin, resident(server.pid)
            raise SystemExit(f"devices.py: {program} did not start")
        finally:
            server.kill()


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


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--devices", type=int, default=200)
    parser.add_argument("--pairs", type=int, default=3)
    options = parser.parse_args()
    many = affordable(options.devices)
    if many < options.devices:
        print(f"devices.py: memory for {many} devices only, not {options.devices}", file=sys.stderr)
    results = {}
    with tempfile.TemporaryDirectory() as work:
        print("devices in one server              ours    cppTango     better by (middle half)")
        found = {}
        for count in (1, many):
            found[count] = interleave(options.pairs, lambda: start(OURS, count, work),
                                      lambda: start(THEIRS, count, work),
                                      show_progress(f"start, {count}", options.pairs))
            for place, (label, unit, digits) in enumerate((("start", "s", 3), ("memory", "kB", 0))):
                label = f"{label}, {count} device{'s' if count > 1 else ''}"
                results[label] = tell(label, [[run[place] for run in side] for side in found[count]], unit, digits)
        each = [[(all_of_them[1] - one[1]) / (many - 1) for all_of_them, one in zip(found[many][side], found[1][side])]
                for side in (0, 1)]
        results["memory per device"] = tell("memory per device", each, "kB", 1)
    with two_servers(many) as servers:
        print("\nC++ client           ours/s  cppTango/s   ratio (middle half)   server CPU/call, us")
        pair, usage = slices(servers, "read", devices=many, count=400)
        results["read all in turn"] = report("read all in turn", pair, usage)
    keep("tango-devices", results)


if __name__ == "__main__":
    main()
