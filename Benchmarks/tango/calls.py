#!/usr/bin/env python3
"""Calls of C++ clients on our TangoTest and on Debian's, which is C++ on cppTango 9.3.

usage: calls.py [--slices N] [--milliseconds N] [--processor N] [operation…]; the black box is on, as it is by default.
An operation with a number, as in `read:16`, is called by so many clients at once. On one processor the times are those of the
programs alone; else a call also waits for another processor to wake up, whenever the kernel chooses one.
"""
import argparse
import contextlib
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
from measure import ROOT, Budgets, keep, ratio, unevenness  # noqa: E402
from harness import Server  # noqa: E402
from subscribers import compile_client  # noqa: E402

OPERATIONS = ["read", "read:16", "read-ten", "write", "command", "ping", "state", "spectrum", "image", "connect"]
OURS = pathlib.Path(os.environ.get("FRAMEWATCH_BIN", ROOT / ".build" / "release")) / "TangoTest"
THEIRS = ROOT / ".build" / "debian" / "tango-test" / "usr" / "lib" / "tango" / "TangoTest"


@contextlib.contextmanager
def two_servers():
    """Both TangoTests."""
    with tempfile.TemporaryDirectory() as work, contextlib.ExitStack() as stack:
        servers = []
        for program, name in ((OURS, "ours"), (THEIRS, "theirs")):
            servers.append(stack.enter_context(
                Server(program, "bench", [f"bench/{name}/1"], pathlib.Path(work) / name)))
        yield servers


def cpu_seconds(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def slices(servers, operation, clients=1, count=200, milliseconds=20, devices=1):
    """The rates of both servers, slice by slice, and the processor time that a call took in each, in microseconds."""
    client = compile_client(HERE / "client.cpp", ROOT / ".build" / "bench" / "client")
    before = [cpu_seconds(server.pid) for server in servers]
    names = [server.device().removesuffix("#dbase=no").removesuffix("1") for server in servers]
    words = [client, operation, clients, count, milliseconds, devices, *names]
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True, timeout=600,
                          env={**os.environ, "TANGO_HOST": ""})
    if done.returncode:
        raise SystemExit(f"calls.py: {operation}: {done.stderr}")
    *pairs, totals = [tuple(map(float, line.split())) for line in done.stdout.splitlines()]
    usage = [(cpu_seconds(server.pid) - start) / calls * 1e6 for server, start, calls in zip(servers, before, totals)]
    # A slice in which another process had the processor all the time tells nothing.
    return tuple(zip(*(pair for pair in pairs if min(pair) > 0))), usage


def report(label, pair, usage=None):
    """Prints one line and returns its figures."""
    found = ratio(pair)
    ours, theirs = (statistics.median(side) for side in pair)
    spent = f"    {usage[0]:6.1f} {usage[1]:6.1f}" if usage else ""
    print(f"{label:16} {ours:10.0f}  {theirs:10.0f}   {found['median']:.3f} ({found['low']:.3f}-{found['high']:.3f})"
          f"{spent}", flush=True)
    doubt = unevenness(pair[1])
    if doubt:
        print(f"{'':16} {doubt}", flush=True)
    return {"ours": ours, "theirs": theirs, "ratio": found, "cpu_us": usage, "doubt": doubt}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--slices", type=int, default=200)
    parser.add_argument("--milliseconds", type=int, default=20)
    parser.add_argument("--processor", type=int, help="run servers and clients on this one")
    parser.add_argument("operations", nargs="*", default=OPERATIONS)
    options = parser.parse_args()
    if options.processor is not None:
        os.sched_setaffinity(0, {options.processor})
    results = {}
    with two_servers() as servers:
        print("C++ clients          ours/s  cppTango/s   ratio (middle half)   server CPU/call, us")
        for word in options.operations:
            operation, _, clients = word.partition(":")
            pair, usage = slices(servers, operation, int(clients or 1), options.slices, options.milliseconds)
            # Connecting takes the server too little for the clock of the kernel.
            results[word] = report(word, pair, None if operation == "connect" else usage)
    keep("tango-calls", results)
    budgets = Budgets()
    for word, found in results.items():
        bound = 1.0 if word in ("read", "read:16") else 0.95
        budgets.at_least(f"calls, {word}", found["ratio"]["median"], bound, found["doubt"])
    return budgets.status()


if __name__ == "__main__":
    sys.exit(main())
