"""A server can be ended while it starts."""
import errno
import os
import signal

import pytest

from harness import BIN, Process, wait_for


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
