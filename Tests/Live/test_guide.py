"""The guide for writers of devices: what stands there builds and runs, from an empty folder."""
import os
import re
import shlex
import subprocess

import pytest
import tango

from database import Database, RegisteredServer
from harness import BIN, ROOT, Server, fwctl, fwctl_json, wait_for

STARTER = ROOT / ".build/debian/tango-starter/usr/lib/tango/Starter"

GUIDE = (ROOT / "docs" / "writing-a-device.md").read_text()
FILES = dict(re.findall(r"`([\w/.]+)`:\n\n```(?:swift|text)\n(.*?)```", GUIDE, re.S))
HERE, SITE = GUIDE.split("## In a Tango site")


def shell(text):
    return [line for block in re.findall(r"```sh\n(.*?)```", text, re.S) for line in block.splitlines()]


SHELL = shell(HERE)


@pytest.mark.parametrize("shown, built", [
    ("Sources/Thermostat/main.swift", "Examples/Thermostat/main.swift"),
    ("Sources/Thermostat/Thermostat.swift", "Examples/Thermostat/Thermostat.swift"),
    ("Tests/ThermostatTests/ThermostatTests.swift", "Tests/ThermostatTests/ThermostatTests.swift"),
])
def test_the_guide_shows_what_is_built(shown, built):
    assert FILES[shown] == (ROOT / built).read_text()


@pytest.fixture(scope="module")
def folder():
    """The folder as a reader makes it; what was built before is used again."""
    top = ROOT / ".build" / "guide"
    place = top / "Thermostat"
    place.mkdir(parents=True, exist_ok=True)
    if not (top / "FrameWatch").is_symlink():
        (top / "FrameWatch").symlink_to(ROOT)
    for name, text in FILES.items():
        path = place / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or path.read_text() != text:
            path.write_text(text)
    assert SHELL[0] == "swift build"
    done = subprocess.run([os.environ.get("SWIFT", "swift"), "build"], cwd=place, capture_output=True, text=True,
                          stdin=subprocess.DEVNULL, timeout=900)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
    return place


def test_the_device_of_the_guide_serves_what_the_guide_says(folder, tmp_path):
    program, instance, file, option, endpoint = shlex.split(SHELL[1])
    assert (program, option) == (".build/debug/Thermostat", "-ORBendPoint")
    properties = tmp_path / "properties"
    properties.write_text(FILES["properties"])
    assert file == "-file=properties" and instance == "lab"
    port = endpoint.split(":")[-1]
    words = [shlex.split(line)[1:] for line in SHELL if line.startswith("fwctl ")]
    export, = (line for line in SHELL if line.startswith("export "))
    assert f":{port}/" in export
    with Server(folder / program, instance, ["lab/heat/1"], tmp_path, file=properties) as server:
        env = {"FRAMEWATCH_DEVICE": server.device()}
        assert [line[0] for line in words] == ["read", "write", "write", "monitor", "monitor", "command"]
        for line in words:
            fwctl(*line, env=env, timeout=30)
        told = {one["attribute"]: one for one in fwctl_json("read", env=env)}
        assert {"Temperature", "SetPoint", "Mode", "Energy", "Sensor_Door", "Sensor_Window"} <= set(told)
        assert told["Mode"]["value"] == "HEAT" and told["State"]["value"] == "RUNNING"
        assert told["Temperature"]["value"] > 20 and told["Sensor_Door"]["value"] > 20
        assert "ResetEnergy" in fwctl("command", "ResetEnergy", env=env, ok=(1,)).stderr
        server.terminate()
        server.start()
        assert fwctl_json("read", "SetPoint", env=env)[0]["value"] == 25


@pytest.fixture
def site(tmp_path):
    """A database with a Starter for this host."""
    with Database(tmp_path / "database") as database:
        found = tango.Database("127.0.0.1", database.port)
        host = (found.get_device_info("sys/database/2").host or os.uname().nodename).split(".")[0]
        info = tango.DbDevInfo()
        info.server, info._class, info.name = f"Starter/{host}", "Starter", f"tango/admin/{host}"
        found.add_device(info)
        with RegisteredServer(database, STARTER, host, tmp_path):
            yield database, found, host


def test_the_device_of_the_guide_runs_under_starter(folder, site):
    database, found, host = site
    program = str(folder / ".build" / "debug")
    told = {}
    for line in shell(SITE):
        line = line.replace("daq", host).replace("/home/me/Thermostat/.build/debug", program)
        words = shlex.split(line)
        assert words.pop(0) == "fwctl"
        told[words[0]] = fwctl(*words, env=database.environment, timeout=60)
        if "DevStart" in line:
            wait_for(lambda: found.get_device_info("lab/heat/1").exported == 1, 60, "the server to be exported")
    try:
        assert len(told["monitor"].stdout.splitlines()) == 3
        device = tango.DeviceProxy(f"tango://{database.host}/lab/heat/1")
        assert device.state() == tango.DevState.RUNNING and device.SetPoint == 25
        assert {"Sensor_Door", "Sensor_Window"} <= set(device.get_attribute_list())
        assert device.get_attribute_config("Temperature").alarms.max_alarm == "70"
        kept = found.get_device_attribute_property("lab/heat/1", "SetPoint")["SetPoint"]
        assert list(kept["__value"]) == ["25"]
        assert list(found.get_device_property("lab/heat/1", "polled_attr")["polled_attr"]) == ["energy", "1000"]
    finally:
        # Starter looks at its host every few seconds: for a while it takes a server that has just started for none.
        stop = ("command", f"tango/admin/{host}/DevStop", "Thermostat/lab")
        wait_for(lambda: fwctl(*stop, env=database.environment, ok=(0, 1)).returncode == 0, 20, "Starter to stop it",
                 poll=0.5)
        wait_for(lambda: found.get_device_info("lab/heat/1").exported == 0, 60, "the server to stop")


def test_the_example_runs_without_properties(tmp_path):
    with Server(BIN / "Thermostat", "lab", ["lab/heat/1"], tmp_path) as server:
        names = [one["attribute"] for one in fwctl_json("read", server.device())]
        assert names == ["Temperature", "SetPoint", "Mode", "Energy", "State", "Status"]
