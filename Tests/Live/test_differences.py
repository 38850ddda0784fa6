"""docs/differences.md: each difference names the tests that hold it, and what no other test holds is tested here."""
import re
import threading

import pytest

from harness import ROOT, fwctl, fwctl_json, wait_for

TEXT = (ROOT / "docs" / "differences.md").read_text()
NAMED = re.findall(r"`(Tests/[\w/]+\.(?:swift|py))` `(\w+)`", TEXT)


@pytest.mark.parametrize("path, test", NAMED)
def test_every_named_test_is_there(path, test):
    assert re.search(rf"\b(?:def|func) {test}\(", (ROOT / path).read_text())


def test_every_difference_names_a_test():
    rows = [row for row in TEXT.splitlines() if row.startswith("| ") and not row.startswith("| The C++")]
    assert len(rows) > 8
    assert [row for row in rows if not re.search(r"`Tests/[\w/]+\.(?:swift|py)` `\w+` \|$", row)] == []


def test_long_image_takes_what_is_written(tangotest):
    fwctl("write", tangotest.device("test/tangotest/1/long_image"), *range(1, 7), "--width", "3")
    told, = fwctl_json("read", tangotest.device("test/tangotest/1/long_image"))
    assert told["set"] == [[1, 2, 3], [4, 5, 6]]


@pytest.mark.parametrize("command", ["CrashFromDevelopperThread", "CrashFromOmniThread", "DumpExecutionState"])
def test_a_command_that_crashes_the_reference_does_no_harm(tangotest, command):
    fwctl("command", command, "--device", tangotest.device())
    assert fwctl_json("command", "State", "--device", tangotest.device())["result"] == "RUNNING"
    assert tangotest.running() and "crash reports are not supported" in tangotest.output()


def test_init_never_deadlocks_with_readers(tangotest):
    import tango
    device = tango.DeviceProxy(tangotest.device())
    done, failures = threading.Event(), []

    def read():
        other = tango.DeviceProxy(tangotest.device())
        while not done.is_set():
            try:
                other.read_attribute("wave")
                other.state()
            except tango.DevFailed as error:
                failures.append(error)

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    for _ in range(200):
        device.init()
    done.set()
    for reader in readers:
        reader.join(10)
    assert not any(reader.is_alive() for reader in readers)
    assert failures == []


def test_polled_values_and_the_history_of_state_can_be_read(tangotest):
    import tango
    device = tango.DeviceProxy(tangotest.device())
    for name in ("double_scalar", "State"):
        device.poll_attribute(name, 50)
    device.set_source(tango.DevSource.CACHE)
    fwctl("monitor", tangotest.device("test/tangotest/1/State"), "--event", "periodic", "--count", "3")
    wait_for(lambda: len(device.attribute_history("State", 2)) == 2, 5, "two states in the history")
    assert isinstance(device.read_attribute("double_scalar").value, float)
