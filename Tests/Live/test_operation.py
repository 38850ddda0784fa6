"""docs/operation.md: its commands run against a real database and a real Starter, its sentences are those of a server."""
import os
import re
import shlex
import subprocess
import sys

import pytest
import tango

from database import Database, RegisteredServer
from framewatch import FrameWatch, private_mounts
from harness import BIN, ROOT, alive, wait_for

GUIDE = (ROOT / "docs" / "operation.md").read_text()
SHELL = [line for block in re.findall(r"```sh\n(.*?)```", GUIDE, re.S) for line in block.splitlines()]
PYTHON = re.findall(r"```python\n(.*?)```", GUIDE, re.S)
SENTENCES = re.findall(r"^\| (The engine [^|]*?) \|", GUIDE, re.M)
STARTER = ROOT / ".build/debian/tango-starter/usr/lib/tango/Starter"
SERVER, DEVICE = "FrameWatch/beamline", "fw/beamline/1"


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A database, a Starter, and a server that is registered as the guide says."""
    place = tmp_path_factory.mktemp("site")
    with Database(place / "database") as database:
        os.environ["TANGO_HOST"] = database.host
        try:
            with Site(database, place) as site:
                yield site
        finally:
            os.environ.pop("TANGO_HOST")


class Site:
    """The lines of the guide with the paths and the host of this test."""

    def __init__(self, database, place):
        self.place, self.database = place, tango.Database("127.0.0.1", database.port)
        self.prefix = f"tango://{database.host}"
        self.host = os.uname().nodename.split(".")[0]
        name = f"tango/admin/{self.host}"
        info = tango.DbDevInfo()
        info.server, info._class, info.name = f"Starter/{self.host}", "Starter", name
        self.database.add_device(info)
        self.database.put_device_property(name, {"StartDsPath": [str(BIN)]})
        self.process = RegisteredServer(database, STARTER, self.host, place)
        self.starter = self.proxy(name)

    def __enter__(self):
        for line in self.lines("tango_admin", "fwctl properties"):
            self.run(line)
        for folder in ("dev/shm/framewatch-beamline/raw", "dev/shm/framewatch-beamline/temp",
                       "dev/shm/framewatch-beamline/processed", "data/beamline/incoming", "var/lib/framewatch"):
            (self.place / folder).mkdir(parents=True)
        info = tango.DbServerInfo()
        info.name, info.host, info.mode, info.level = SERVER, self.host, 1, 1
        self.database.put_server_info(info)
        self.process.start()
        self.starter.set_timeout_millis(30_000)
        return self

    def __exit__(self, *_):
        if self.exported():
            self.starter.command_inout("HardKillServer", SERVER)
        self.process.kill()

    def proxy(self, name):
        # With its database: PyTango stays with the first TANGO_HOST that it has used in a process.
        return tango.DeviceProxy(f"{self.prefix}/{name}")

    def lines(self, *beginnings):
        found = [line for line in SHELL if line.startswith(beginnings)]
        assert found, beginnings
        return found

    def attempt(self, line):
        for path in ("/var/lib/framewatch", "/dev/shm/framewatch-beamline", "/data/beamline", "/var/tmp/"):
            line = line.replace(path, f"{self.place}{path}")
        words = shlex.split(line.replace("tango/admin/daq", f"tango/admin/{self.host}"))
        if words[0] == "fwctl":
            words = [BIN / "fwctl", *words[1:], "--timeout", "30"]
        return subprocess.run(words, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=120)

    def run(self, line):
        done = self.attempt(line)
        assert done.returncode == 0, f"{line}: exit {done.returncode}\n{done.stdout}{done.stderr}"

    def exported(self):
        return self.database.get_device_info(f"dserver/{SERVER}").exported == 1

    def pid(self):
        return self.database.get_device_info(DEVICE).pid

    def start(self):
        # Starter looks at its host every few seconds: for a while it takes a server that has just ended for running.
        line, = self.lines("fwctl command tango/admin/daq/DevStart")
        wait_for(lambda: self.attempt(line).returncode == 0 or self.exported(), 60, "Starter to start it", poll=0.5)
        wait_for(self.exported, 60, "the server started")
        device = self.proxy(DEVICE)
        wait_for(lambda: device.state() == tango.DevState.RUNNING, 60, device.status)
        wait_for(lambda: SERVER in self.starter.command_inout("DevGetRunningServers", True), 60, "Starter to see it")
        return device

    def stopped(self):
        wait_for(lambda: SERVER in self.starter.command_inout("DevGetStopServers", True), 60, "Starter to see the end")


def test_the_programs_are_installed_for_a_host_without_swift(tmp_path):
    """As the guide says; the libraries that they need by themselves are Swift's beside them and those of its packages."""
    place = tmp_path / "usr/lib/framewatch"
    for line in [line for line in SHELL if "/usr/lib/framewatch" in line]:
        line = line.replace("/usr/", f"{tmp_path}/usr/").replace(".build/release", str(BIN))
        subprocess.run(["bash", "-c", line], check=True, cwd=ROOT)
    programs = [place / name for name in ("FrameWatch", "framewatch-worker", "fwctl")]
    libraries, = set(re.findall(r"=> (/\S+)/libswiftCore\.so", output("ldd", BIN / "fwctl")))
    hidden = private_mounts("sh", "-c", 'mount -t tmpfs none "$0" && exec "$@"', libraries)
    assert "fwctl: looks at" in output(*hidden, tmp_path / "usr/bin/fwctl", "help")
    assert "not found" not in output(*hidden, "ldd", *programs)
    needed = set(re.findall(r"NEEDED.*\[(.*)\]", output("readelf", "-d", *programs)))
    needed = {name for name in needed if not (place / name).exists()}
    packages = set(re.findall(r"^([\w.+-]+):", output("dpkg", "-S", *(f"*/{name}" for name in needed)), re.M))
    of_every_host = {"libc6", "libgcc-s1", "libstdc++6"}
    assert packages - of_every_host == set(re.findall(r"`(lib[\w-]*\d)`", GUIDE)) - of_every_host


