"""The files in config start a server; they and the guide say the truth about the properties."""
import re
import subprocess

import pytest
import tango

from harness import BIN, ROOT, Server, wait_for

DEVICE = "fw/beamline/1"
# Not the one of the files: a Starter of another test takes any process of that name on this host for its own.
INSTANCE = "config"
FILES = ["framewatch.properties", "starter/framewatch.resource"]
PROPERTY = re.compile(rf"^(#?){DEVICE}->(\w+): (.*)$", re.M)
# Users and groups that a machine may not have.
OF_THE_SITE = {"FileOwner"}


def moved(text, directory):
    """The same file with directories and an instance that a test may use."""
    text = text.replace("FrameWatch/beamline/", f"FrameWatch/{INSTANCE}/")
    for place in ("/dev/shm/framewatch-beamline", "/var/lib/framewatch", "/data/beamline"):
        text = text.replace(place, f"{directory}{place}")
        (directory / place.lstrip("/")).mkdir(parents=True, exist_ok=True)
    return text


def defaults(server):
    """The properties of the class with their defaults, as configuration tools get them."""
    admin = tango.DeviceProxy(f"tango://127.0.0.1:{server.port}/dserver/FrameWatch/{INSTANCE}#dbase=no")
    answer = admin.command_inout("QueryWizardDevProperty", "FrameWatch")
    return {answer[place]: answer[place + 2] for place in range(0, len(answer), 3)}


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("everything", [False, True], ids=["as it is", "all lines"])
def test_a_server_starts_with_it(tmp_path, name, everything):
    text = (ROOT / "config" / name).read_text()
    if everything:
        text = PROPERTY.sub(lambda found: found[0] if found[2] in OF_THE_SITE else found[0].lstrip("#"), text)
    file = tmp_path / "properties"
    file.write_text(moved(text, tmp_path))
    with Server(BIN / "FrameWatch", INSTANCE, [DEVICE], tmp_path, file=file) as server:
        device = tango.DeviceProxy(server.device())
        wait_for(lambda: device.state() == tango.DevState.RUNNING, 60, device.status)
        named = {found[2] for found in PROPERTY.finditer(text)}
        assert named and named <= set(defaults(server))


def test_systemd_accepts_the_unit(tmp_path):
    """With a program that is there in place of the installed one."""
    text = (ROOT / "config/systemd/framewatch@.service").read_text()
    assert text.count("/usr/lib/framewatch/FrameWatch") == 1
    unit = tmp_path / "framewatch@beamline.service"
    unit.write_text(text.replace("/usr/lib/framewatch/FrameWatch", str(BIN / "FrameWatch")))
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", unit], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_the_defaults_are_those_of_the_class(tmp_path):
    text = (ROOT / "config" / "framewatch.properties").read_text()
    told = text.split("these are the defaults", 1)[1].split("\n\n", 1)[0]
    file = tmp_path / "properties"
    file.write_text(moved(text, tmp_path))
    with Server(BIN / "FrameWatch", INSTANCE, [DEVICE], tmp_path, file=file) as server:
        found = defaults(server)
    lines = [(line[2], line[3].replace('"', "").replace(", ", "\n")) for line in PROPERTY.finditer(told)]
    assert len(lines) > 10
    for name, value in lines:
        same = value == found[name] or re.fullmatch(r"[\d.]+", value) and float(value) == float(found[name])
        assert same, (name, value, found[name])


def test_the_guide_lists_every_property_as_the_class_does(tmp_path):
    text = (ROOT / "docs" / "operation.md").read_text().split("## Properties\n", 1)[1].split("\n## ", 1)[0]
    listed = re.findall(r"^\| `(\w+)` \| [^|]+ \| ([^|]*)\| ([^|]*) \|$", text, re.M)
    with Server(BIN / "FrameWatch", INSTANCE, [DEVICE], tmp_path) as server:
        admin = tango.DeviceProxy(f"tango://127.0.0.1:{server.port}/dserver/FrameWatch/{INSTANCE}#dbase=no")
        answer = list(admin.command_inout("QueryWizardDevProperty", "FrameWatch"))
    of_class = [tuple(answer[place:place + 3]) for place in range(0, len(answer), 3)]
    # Where the state is by default depends on the user; the rest stands below it.
    state = next(default for name, _, default in of_class if name == "StateDir")

    def shown(default):
        values = default.replace("Not specified", "").replace(state, "/var/lib/framewatch/<instance>").split("\n")
        return ", ".join(f"`{value}`" for value in values if value)

    assert [(name, meaning, default.strip()) for name, default, meaning in listed] == [
        (name, meaning, shown(default)) for name, meaning, default in of_class]
