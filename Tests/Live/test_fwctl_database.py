"""fwctl in a Tango site: what the database knows."""
import pytest

from database import Database, RegisteredServer
from harness import BIN, fwctl, fwctl_json

DEVICE = "live/fwctl/1"


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    with Database(tmp_path_factory.mktemp("database")) as database:
        yield database


@pytest.fixture(scope="module")
def server(database, tmp_path_factory):
    """A TangoTest that fwctl itself registered, running."""
    register = ["command", "sys/database/2/DbAddDevice", "TangoTest/fwctl", DEVICE, "TangoTest"]
    fwctl(*register, "--database", database.host)
    with RegisteredServer(database, BIN / "TangoTest", "fwctl", tmp_path_factory.mktemp("server")) as server:
        yield server


def test_any_device_by_its_name_alone(server, database):
    env = {"TANGO_HOST": database.host}
    fwctl("write", f"{DEVICE}/ampli", "3", env=env)
    assert fwctl_json("read", f"{DEVICE}/ampli", env=env)[0]["set"] == 3
    assert fwctl_json("command", f"{DEVICE}/DevShort", "3", env=env)["result"] == 3
    assert fwctl_json("monitor", f"{DEVICE}/ampli", "--event", "attr_conf", "--count", "1", env=env)["event"]
    assert "DB_DeviceNotDefined" in fwctl("read", "no/such/device", env=env, ok=(3,)).stderr


def test_devices(server, database):
    words = ("--database", database.host)
    assert DEVICE in [one["device"] for one in fwctl_json("devices", *words)]
    assert fwctl("devices", "live/*/*", *words).stdout == DEVICE + "\n"
    found, = fwctl_json("devices", "live/fwctl/*", "--long", *words)
    assert (found["exported"], found["server"], found["class"]) == (True, "TangoTest/fwctl", "TangoTest")
    assert DEVICE in fwctl("devices", "--server", "TangoTest/fwctl", *words).stdout
    assert fwctl("devices", "nothing/*/*", *words, ok=(3,)).stdout == "no devices\n"


OWNERS = [("--device", DEVICE), ("--class", "TangoTest"), ("--object", "live"),
          ("--device", DEVICE, "--attribute", "ampli"), ("--class", "TangoTest", "--attribute", "ampli")]


@pytest.mark.parametrize("owner", OWNERS, ids=" ".join)
def test_properties(server, database, owner):
    words = (*owner, "--database", database.host)
    fwctl("properties", *words, "--set", "one=1", "--set", "two=a", "--set", "two=b c")
    assert fwctl_json("properties", *words, "one", "two") == {"one": ["1"], "two": ["a", "b c"]}
    assert {"one", "two"} <= set(fwctl_json("properties", *words))
    left = fwctl_json("properties", *words, "--delete", "one")
    assert "one" not in left and left["two"] == ["a", "b c"]
    assert fwctl_json("properties", *words, "one", ok=(3,)) == {"one": None}


def test_properties_of_a_device_that_is_not_defined_are_not_kept(server, database):
    words = ("--device", "live/fwctl/typo", "--database", database.host)
    for more in ([], ["--set", "one=1"]):
        done = fwctl("properties", *words, *more, ok=(3,))
        assert "live/fwctl/typo is not defined in the database" in done.stderr and done.stdout == ""


def test_the_configuration_of_an_attribute_comes_from_where_it_was_set(server, database):
    """The device's own property outweighs that of its class, which outweighs the code."""
    words = ("--database", database.host)
    admin = f"dserver/{server.name}"
    env = {"TANGO_HOST": database.host}

    def unit():
        fwctl("command", f"{admin}/DevRestart", DEVICE, env=env)
        told = fwctl_json("monitor", f"{DEVICE}/short_scalar", "--event", "attr_conf", "--count", "1", env=env)
        return told["content"]["unit"]
    assert unit() == ""
    fwctl("properties", "--class", "TangoTest", "--attribute", "short_scalar", "--set", "unit=km", *words)
    assert unit() == "km"
    fwctl("properties", "--device", DEVICE, "--attribute", "short_scalar", "--set", "unit=mm", *words)
    assert unit() == "mm"
    fwctl("properties", "--device", DEVICE, "--attribute", "short_scalar", "--delete", "unit", *words)
    assert unit() == "km"
    fwctl("properties", "--class", "TangoTest", "--attribute", "short_scalar", "--delete", "unit", *words)
    assert unit() == ""


def test_a_free_property_has_no_attributes(database):
    done = fwctl("properties", "--object", "CtrlSystem", "--attribute", "x", "--database", database.host, ok=(2,))
    assert "--attribute" in done.stderr