def output(*words):
    return subprocess.run(words, check=True, stdout=subprocess.PIPE, text=True, stdin=subprocess.DEVNULL).stdout


def test_the_server_is_registered_by_one_command(site):
    assert list(site.database.get_device_class_list(SERVER)) == [
        f"dserver/{SERVER}", "DServer", DEVICE, "FrameWatch"]
    assert list(site.database.get_device_property(DEVICE, "RemoteDir")["RemoteDir"]) == ["incoming"]


def test_starter_starts_stops_and_kills_it(site):
    device = site.start()
    assert device.read_attribute("RemoteDir").value == f"{site.place}/data/beamline/incoming"
    site.run(site.lines("fwctl command tango/admin/daq/DevStop")[0])
    wait_for(lambda: not site.exported(), 60, "the server withdrawn")
    site.stopped()
    site.start()
    pid = site.pid()
    site.run(site.lines("fwctl command tango/admin/daq/HardKillServer")[0])
    wait_for(lambda: not alive(pid), 60, "the server dead")
    site.stopped()


def test_starter_does_what_astor_asks(site):
    """Level start and stop, the tables of servers, and the log of one."""
    site.starter.command_inout("DevStartAll", 1)
    wait_for(lambda: SERVER in site.starter.command_inout("DevGetRunningServers", True), 60, "the level started")
    rows = [row.split("\t") for row in site.starter.read_attribute("Servers").value]
    assert [row[:2] for row in rows if row[0] == SERVER] == [[SERVER, "ON"]]
    assert SERVER in site.starter.read_attribute("RunningServers").value
    assert "Ready to accept request" in site.starter.command_inout("DevReadLog", SERVER) or site.exported()
    site.starter.command_inout("DevStopAll", 1)
    site.stopped()
    assert not site.exported()


def test_levels_and_targets_of_the_log(site):
    site.start()
    file = site.place / "var/tmp/framewatch.log"
    file.parent.mkdir(parents=True, exist_ok=True)
    debug, warning, add, remove = site.lines("fwctl command dserver/")
    site.run(add)
    site.run(debug)
    site.proxy(DEVICE).command_inout("Rescan")
    wait_for(lambda: file.exists() and file.stat().st_size, 30, "something in the log")
    site.run(warning)
    site.run(remove)
    admin = site.proxy(f"dserver/{SERVER}")
    assert list(admin.command_inout("GetLoggingTarget", DEVICE)) == []
    assert list(admin.command_inout("GetLoggingLevel", [DEVICE])[0]) == [3]


