"""A server can be ended while it starts."""
import errno
import os
import signal

import pytest

from clients.idl_device import Device
from harness import BIN, READY, Process, wait_for


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_ends_in_the_middle_of_its_start(tmp_path, number):
    # A property file that never ends keeps the server in its start.
    properties = tmp_path / "properties"
    os.mkfifo(properties)
    pipe = []

    def reads():
        try:
            pipe.append(os.open(properties, os.O_WRONLY | os.O_NONBLOCK))
        except OSError as error:
            assert error.errno == errno.ENXIO  # nobody reads yet
        return pipe

    arguments = [BIN / "TangoTest", "stop", f"-file={properties}", "-ORBendPoint", "giop:tcp:127.0.0.1:0"]
    with Process(arguments, tmp_path / "server.log") as server:
        wait_for(reads, 10, "the server reading its properties")
        server.process.send_signal(number)
        assert server.process.wait(60) == 0
    os.close(pipe[0])


def test_a_client_that_takes_no_answer_does_not_hold_the_end(tmp_path):
    # On a unix socket nothing ends the sending but the client.
    path = tmp_path / "socket"
    arguments = [BIN / "TangoTest", "stop", "-nodb", "-dlist", "test/stop/1", "-ORBendPoint", f"giop:unix:{path}"]
    with Process(arguments, tmp_path / "server.log") as server:
        wait_for(lambda: READY in server.output(), 60, server.output)
        silent, other = (Device("tango://x:1/test/stop/1#dbase=no", path=path) for _ in range(2))
        silent.send("read_attributes_4", ["double_spectrum"] * 3000, "DEV", ["CPP", 1])
        # Its answer is on the way when the device has answered somebody else after it.
        wait_for(lambda: any("read_attributes_4" in line for line in other.call("black_box", 5)), 60, "the request")
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(60) == 0
        assert "a client does not take its answer" in server.output()
        silent.close()
