#!/usr/bin/env python3
"""Times what a worker does with one frame, against a plain copy of the same bytes to the same place.

    Benchmarks/formats/worker.py [--size 2048] [--count 40] [--to DIRECTORY] [--durable]

Builds nothing: `make build` first. Times are medians and minima in milliseconds, the round trip through the pipes
included; every file is removed before the next one is written, so that both sides get the same memory.
"""
import argparse
import json
import os
import statistics
import struct
import subprocess
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


class Worker:
    def __init__(self, executable):
        self.process = subprocess.Popen([executable], stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0)
        self.receive()

    def take(self, count):
        data = b""
        while len(data) < count:
            piece = self.process.stdout.read(count - len(data))
            if not piece:
                raise SystemExit("the worker ended")
            data += piece
        return data

    def receive(self):
        return json.loads(self.take(struct.unpack("<I", self.take(4))[0]))

    def call(self, operation, **arguments):
        body = json.dumps({operation: {"_0": arguments}}).encode()
        start = time.perf_counter()
        self.process.stdin.write(struct.pack("<I", len(body)) + body)
        reply = self.receive()
        if "failed" in reply:
            raise SystemExit(reply["failed"]["_0"]["message"])
        return time.perf_counter() - start

    def processor_time(self):
        with open(f"/proc/{self.process.pid}/stat", encoding="ascii") as file:
            user, system = file.read().rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def write_frame(path, side):
    """A float32 frame with the tags and the layout of the detector program, and a sidecar."""
    pixels = struct.pack("<f", 25.0) * (side * side)
    tags = [(256, 3, side), (257, 3, side), (258, 3, 32), (259, 3, 1), (273, 4, 8), (277, 3, 1),
            (279, 4, len(pixels)), (284, 3, 1), (339, 3, 3)]
    directory = struct.pack("<H", len(tags)) + b"".join(struct.pack("<HHII", t, k, 1, v) for t, k, v in tags)
    with open(path, "wb") as file:
        file.write(b"II*\0" + struct.pack("<I", 8 + len(pixels)) + pixels + directory + bytes(4))
    keys = "".join(f"key{i}=value {i}\n" for i in range(25))
    with open(path + ".metadata", "w", encoding="ascii") as file:
        file.write(f"[metadata]\nwidth={side}\nheight={side}\nexposureTime=1\nsummedExposures=10\n{keys}")


def copy(source, target, durable):
    start = time.perf_counter()
    with open(source, "rb") as old, open(target, "wb", buffering=0) as new:
        size, done = os.fstat(old.fileno()).st_size, 0
        while done < size:
            done += os.sendfile(new.fileno(), old.fileno(), done, size - done)
        if durable:
            os.fdatasync(new.fileno())
    return time.perf_counter() - start


def measure(worker, frame, target, durable):
    def part(name):
        return os.path.join(target, name + ".part")
    sidecar = frame + ".metadata"
    times = {
        "examine": worker.call("examine", frame=frame, sidecar=sidecar),
        "merge": worker.call("merge", frame=frame, sidecar=sidecar, frameName="CeO2-00001.tif",
                             recipePart=part("recipe"), durable=durable),
        "deliver": worker.call(
            "deliver", frame=frame, sidecar=sidecar, recipe=part("recipe"), imagePart=part("image"),
            sidecarPart=part("sidecar"), nexusPart=part("nexus"), durable=durable,
            names={"image": "CeO2-00001.tif", "sidecar": "CeO2-00001.tif.metadata", "nexus": "CeO2-00001.nxs"}),
    }
    for name in os.listdir(target):
        os.unlink(os.path.join(target, name))
    times["copy"] = copy(frame, part("copy"), durable)
    os.unlink(part("copy"))
    return times


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=2048, help="rows and columns")
    parser.add_argument("--count", type=int, default=40)
    parser.add_argument("--to", default="/dev/shm", help="directory on the file system to write to")
    parser.add_argument("--durable", action="store_true", help="sync every file")
    parser.add_argument("--worker", default=os.path.join(ROOT, ".build/release/framewatch-worker"))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir="/dev/shm") as source, tempfile.TemporaryDirectory(dir=options.to) as target:
        frame = os.path.join(source, "CeO2-00001.tif")
        write_frame(frame, options.size)
        worker = Worker(options.worker)
        rounds = [measure(worker, frame, target, options.durable) for _ in range(options.count)]
        for name in rounds[0]:
            values = [round[name] * 1000 for round in rounds]
            print(f"{name:8} median {statistics.median(values):8.3f} ms   minimum {min(values):8.3f} ms")
        print(f"processor time of the worker: {worker.processor_time() / options.count * 1000:.2f} ms per frame")
        worker.process.stdin.close()
        worker.process.wait()


if __name__ == "__main__":
    main()
