"""Two servers, three kinds of clients, interrupted calls, child processes, a restarted device: nothing lost or doubled.

EVENTS_SECONDS is how long events are sent; two minutes find more than the default.
"""
import contextlib
import os
import time

import pytest
import tango

from harness import wait_for
from subscribers import KINDS, Subscriber, event_server

SECONDS = float(os.environ.get("EVENTS_SECONDS", 30))
PERIOD = 0.02  # of pushes
PUSHED = 5  # events with one push


@contextlib.contextmanager
def disturbed_servers(directory):
    """One server of each interface level, both interrupted 1000 times a second and starting children."""
    with contextlib.ExitStack() as stack:
        servers = [stack.enter_context(event_server(directory / f"server{level}", level)) for level in (5, 6)]
        for server in servers:
            tango.DeviceProxy(server.device()).Disturb()
        yield servers


@pytest.mark.timing
def test_nothing_is_lost_or_doubled(tmp_path):
    with disturbed_servers(tmp_path) as servers, contextlib.ExitStack() as stack:
        devices = [tango.DeviceProxy(server.device()) for server in servers]
        clients = [(stack.enter_context(Subscriber(kind, server.device(), tmp_path / str(number), "change=Counter",
                                                   "archive=Counter", "user=Counter", "change=Ramp")), device)
                   for number, (server, device) in enumerate(zip(servers, devices)) for kind in KINDS]
        firsts = [connected(client, device) for client, device in clients]
        restarts = push_for(SECONDS, devices)
        assert restarts > 0
        for (client, device), first in zip(clients, firsts):
            check(client, device.Counter, first)
        for server in servers:
            assert server.running(), server.output()


def connected(client, device):
    """Waits until all subscriptions of a client stand; the next numbers count."""
    for kind in ("change", "archive", "user"):
        client.wait_connected(kind, "Counter", lambda: device.Push(1))
        wait_for(lambda: client.of(kind, "Counter")[-1] == f"{device.Counter} VALID", 10, f"{client.kind}: the last")
    return device.Counter


def push_for(seconds, devices):
    """Pushes on all devices, and restarts one of them now and then; returns how often."""
    admins = [tango.DeviceProxy(device.adm_name()) for device in devices]
    end, restarts, turn = time.monotonic() + seconds, 0, 0
    while time.monotonic() < end:
        turn += 1
        for device in devices:
            device.Push(PUSHED)
        if turn % 100 == 0:
            which = restarts % len(devices)
            admins[which].DevRestart("test/events/1")
            restarts += 1
        time.sleep(PERIOD)
    return restarts


def check(client, last, first):
    """Every number after `first` once, in order, up to what the device reads at the end; no error events."""
    for kind in ("change", "archive", "user"):
        wait_for(lambda: client.of(kind, "Counter")[-1:] == [f"{last} VALID"], 20,
                 lambda: f"{client.kind} {kind}: {last}; got {client.of(kind, 'Counter')[-3:]}")
        told = client.of(kind, "Counter")
        place = told.index(f"{first} VALID")
        expected = [f"{number} VALID" for number in range(first, last + 1)]
        assert told[place:] == expected, (client.kind, kind, first_difference(told[place:], expected))
    ramp = client.of("change", "Ramp")
    assert len(ramp) > SECONDS * 2 and not [text for text in ramp if text.startswith("!")], client.kind


def first_difference(told, expected):
    """Where two lists differ first, for people."""
    for number, (one, other) in enumerate(zip(told, expected)):
        if one != other:
            return f"place {number}: {told[max(number - 2, 0):number + 3]} instead of {other}"
    return f"{len(told)} instead of {len(expected)}"
