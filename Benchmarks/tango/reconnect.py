#!/usr/bin/env python3
"""How long clients of either generation are without events after a server was killed and started again: our event server
and the same one in C++ on Debian's cppTango 9.3.

usage: reconnect.py [--pairs N] [--away S]

Both servers are killed and started at the same instants, and their clients too: client libraries look for a lost server in
steps of ten seconds that begin with the subscription. The time runs from the instant at which both servers are ready.
"""
import argparse
import concurrent.futures
import contextlib
import os
import pathlib
import statistics
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
from measure import ROOT, keep, ratio, show_progress  # noqa: E402
from harness import Server  # noqa: E402
from subscribers import KINDS, Subscriber, compile_client  # noqa: E402

OURS = pathlib.Path(os.environ.get("FRAMEWATCH_BIN", ROOT / ".build" / "release")) / "EventServer"
LIMIT = 35  # seconds; a client that has not come back by then, in its third attempt, does not
STEP = 0.02  # seconds between pushes


class Side:
    """A server with its clients, one of each kind."""

    def __init__(self, executable, directory, stack):
        import tango
        self.tango, self.directory, self.clients = tango, directory, []
        self.server = stack.enter_context(Server(executable, "bench", ["bench/events/1"], directory))

    def push(self):
        """Sends one event; nothing when the server does not answer this process yet."""
        with contextlib.suppress(self.tango.DevFailed):
            device = self.tango.DeviceProxy(self.server.device())
            device.command_inout("PushStamps", 1)

    def told(self):
        """The last line of each client."""
        return [(client.number("change", "Stamp") or 0) for client in self.clients]


def subscribe(sides, kind, stack):
    """Starts a client of each side at the same instant."""
    clients = [Subscriber(kind, side.server.device(), side.directory, "change=Stamp") for side in sides]
    with concurrent.futures.ThreadPoolExecutor() as pool:
        for side, client in zip(sides, pool.map(stack.enter_context, clients)):
            side.clients.append(client)


def outage(sides, away):
    """Kills both servers, starts them again, and returns for each side how long its clients were without events."""
    for side in sides:
        side.server.kill()
    time.sleep(away)
    with concurrent.futures.ThreadPoolExecutor() as pool:
        list(pool.map(lambda side: side.server.start(), sides))
    began = time.monotonic_ns()
    missing = {(side, place) for side in range(2) for place in range(len(KINDS))}
    times = [[float(LIMIT)] * len(KINDS) for _ in sides]
    while missing and time.monotonic_ns() < began + LIMIT * 1_000_000_000:
        for number, side in enumerate(sides):
            side.push()
            for place, stamp in enumerate(side.told()):
                # Stamps are the clock of this machine, so one that is younger than the start is an event of the new server.
                if (number, place) in missing and stamp > began:
                    missing.discard((number, place))
                    times[number][place] = (time.monotonic_ns() - began) / 1e9
        time.sleep(STEP)
    return times


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--away", type=float, default=1)
    options = parser.parse_args()
    reference = compile_client(HERE / "event_server.cpp", ROOT / ".build" / "bench" / "event_server")
    found = [[], []]
    progress = show_progress("reconnect", options.pairs)
    with tempfile.TemporaryDirectory() as work, contextlib.ExitStack() as stack:
        sides = [Side(executable, pathlib.Path(work) / name, stack)
                 for executable, name in ((OURS, "ours"), (reference, "theirs"))]
        for kind in KINDS:
            subscribe(sides, kind, stack)
        for pair in range(options.pairs):
            for side, times in zip(found, outage(sides, options.away)):
                side.append(times)
            progress(pair + 1)
    print(f"without events after {options.away:g} s     ours    cppTango      ratio (middle half); {LIMIT} s: not back")
    results = {}
    for place, kind in enumerate(KINDS):
        columns = [[times[place] for times in side] for side in found]
        ours, theirs = (statistics.median(column) for column in columns)
        result = ratio(columns)
        results[kind] = {"ours": columns[0], "theirs": columns[1], "ratio": result}
        print(f"{kind:28} {ours:6.1f}  {theirs:10.1f} s    {result['median']:.3f} "
              f"({result['low']:.3f}-{result['high']:.3f})")
    keep("tango-reconnect", results)


if __name__ == "__main__":
    main()
