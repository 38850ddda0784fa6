#!/usr/bin/env python3
"""A burst of frames through the pipeline, verified and durable, against `cp` of the same bytes to the same place.

usage: burst.py [--frames N] [--pairs N] [--archive DIR] [--verify hash|size] [--not-durable]
"""
import argparse
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
from measure import ROOT, Budgets, interleave, keep, ratio, show_progress  # noqa: E402

os.environ.setdefault("FRAMEWATCH_BIN", str(ROOT / ".build" / "release"))
from framewatch import FrameWatch  # noqa: E402
from harness import simulate, wait_for  # noqa: E402


class Burst:
    """Fresh frames in a staging directory beside RawDir; each side consumes its own."""

    def __init__(self, server, archive, frames):
        self.server, self.archive, self.frames, self.count = server, archive, frames, 0
        self.device = server.proxy()
        self.staging = server.raw.parent / "staging"

    def stage(self):
        shutil.rmtree(self.staging, ignore_errors=True)
        simulate(self.staging, "--count", self.frames, "--rate", 0, "--unique", 4, "--dtype", "float32",
                 "--seed", self.count + 1, timeout=600)
        self.count += 1
        self.target = self.archive / f"round-{self.count}"
        self.target.mkdir()
        os.sync()

    def copy(self, sync):
        self.stage()
        began = time.monotonic()
        subprocess.run(["cp", "-r", f"{self.staging}/.", self.target], check=True)
        if sync:
            subprocess.run(["sync", "-f", self.target], check=True)
        took = time.monotonic() - began
        shutil.rmtree(self.target)
        return took

    def pipeline(self):
        self.stage()
        self.device.write_attribute("RemoteDir", str(self.target))
        done = self.device.read_attribute("FramesArchived").value + self.frames
        began = time.monotonic()
        for name in sorted(os.listdir(self.staging)):
            os.rename(self.staging / name, self.server.raw / name)
        wait_for(lambda: self.device.read_attribute("FramesArchived").value >= done, 300,
                 lambda: self.device.status(), poll=0.005)
        took = time.monotonic() - began
        shutil.rmtree(self.target)
        return took


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--frames", type=int, default=100)
    parser.add_argument("--pairs", type=int, default=3)
    parser.add_argument("--archive", type=pathlib.Path, default=ROOT / "var" / "bench", help="default: var/bench")
    parser.add_argument("--verify", choices=("hash", "size"), default="hash")
    parser.add_argument("--not-durable", action="store_true")
    options = parser.parse_args()
    options.archive.mkdir(parents=True, exist_ok=True)
    results = {}
    with tempfile.TemporaryDirectory(dir="/dev/shm") as ram, \
            tempfile.TemporaryDirectory(dir=options.archive) as archive:
        archive = pathlib.Path(archive)
        properties = {"RemoteDir": archive, "StateDir": archive / "state", "Verify": options.verify,
                      "Durable": str(not options.not_durable).lower()}
        (archive / "state").mkdir()
        with FrameWatch(ram, properties) as server:
            burst = Burst(server, archive, options.frames)
            for label, sync in (("cp", False), ("cp + sync", True)):
                pair = interleave(options.pairs, burst.pipeline, lambda: burst.copy(sync),
                                  show_progress(f"pipeline against {label}", options.pairs))
                found = ratio(pair)
                times = [statistics.median(side) for side in pair]
                print(f"{options.frames} frames of 16 MiB: pipeline {times[0]:.2f} s, {label} {times[1]:.2f} s, "
                      f"ratio {found['median']:.2f} ({found['low']:.2f}-{found['high']:.2f})")
                results[label] = {"pipeline": times[0], "reference": times[1], "ratio": found}
    keep("pipeline-burst", {"options": {**vars(options), "archive": str(options.archive)}, **results})
    budgets = Budgets()
    budgets.at_most("burst, wall beside cp", results["cp"]["ratio"]["median"], 2.5)
    return budgets.status()


if __name__ == "__main__":
    sys.exit(main())
