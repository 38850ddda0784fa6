"""More devices, more connections and other bytes than a site has: the server answers, and holds no more than before."""
import contextlib
import os
import random
import re
import socket
import threading

import pytest
import tango

from giop import connect, ping, request
from harness import BIN, Server, resident, wait_for

DEVICE = "test/tangotest/1"
CONNECTIONS = 200
GARBAGE = {
    "web": b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "secure": bytes.fromhex("16030100c8010000c40303") + bytes(200),
    "nothing": b"",
    "zeros": bytes(4096),
    "noise": random.Random(1).randbytes(4096),
    "giop-header": b"GIOP\x01",
    "giop-huge": b"GIOP\x01\x02\x01\x00\xff\xff\xff\x7f" + bytes(100),
    "giop-cut": request(DEVICE, "ping")[:-5],
    "giop-reply": b"GIOP\x01\x02\x01\x01\x0c\x00\x00\x00" + bytes(12),
    "giop-type": b"GIOP\x01\x02\x01\x63\x04\x00\x00\x00" + bytes(4),
    "giop-version": b"GIOP\x09\x09\x01\x00\x04\x00\x00\x00" + bytes(4),
    "zmtp-header": b"\xff" + bytes(8) + b"\x7f",
    "zmtp-greeting": b"\xff" + bytes(8) + b"\x7f\x03\x00NULL" + bytes(48),
    "zmtp-huge": b"\xff" + bytes(8) + b"\x7f\x03\x00NULL" + bytes(48) + b"\x06" + b"\xff" * 8,
    "zmtp-curve": b"\xff" + bytes(8) + b"\x7f\x03\x00CURVE" + bytes(47) + bytes(300),
}


def descriptors(server):
    return len(os.listdir(f"/proc/{server.pid}/fd"))


def answers(device):
    with contextlib.suppress(tango.DevFailed):
        return device.ping() >= 0
    return False


def falls_to(server, count):
    wait_for(lambda: descriptors(server) <= count, 60, lambda: f"{descriptors(server)} descriptors to become {count}")


def test_a_thousand_devices(tmp_path):
    names = [f"test/many/{number}" for number in range(1000)]
    server = Server(BIN / "TangoTest", "test", names, tmp_path)
    server.start(120)
    with contextlib.ExitStack() as stack:
        stack.callback(server.kill)
        admin = tango.DeviceProxy(server.device("dserver/TangoTest/test"))
        assert len(admin.command_inout("QueryDevice")) == 1000
        connection = stack.enter_context(connect(server.port))
        assert all(ping(connection, name) for name in names)
        chosen = [tango.DeviceProxy(server.device(name)) for name in (names[0], names[500], names[-1])]
        for number, device in enumerate(chosen):
            device.write_attribute("ushort_scalar", number)
        assert [device.read_attribute("ushort_scalar").w_value for device in chosen] == [0, 1, 2]
        before = descriptors(server)
        admin.set_timeout_millis(60_000)
        for name in names[::100]:
            admin.command_inout("DevRestart", name)
        assert all(ping(connection, name) for name in names)
        assert descriptors(server) <= before + 5
        assert server.terminate(60) == 0


def test_two_hundred_connections_at_once(tangotest):
    device = tango.DeviceProxy(tangotest.device())
    device.ping()
    before = descriptors(tangotest)
    with contextlib.ExitStack() as stack:
        connections = [stack.enter_context(connect(tangotest.port)) for _ in range(CONNECTIONS)]
        for connection in connections:
            connection.sendall(request(DEVICE, "ping"))
        for connection in connections:
            assert connection.recv(1000)
        assert all(ping(connection, DEVICE) for connection in connections)
        assert device.ping() >= 0
    falls_to(tangotest, before)


def test_storms_of_connections(tangotest):
    """Eight clients that connect, call and leave as fast as they can, half of them without waiting for the answer."""
    tango.DeviceProxy(tangotest.device()).ping()
    before, failures = descriptors(tangotest), []

    def storm(waits):
        try:
            for _ in range(CONNECTIONS):
                with connect(tangotest.port) as connection:
                    if waits:
                        assert ping(connection, DEVICE)
                    else:
                        connection.sendall(request(DEVICE, "ping"))
        except Exception as error:
            failures.append(error)
    threads = [threading.Thread(target=storm, args=(number % 2 == 0,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with connect(tangotest.port) as connection:
        assert ping(connection, DEVICE)
    falls_to(tangotest, before)


@pytest.mark.parametrize("kind", GARBAGE)
def test_bytes_that_are_no_request(tangotest, kind):
    """On the port for calls and on those for events; some leave at once, some hold the line."""
    device = tango.DeviceProxy(tangotest.device())
    # A client that could not connect at once, because the server still lets others go, waits a second before it tries again.
    wait_for(lambda: answers(device), 20, "the server to answer", poll=0.5)
    device.poll_attribute("long_scalar", 100)
    arrived = threading.Semaphore(0)
    device.subscribe_event("long_scalar", tango.EventType.PERIODIC_EVENT, lambda event: event.err or arrived.release())
    assert arrived.acquire(timeout=30)
    admin = tango.DeviceProxy(device.adm_name())
    _, told = admin.command_inout("ZmqEventSubscriptionChange", ["info"])
    ports = [tangotest.port] + [int(re.search(r":(\d+)$", text)[1]) for text in told[:2]]
    before, room = descriptors(tangotest), resident(tangotest.pid)
    with contextlib.ExitStack() as stack:
        for port in ports:
            for number in range(20):
                connection = stack.enter_context(connect(port))
                with contextlib.suppress(OSError):  # it may be told to leave in the middle
                    connection.sendall(GARBAGE[kind])
                    if number % 2:
                        connection.shutdown(socket.SHUT_WR)
                if number % 4 == 0:
                    connection.close()
        with connect(tangotest.port) as connection:
            assert ping(connection, DEVICE)
        assert arrived.acquire(timeout=30)
        while arrived.acquire(blocking=False):
            pass
        assert arrived.acquire(timeout=30), "no event after it"
    falls_to(tangotest, before + 2)
    assert resident(tangotest.pid) < room + 30_000
    assert tangotest.running() and device.ping() >= 0
