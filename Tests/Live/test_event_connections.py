"""Clients that come before the server, lose it, and find it again; clients that sleep.

OUTAGE_SECONDS adds a longer absence of the server and a longer sleep of a client to those that are always tried.
"""
import contextlib
import os
import signal
import time

import pytest
import tango

from harness import LONG_OUTAGES, Timeout, resident, wait_for
from subscribers import KINDS, Subscriber, event_server

WORDS = ["change=Counter", "user=Counter"]
# s: a client library looks every ten seconds whether a heartbeat has come in the last ten.
HELD = 21
PATIENCE = 40  # client libraries look for a lost server every ten seconds


@contextlib.contextmanager
def clients(server, directory, *words):
    with contextlib.ExitStack() as stack:
        yield [stack.enter_context(Subscriber(kind, server.device(), directory / "clients", *words)) for kind in KINDS]


def all_connected(found, device, starts=None, quiet=3):
    """Pushes until every subscription tells what was pushed last, after so many bytes of its output.

    A library that subscribes anew misses what is pushed while its connection is made, and reads the value itself.
    """
    starts = starts or [0] * len(found)

    def are_connected():
        device.Push(1)
        with contextlib.suppress(Timeout):
            for one, start in zip(found, starts):
                for word in WORDS:
                    wait_for(lambda: one.number(*word.split("="), start) == device.Counter, 0.5, "the last")
            return True
    wait_for(are_connected, PATIENCE, lambda: f"{device.Counter}; {[(one.kind, one.output()[-200:]) for one in found]}")
    settle(found, quiet)
    # The first event after a value that was only read may be told as one that comes after missed ones.
    device.Push(1)
    for one in found:
        for word in WORDS:
            one.wait_last(*word.split("="), f"{device.Counter} VALID", seconds=PATIENCE)


def check_stream(found, device, count):
    """Pushes, and looks whether everyone gets each number once and in order."""
    first, starts = device.Counter, [len(one.lines()) for one in found]
    for _ in range(count // 100):
        device.Push(100)
        for one in found:
            one.wait_last("user", "Counter", f"{device.Counter} VALID", seconds=PATIENCE)
    expected = [f"{number} VALID" for number in range(first + 1, device.Counter + 1)]
    for one, start in zip(found, starts):
        for word in WORDS:
            one.wait_of(*word.split("="), expected, start, seconds=PATIENCE)


def proxy(server):
    """A proxy of this process to a server that may have just come back."""
    device = tango.DeviceProxy(server.device())

    def answers():
        try:
            return device.ping() >= 0
        except tango.DevFailed:
            return False
    wait_for(answers, 30, "an answer", poll=0.2)
    return device


def test_clients_that_subscribe_before_the_server_exists(tmp_path):
    server = event_server(tmp_path)
    with clients(server, tmp_path, "--stateless", *WORDS) as found:
        assert [text for one in found for text in one.of("change", "Counter") if not text.startswith("!")] == []
        with server:
            device = proxy(server)
            all_connected(found, device)
            check_stream(found, device, 300)


@pytest.mark.parametrize("away", [1, 12, *LONG_OUTAGES])
def test_clients_find_a_killed_server_again(tmp_path, away):
    with event_server(tmp_path) as server, clients(server, tmp_path, *WORDS) as found:
        all_connected(found, proxy(server))
        starts = [one.told_bytes for one in found]
        server.kill()
        time.sleep(away)  # what is tested
        server.start()
        device = proxy(server)
        all_connected(found, device, starts)
        check_stream(found, device, 300)
        assert server.running()


@pytest.mark.parametrize("asleep", [15, *LONG_OUTAGES])
def test_clients_that_sleep_disturb_nobody(tmp_path, asleep):
    """They miss what libzmq has no room for; awake again they are told the last value and all that follows."""
    with event_server(tmp_path) as server, clients(server, tmp_path, *WORDS) as sleepers, \
            Subscriber(KINDS[0], server.device(), tmp_path / "awake", *WORDS) as awake:
        device = proxy(server)
        all_connected([awake, *sleepers], device)
        for one in sleepers:
            os.kill(one.pid, signal.SIGSTOP)
        end = time.monotonic() + asleep
        check_stream([awake], device, 10_000)
        before = resident(server.pid)
        while time.monotonic() < end:
            check_stream([awake], device, 500)
        assert resident(server.pid) < before + 20_000
        for one in sleepers:
            os.kill(one.pid, signal.SIGCONT)
        # A library looks for heartbeats that it missed every ten seconds, and then begins anew.
        all_connected([awake, *sleepers], device, quiet=22)
        check_stream([awake, *sleepers], device, 300)


@pytest.mark.timing
def test_a_held_device_holds_neither_events_nor_heartbeats(tmp_path):
    """A command keeps the device for itself while another thread of its code pushes; nobody misses a heartbeat."""
    with event_server(tmp_path) as server, clients(server, tmp_path, *WORDS) as found:
        device, caller = proxy(server), proxy(server)
        all_connected(found, device, quiet=1)
        first, starts = device.Counter, [len(one.lines()) for one in found]
        for one in (device, caller):
            one.set_timeout_millis(300_000)
        call = caller.command_inout_asynch("Hold", 1000 * HELD)
        for one in found:
            for word in WORDS:
                wait_for(lambda: one.number(*word.split("=")) > first + 100, PATIENCE, "events of a held device")
        with pytest.raises(tango.DevFailed, match="Not able to acquire serialization"):
            device.read_attribute("Counter")
        with pytest.raises(tango.AsynReplyNotArrived):
            caller.command_inout_reply(call)
        last = caller.command_inout_reply(call, 300_000)
        for one, start in zip(found, starts):
            for word in WORDS:
                one.wait_of(*word.split("="), [f"{number} VALID" for number in range(first + 1, last + 1)], start)
        # A client library that misses heartbeats tells that as an error, and begins anew.
        assert [line for one in found for line in one.lines() if "!" in line] == []


def settle(found, seconds):
    """Waits until all that was under way has been told."""
    lines, since = [], time.monotonic()

    def is_quiet():
        nonlocal lines, since
        now = [one.told_bytes for one in found]
        if now != lines:
            lines, since = now, time.monotonic()
        return time.monotonic() - since > seconds
    wait_for(is_quiet, PATIENCE, "clients to become quiet", poll=0.1)
