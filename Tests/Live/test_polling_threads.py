"""Which thread polls which device is kept in the properties of the admin device."""
import pytest
import tango

from harness import BIN, Server

DEVICES = ["test/poll/1", "test/poll/2", "test/poll/3"]
FILE = """EventServer/test/DEVICE/EventSource: {devices}
dserver/EventServer/test->polling_threads_pool_size: 2
dserver/EventServer/test->polling_threads_pool_conf: "test/gone/1,TEST/poll/2"
"""


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "properties"
    path.write_text(FILE.format(devices=",\\\n ".join(DEVICES)))
    return path


def kept(file):
    """The threads' devices, as the file has them."""
    text = file.read_text().replace("\\\n", "")
    line = next(line for line in text.splitlines() if "polling_threads_pool_conf" in line)
    return [word.strip().strip('"') for word in line.split(":", 1)[1].replace('",', '"\n').splitlines()]


def test_the_property_follows(file, tmp_path):
    with Server(BIN / "EventServer", "test", DEVICES, tmp_path, file=file) as server:
        # Ramp is polled by the class, so each device needs a thread: the one with the fewest names.
        assert kept(file) == ["test/poll/2", "test/poll/1,test/poll/3"]
        tango.DeviceProxy(server.device("test/poll/1")).stop_poll_attribute("Ramp")
        assert kept(file) == ["test/poll/2", "test/poll/3"]
        tango.DeviceProxy(server.device("test/poll/1")).poll_attribute("Counter", 100)
        assert kept(file) == ["test/poll/2,test/poll/1", "test/poll/3"]