def test_the_criteria_of_archivers_are_stored(site):
    site.start()
    done = subprocess.run([sys.executable, "-c", f"import tango\n{PYTHON[0]}"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    stored = site.database.get_device_attribute_property(DEVICE, "RawUsed")["RawUsed"]
    assert [float(value) for value in stored["archive_abs_change"]] == [-0.5, 0.5]


# ------------------------------------------------------------------ at three in the morning

def broken_property(place):
    return FrameWatch(place, {"TickInterval": "soon"})


def unusable_temp(place):
    return FrameWatch(place, {"TempDir": "/dev/null/temp"})


def used_state(place):
    return FrameWatch(place / "two", {"StateDir": place / "one" / "state"})


def used_raw(place):
    return FrameWatch(place / "two", {"RawDir": place / "one" / "ram" / "raw"})


def damaged_ledger(place):
    server = FrameWatch(place)
    (server.state / "ledger.sqlite").write_bytes(b"no database" * 1000)
    return server


def begins(status, sentence):
    """Whether a status begins with a sentence of the table, in which … stands for anything."""
    return re.match(".*?".join(map(re.escape, sentence.split("…"))), status) is not None


def run(server, command):
    server.proxy().command_inout(command)


def set_aside(server):
    (server.raw / "broken.tif").write_bytes(b"no frame at all")


def odd_name(server):
    open(os.fsencode(server.raw) + b"/\xff.tif", "wb").close()


def nothing(server):
    del server


def lose_destination(server):
    server.archive.rename(server.archive.with_name("away"))


def named(value):
    """What a test is called by: the same in every process."""
    return value if isinstance(value, str) else value.__name__


@pytest.mark.parametrize("sentence, make, act", [
    ("The engine works: frames from", FrameWatch, nothing),
    ("The engine is stopped.", FrameWatch, lambda server: run(server, "Stop")),
    ("The engine cannot run. Property", broken_property, nothing),
    ("The engine cannot run. RawDir (…) is missing.", FrameWatch, lambda server: server.raw.rmdir()),
    ("The engine cannot run. TempDir (…) cannot be used.", unusable_temp, nothing),
    ("The engine cannot run. The ledger", damaged_ledger, nothing),
    ("The engine works, but: Frames wait for", FrameWatch, lose_destination),
    ("The engine works, but: Frames are being set aside", FrameWatch, set_aside),
    ("The engine works, but: The name", FrameWatch, odd_name),
], ids=named)
def test_status_says_what_stands_in_the_table(tmp_path, sentence, make, act):
    assert sentence in SENTENCES
    with make(tmp_path) as server:
        device = server.proxy()
        if act is not nothing:
            wait_for(lambda: device.state() == tango.DevState.RUNNING, 60, device.status)
        act(server)
        wait_for(lambda: begins(device.status(), sentence), 60, device.status)


@pytest.mark.parametrize("sentence, make", [
    ("The engine cannot run. The state directory", used_state),
    ("The engine cannot run. RawDir (…) is in use by another server.", used_raw),
], ids=named)
def test_a_second_server_in_the_same_place_says_so(tmp_path, sentence, make):
    assert sentence in SENTENCES
    with FrameWatch(tmp_path / "one"), make(tmp_path) as second:
        device = second.proxy()
        wait_for(lambda: begins(device.status(), sentence), 60, device.status)


def test_the_table_has_no_sentence_that_no_server_says():
    """The rest of the table, by the words of the engine."""
    words = "\n".join(path.read_text() for path in (ROOT / "Sources/FrameEngine").rglob("*.swift"))
    for sentence in SENTENCES:
        told = sentence.removeprefix("The engine works, but: ").removeprefix("The engine cannot run. ").split("…")[-1]
        assert told.lstrip(") ") in words, sentence
