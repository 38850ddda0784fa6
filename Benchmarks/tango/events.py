#!/usr/bin/env python3
"""Change events of our event server and of the same one in C++ on Debian's cppTango 9.3: latency, rate, losses.

usage: events.py [--pairs N] [--events N] [subscribers…]; the subscribers are C++ processes.
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
from subscribers import compile_client  # noqa: E402

OURS = pathlib.Path(os.environ.get("FRAMEWATCH_BIN", ROOT / ".build" / "release")) / "EventServer"


def measure(client, server, what, subscribers, events):
    """The two numbers that the client prints."""
    done = subprocess.run([client, server.device(), what, str(subscribers), str(events)], capture_output=True,
                          text=True, env={**os.environ, "TANGO_HOST": ""}, timeout=300)
    if done.returncode:
        raise SystemExit(f"events.py: {server.arguments[0]}: {done.stderr}")
    return tuple(map(float, done.stdout.split()))


def report(label, pair, unit):
    """Prints one line and returns its figures."""
    found = ratio(pair)
    ours, theirs = (statistics.median(side) for side in pair)
    print(f"{label:28} {ours:10.1f}  {theirs:10.1f} {unit:4} {found['median']:.3f} "
          f"({found['low']:.3f}-{found['high']:.3f})")
    return {"ours": ours, "theirs": theirs, "ratio": found}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=9)
    parser.add_argument("--events", type=int, default=500)
    parser.add_argument("subscribers", nargs="*", type=int, default=[1, 4, 16])
    options = parser.parse_args()
    client, reference = (compile_client(HERE / f"{name}.cpp", ROOT / ".build" / "bench" / name)
                         for name in ("event_client", "event_server"))
    results = {}
    with tempfile.TemporaryDirectory() as work, \
            Server(OURS, "bench", ["bench/ours/1"], pathlib.Path(work) / "ours") as ours, \
            Server(reference, "bench", ["bench/theirs/1"], pathlib.Path(work) / "theirs") as theirs:
        print("change events                      ours    cppTango      ratio (middle half)")
        for count in options.subscribers:
            for what, events in (("latency", options.events), ("rate", 9 * options.events)):
                sides = interleave(options.pairs, lambda: measure(client, ours, what, count, events),
                                   lambda: measure(client, theirs, what, count, events),
                                   show_progress(f"{what}, {count}", options.pairs))
                first, second = ([[values[place] for values in side] for side in sides] for place in (0, 1))
                if what == "latency":
                    results[f"p50, {count}"] = report(f"p50, {count} subscribers", first, "us")
                    results[f"p99, {count}"] = report(f"p99, {count} subscribers", second, "us")
                else:
                    results[f"rate, {count}"] = report(f"rate, {count} subscribers", first, "/s")
                    lost = [int(sum(side)) for side in second]
                    results[f"lost, {count}"] = {"ours": lost[0], "theirs": lost[1]}
                    print(f"lost, {count} subscribers: ours {lost[0]}, cppTango {lost[1]}")
    keep("tango-events", results)


if __name__ == "__main__":
    main()
