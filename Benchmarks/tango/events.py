#!/usr/bin/env python3
"""Change events of our event server and of the same one in C++ on Debian's cppTango 9.3: latency, rate, losses.

usage: events.py [--rounds N] [--events N] [--bursts N] [subscribers…]; the subscribers are C++ processes, each of both
servers. Events and bursts of both servers follow each other in turn. Latencies are taken in rounds with new subscribers
each, as it makes a difference where the kernel happens to place them.
"""
import argparse
import itertools
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
from measure import ROOT, Budgets, keep, ratio  # noqa: E402
from harness import Server  # noqa: E402
from subscribers import compile_client  # noqa: E402

OURS = pathlib.Path(os.environ.get("FRAMEWATCH_BIN", ROOT / ".build" / "release")) / "EventServer"


RATE_BURST = 400  # cppTango loses none of so many; what drops events is quicker than what delivers them
LOSS_BURST, LOSS_TIMES = 900, 10
BLOCK = 100  # events of which a p50 is taken
LONGEST = 2000  # events of a round; ten seconds after it was subscribed to, the reference loses its clients for a while


def measure(client, servers, subscribers, *words):
    """The pairs of numbers that the client prints."""
    arguments = [client, *(server.device() for server in servers), subscribers, *words]
    done = subprocess.run([str(word) for word in arguments], capture_output=True, text=True,
                          env={**os.environ, "TANGO_HOST": ""}, timeout=300)
    if done.returncode:
        raise SystemExit(f"events.py: {done.stderr}")
    return [tuple(map(float, line.split())) for line in done.stdout.splitlines()]


def percentile(values, share):
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def blocks(pairs, size, share):
    """The percentile of every block, for both sides."""
    parts = [pairs[place:place + size] for place in range(0, len(pairs) - size + 1, size)]
    return [[percentile([pair[side] for pair in part], share) for part in parts] for side in (0, 1)]


def report(label, sides, unit, whole=None):
    """Prints one line and returns its figures; `whole` is what both found in all rounds together."""
    found = ratio(sides)
    ours, theirs = whole or (statistics.median(side) for side in sides)
    if whole:
        found["median"] = ours / theirs
    print(f"{label:28} {ours:10.1f}  {theirs:10.1f} {unit:4} {found['median']:.3f} "
          f"({found['low']:.3f}-{found['high']:.3f})", flush=True)
    return {"ours": ours, "theirs": theirs, "ratio": found}


def latency(client, servers, count, options):
    """p50 and p99 of the latency with so many subscribers."""
    rounds = [measure(client, servers, count, "latency", options.events) for _ in range(options.rounds)]
    pairs = list(itertools.chain.from_iterable(rounds))
    typical = report(f"p50, {count} subscribers", blocks(pairs, BLOCK * count, 0.5), "us")
    # One event in a hundred waits for whatever else the machine does: a single round has too few of them to be compared.
    each, whole = blocks(pairs, len(rounds[0]), 0.99), blocks(pairs, len(pairs), 0.99)
    rare = report(f"p99, {count} subscribers", each, "us", [side[0] for side in whole])
    return {f"p50, {count}": typical, f"p99, {count}": rare}


def judge(results):
    """The exit status."""
    budgets = Budgets()
    for label, found in results.items():
        if label.startswith("p"):
            budgets.at_most(f"events, {label} subscribers, latency", found["ratio"]["median"], 1.05)
        elif label.startswith("rate"):
            budgets.at_least(f"events, {label} subscribers", found["ratio"]["median"], 1.0)
        else:
            budgets.at_most(f"events, {label} subscribers", found["ours"], 0)
    return budgets.status()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=8)
    parser.add_argument("--events", type=int, default=1000, help=f"of each round, at most {LONGEST}")
    parser.add_argument("--bursts", type=int, default=300)
    parser.add_argument("subscribers", nargs="*", type=int, default=[1, 4, 16])
    options = parser.parse_args()
    options.events = min(options.events, LONGEST)
    client, reference = (compile_client(HERE / f"{name}.cpp", ROOT / ".build" / "bench" / name)
                         for name in ("event_client", "event_server"))
    results = {}
    with tempfile.TemporaryDirectory() as work, \
            Server(OURS, "bench", ["bench/ours/1"], pathlib.Path(work) / "ours") as ours, \
            Server(reference, "bench", ["bench/theirs/1"], pathlib.Path(work) / "theirs") as theirs:
        servers = (ours, theirs)
        print("change events                      ours    cppTango      ratio (middle half)")
        for count in options.subscribers:
            results |= latency(client, servers, count, options)
            *pairs, _ = measure(client, servers, count, "rate", RATE_BURST, options.bursts)
            results[f"rate, {count}"] = report(f"rate, {count} subscribers", tuple(zip(*pairs)), "/s")
            *_, lost = measure(client, servers, count, "rate", LOSS_BURST, LOSS_TIMES)
            results[f"lost, {count}"] = {"ours": lost[0], "theirs": lost[1]}
            print(f"lost, {count} subscribers: ours {lost[0]:.0f}, cppTango {lost[1]:.0f}", flush=True)
    keep("tango-events", results)
    return judge(results)


if __name__ == "__main__":
    sys.exit(main())
