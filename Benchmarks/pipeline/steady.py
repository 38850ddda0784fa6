#!/usr/bin/env python3
"""Frames at a steady rate: latency, CPU for each, and whether a backlog grows.

The latency is the time from the last byte of the sidecar until all files of the frame stand in the archive and that is
durable, both as the ledger has them. The CPU is that of the server and its workers, against `cp` and `rm` of the same
bytes.

usage: steady.py [--rates R,R…] [--seconds S] [--size PIXELS] [--archive DIR] [--verify hash|size] [--not-durable]
"""
import argparse
import contextlib
import os
import pathlib
import resource
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
from measure import ROOT, Budgets, keep  # noqa: E402

os.environ.setdefault("FRAMEWATCH_BIN", str(ROOT / ".build" / "release"))
from framewatch import FrameWatch  # noqa: E402
from harness import children, simulate, wait_for  # noqa: E402

TICK = os.sysconf("SC_CLK_TCK")


def cpu(server):
    """Seconds of the server, of its workers, and of those of them that have ended."""
    pid = server.server_pid()
    ticks = 0
    # User and system time; for the server also those of children that it has collected.
    for process, last in [(pid, 15), *((child, 13) for child in children(pid))]:
        with contextlib.suppress(OSError):
            words = pathlib.Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
            ticks += sum(int(word) for word in words[11:last])
    return ticks / TICK


def copy_cost(staging, archive, count):
    """CPU seconds for each frame of `cp` and `rm`."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    target = archive / "copy"
    subprocess.run(["cp", "-r", staging, target], check=True)
    subprocess.run(["rm", "-r", staging], check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    shutil.rmtree(target)
    return (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) / count


def latencies(server, since):
    """Seconds from the last byte of the sidecar to the durable outcome, of every frame archived since."""
    ledger = sqlite3.connect(f"file:{server.state}/ledger.sqlite?mode=ro", uri=True)
    rows = ledger.execute(
        "SELECT e.t_us, m.mtime_ns FROM event e JOIN unit_member m ON m.unit_id=e.subject_id AND m.role='sidecar' "
        "WHERE e.kind='archived' AND e.t_us>=?", (int(since * 1e6),)).fetchall()
    return sorted(archived / 1e6 - written / 1e9 for archived, written in rows)


def percentile(values, share):
    return values[min(len(values) - 1, int(share * len(values)))]


def measure(server, device, archive, rate, options):
    words = ["--size", options.size, "--dtype", "float32", "--unique", 4]
    staging = server.raw.parent / "staging"
    few = max(4, min(60, int(rate)))
    simulate(staging, "--count", few, "--rate", 0, *words, timeout=600)
    reference = copy_cost(staging, archive, few)
    target = archive / f"rate-{rate}"
    target.mkdir()
    device.write_attribute("RemoteDir", str(target))
    count = int(rate * options.seconds)
    done = device.read_attribute("FramesArchived").value
    since, used = time.time(), cpu(server)
    simulate(server.raw, "--count", count, "--rate", rate, "--name", f"r{rate}", *words,
             timeout=options.seconds * 4 + 60)
    fed = time.time() - since
    backlog = int(device.read_attribute("FramesPending").value)
    wait_for(lambda: device.read_attribute("FramesArchived").value >= done + count, 600, lambda: device.status())
    took = time.time() - since
    used = (cpu(server) - used) / count
    times = latencies(server, since)
    shutil.rmtree(target)
    return {"asked": rate, "fed": count / fed, "archived": count / took, "backlog": backlog, "frames": len(times),
            "p50": statistics.median(times), "p99": percentile(times, 0.99), "p999": percentile(times, 0.999),
            "cpu": used, "copy": reference, "ratio": used / reference if reference else None}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rates", default="5,15", help="frames per second, one after the other")
    parser.add_argument("--seconds", type=float, default=30, help="for each rate")
    parser.add_argument("--size", default="2048", help="pixels: 2048 is 16 MiB, 224 is 200 kB")
    parser.add_argument("--archive", type=pathlib.Path, default=ROOT / "var" / "bench", help="default: var/bench")
    parser.add_argument("--verify", choices=("hash", "size"), default="size")
    parser.add_argument("--not-durable", action="store_true")
    options = parser.parse_args()
    options.archive.mkdir(parents=True, exist_ok=True)
    results = []
    with tempfile.TemporaryDirectory(dir="/dev/shm") as ram, \
            tempfile.TemporaryDirectory(dir=options.archive) as archive:
        archive = pathlib.Path(archive)
        (archive / "state").mkdir()
        properties = {"RemoteDir": archive, "StateDir": archive / "state", "Verify": options.verify, "MinFileAge": 0,
                      "TickInterval": 0.333, "SidecarWait": 10, "IncompleteWait": 60,
                      "Durable": str(not options.not_durable).lower()}
        with FrameWatch(ram, properties) as server:
            server.state = archive / "state"
            device = server.proxy()
            for rate in (float(text) for text in options.rates.split(",")):
                found = measure(server, device, archive, rate, options)
                results.append(found)
                print(f"{rate:g} frames/s of {options.size}²: fed {found['fed']:.1f}/s, archived "
                      f"{found['archived']:.1f}/s, backlog {found['backlog']}, latency p50 {found['p50'] * 1e3:.1f} ms, "
                      f"p99 {found['p99'] * 1e3:.1f} ms, p99.9 {found['p999'] * 1e3:.1f} ms, CPU "
                      f"{found['cpu'] * 1e3:.2f} ms (cp + rm {found['copy'] * 1e3:.2f} ms)", flush=True)
    keep("pipeline-steady", {"options": {**vars(options), "archive": str(options.archive)}, "results": results})
    budgets = Budgets()
    # Of other sizes and rates nothing is promised.
    for found in (one for one in results if options.size == "2048" and one["asked"] in (5, 15)):
        label = f"steady, {found['asked']:g} frames/s"
        budgets.at_most(f"{label}, p50 in ms", found["p50"] * 1e3, 30)
        budgets.at_most(f"{label}, p99 in ms", found["p99"] * 1e3, 70)
        budgets.at_most(f"{label}, CPU beside cp and rm", found["ratio"], 2.0)
        budgets.at_most(f"{label}, backlog", found["backlog"], 2)
    return budgets.status()


if __name__ == "__main__":
    sys.exit(main())
