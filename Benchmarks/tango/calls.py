#!/usr/bin/env python3
"""Calls per second of one C++ client on our TangoTest and on Debian's, which is C++ on cppTango 9.3.

usage: calls.py [--pairs N] [--seconds S] [operation…]; the black box is on, as it is by default.
"""
import argparse
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
from measure import ROOT, interleave, keep, ratio, show_progress  # noqa: E402
from harness import Server  # noqa: E402

OPERATIONS = ["read", "write", "command", "ping", "state", "spectrum"]
OURS = pathlib.Path(os.environ.get("FRAMEWATCH_BIN", ROOT / ".build" / "release")) / "TangoTest"
THEIRS = ROOT / ".build" / "debian" / "tango-test" / "usr" / "lib" / "tango" / "TangoTest"


def compile_client():
    target, source = ROOT / ".build" / "bench" / "client", HERE / "client.cpp"
    if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
        target.parent.mkdir(parents=True, exist_ok=True)
        flags = subprocess.run(["pkg-config", "--cflags", "--libs", "tango"], capture_output=True, text=True)
        words = flags.stdout.split() or ["-I/usr/include/tango", "-ltango", "-lomniORB4", "-lomnithread"]
        subprocess.run(["g++", "-std=c++17", "-O2", "-w", source, "-o", target, *words], check=True)
    return target


def cpu_seconds(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def rate(client, server, operation, seconds, usage):
    before = cpu_seconds(server.pid)
    done = subprocess.run([client, server.device(), operation, str(seconds)], capture_output=True, text=True,
                          env={**os.environ, "TANGO_HOST": ""})
    if done.returncode:
        raise SystemExit(f"calls.py: {server.arguments[0]}: {done.stderr}")
    calls = float(done.stdout)
    usage.append((cpu_seconds(server.pid) - before) / (calls * seconds) * 1e6)
    return calls


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=9)
    parser.add_argument("--seconds", type=float, default=1.0)
    parser.add_argument("operations", nargs="*", default=OPERATIONS)
    options = parser.parse_args()
    client = compile_client()
    results = {}
    with tempfile.TemporaryDirectory() as work, \
            Server(OURS, "bench", ["bench/ours/1"], pathlib.Path(work) / "ours") as ours, \
            Server(THEIRS, "bench", ["bench/theirs/1"], pathlib.Path(work) / "theirs") as theirs:
        print("one C++ client       ours/s  cppTango/s   ratio (middle half)   server CPU/call, us")
        for operation in options.operations:
            usage = ([], [])
            pair = interleave(options.pairs,
                              lambda: rate(client, ours, operation, options.seconds, usage[0]),
                              lambda: rate(client, theirs, operation, options.seconds, usage[1]),
                              show_progress(operation, options.pairs))
            found = ratio(pair)
            cpu = [statistics.median(side) for side in usage]
            rates = [statistics.median(side) for side in pair]
            print(f"{operation:16} {rates[0]:10.0f}  {rates[1]:10.0f}   {found['median']:.3f} "
                  f"({found['low']:.3f}-{found['high']:.3f})    {cpu[0]:5.1f} {cpu[1]:5.1f}")
            results[operation] = {"ours": rates[0], "theirs": rates[1], "ratio": found, "cpu_us": cpu}
    keep("tango-calls", results)


if __name__ == "__main__":
    main()
