"""What is said must not hold up what is done."""
import contextlib
import os
import resource
import subprocess

from framewatch import FrameWatch
from harness import BIN, simulate, wait_for


def test_frames_go_on_when_nobody_reads_standard_error(tmp_path):
    """A paused terminal, a pager, a supervisor that has stopped reading: the pipe is full."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    end = os.open(pipe, os.O_RDWR | os.O_NONBLOCK)
    with contextlib.suppress(BlockingIOError):
        while True:
            os.write(end, b"." * 512)
    with FrameWatch(tmp_path / "server", prefix=("sh", "-c", 'exec "$@" 2>"$0"', pipe)) as server:
        (server.raw / "broken.tif").write_bytes(b"no frame at all")
        device = server.proxy()
        wait_for(lambda: device.read_attribute("FramesFailed").value == 1, 60, device.status)
        simulate(server.raw, "--count", "1")
        server.wait_archived(1)
        assert server.terminate() == 0
    os.close(end)


def test_a_server_that_gets_no_thread_says_so(tmp_path):
    """No stack fits between the addresses of a process."""
    def no_stack():
        resource.setrlimit(resource.RLIMIT_STACK, (1 << 47, resource.RLIM_INFINITY))

    done = subprocess.run([BIN / "TangoTest", "test", "-nodb", "-dlist", "a/b/c", "-ORBendPoint", "giop:tcp:127.0.0.1:0"],
                          capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=120, preexec_fn=no_stack)
    assert done.returncode == 255, done
    assert "No thread can be started for signals" in done.stderr
