"""A FrameWatch server with its directories, and what a test asks about them."""
import json
import os
import pathlib
import subprocess

import pytest

from harness import BIN, Server, children, files_below, wait_for

DEVICE = "fw/test/1"


def private_mounts(*words):
    """Words in front of a program that give it mounts of its own; the test is skipped where nobody may have them."""
    user = [] if os.geteuid() == 0 else ["--user", "--map-root-user"]
    prefix = ["unshare", *user, "--mount", "--propagation", "private"]
    done = subprocess.run([*prefix, "true"], capture_output=True, text=True)
    if done.returncode != 0:
        pytest.skip(f"no program may have mounts of its own here: {done.stderr.strip()}")
    return [*prefix, *words]


class FrameWatch(Server):
    """A server from a property file; `properties` are added to the directories, or replace them."""

    def __init__(self, directory, properties=None, prefix=(), program=BIN / "FrameWatch", **options):
        directory = pathlib.Path(directory)
        self.raw, self.temp, self.processed = (directory / "ram" / name for name in ("raw", "temp", "processed"))
        self.state, self.archive = directory / "state", directory / "archive"
        for path in (self.raw, self.temp, self.processed, self.state, self.archive):
            path.mkdir(parents=True, exist_ok=True)
        self.properties = {
            "StateDir": self.state, "RawDir": self.raw, "TempDir": self.temp, "ProcessedDir": self.processed,
            "RemoteDir": self.archive, "SidecarWait": 1.5, "IncompleteWait": 1.5, "MinFileAge": 0.05,
            "TickInterval": 0.1, **(properties or {})}
        self.file = directory / "properties"
        self.write_properties()
        super().__init__(program, "test", [DEVICE], directory, file=self.file, prefix=prefix, **options)

    def write_properties(self):
        lines = [f'FrameWatch/test/DEVICE/FrameWatch: "{DEVICE}"']
        for name, value in self.properties.items():
            values = value if isinstance(value, (list, tuple)) else [value]
            lines.append(f"{DEVICE}->{name}: " + ", ".join(f'"{item}"' for item in values))
        self.file.write_text("\n".join(lines) + "\n")

    def proxy(self):
        """A proxy that answers: after a restart the client library itself waits up to a second."""
        import tango
        device = tango.DeviceProxy(self.device())

        def answers():
            try:
                return device.ping() >= 0
            except tango.DevFailed as error:
                return "API_CantConnectToDevice" not in [part.reason for part in error.args]

        wait_for(answers, 5, "an answer of the restarted server", poll=0.1)
        return device

    def server_pid(self):
        """The server itself, below whatever started it."""
        name = "FrameWatch"
        for pid in [self.pid, *children(self.pid)]:
            if os.path.basename(os.readlink(f"/proc/{pid}/exe")) == name:
                return pid
        raise AssertionError(f"no {name} below process {self.pid}")

    def run_in_namespace(self, *words, **options):
        """Runs a program where the server sees its mounts."""
        user = [] if os.geteuid() == 0 else ["--user", "--preserve-credentials"]
        subprocess.run(["nsenter", "-t", str(self.server_pid()), *user, "--mount", *map(str, words)], check=True,
                       timeout=60, **options)

    def archived(self, pattern="**/*.nxs"):
        """What the archive shows below its top, complete sets by default: the .nxs comes last."""
        return sorted(str(path.relative_to(self.archive)) for path in self.archive.glob(pattern))

    def wait_archived(self, count, seconds=60):
        wait_for(lambda: len(self.archived()) >= count, seconds,
                 lambda: f"{count} frames archived; there are {self.archived()}\n{self.output()[-3000:]}", poll=0.05)
        return self.archived()

    def explain(self, frame):
        return json.loads(self.proxy().command_inout("Explain", frame))

    def leftovers(self):
        """Files in the work directories."""
        return sorted(str(path) for top in (self.raw, self.temp, self.processed) for path in files_below(top))

