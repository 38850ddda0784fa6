"""Two servers, all kinds of clients, interrupted calls, child processes, a restarted device: nothing lost or doubled.

EVENTS_SECONDS is how long events are sent. With TANGO_JAVA, the folder of the Java client library, the servers are those
of a database and Java clients listen too.
"""
import contextlib
import os
import pathlib
import signal
import time

import pytest
import tango

from database import Database, RegisteredServer
from harness import BIN, children, wait_for
from subscribers import JAVA, KINDS, Subscriber, event_server, first_difference

SECONDS = float(os.environ.get("EVENTS_SECONDS", 120))
RESTART_PERIOD = min(60, SECONDS / 4)
PERIOD = 0.02  # of pushes
PUSHED = 5  # events with one push
# A client that gets no processor loses what libzmq has no room for, as with every server: nobody may lag further behind.
LAG = 300
HEARTBEAT = 9
LEVELS = {5: "five", 6: "six"}


@contextlib.contextmanager
def plain_servers(directory):
    """One server of each interface level, and the names of their devices."""
    with contextlib.ExitStack() as stack:
        servers = [stack.enter_context(event_server(directory / f"server{level}", level)) for level in LEVELS]
        yield servers, [server.device() for server in servers]


@contextlib.contextmanager
def registered_servers(directory):
    """The same in a site with a database."""
    with Database(directory / "database") as database, contextlib.ExitStack() as stack:
        os.environ["TANGO_HOST"] = database.host
        stack.callback(os.environ.pop, "TANGO_HOST")
        servers, names = [], []
        for level, word in LEVELS.items():
            server = RegisteredServer(database, BIN / "EventServer", word, directory, env={"TANGO_SERVER_IDL": str(level)})
            info = tango.DbDevInfo()
            info.server, info._class, info.name = server.name, "EventSource", f"test/events/{word}"
            tango.Database("127.0.0.1", database.port).add_device(info)
            servers.append(stack.enter_context(server))
            names.append(info.name)
        yield servers, names


@pytest.mark.timing
def test_nothing_is_lost_or_doubled(tmp_path):
    kinds = KINDS + (["java"] if JAVA else [])
    with (registered_servers if JAVA else plain_servers)(tmp_path) as (servers, names), contextlib.ExitStack() as stack:
        devices = [tango.DeviceProxy(name) for name in names]
        for server, device in zip(servers, devices):
            device.Disturb()
            wait_for(lambda: children(server.pid), 20, "child processes of the server")
        clients = [(stack.enter_context(Subscriber(kind, name, tmp_path / str(number), "change=Counter",
                                                   "archive=Counter", "user=Counter", "change=Ramp")), device)
                   for number, (name, device) in enumerate(zip(names, devices)) for kind in kinds]
        firsts = [connected(client, device) for client, device in clients]
        restarts = push_for(SECONDS, devices, clients)
        assert restarts >= 3
        for (client, device), first in zip(clients, firsts):
            check(client, device.Counter, first)
        for server in servers:
            assert server.running(), server.output()
            check_signals(server.pid)


def check_signals(pid):
    """A signal that meets a thread of libzmq can cost a message: every thread but the first has all of them blocked."""
    status = {}
    for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
        with contextlib.suppress(OSError):  # it has just ended
            status[task.name] = dict(line.split(":\t", 1) for line in (task / "status").read_text().splitlines())
    for number, fields in status.items():
        # While the thread that takes the signals of the end waits for them, the system shows them as open.
        ends = () if fields["Name"] == "signals" else (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
        assert number == str(pid) or is_blocked(fields["SigBlk"], signal.SIGALRM, signal.SIGCHLD, *ends), fields
    assert any(fields["Name"].startswith("ZMQbg/IO") for fields in status.values()), status
    assert not is_blocked(status[str(pid)]["SigBlk"], signal.SIGALRM), "the first thread takes the timer's signals"


def is_blocked(mask, *signals):
    """Whether all of the signals are in a mask as the kernel shows it."""
    return all(int(mask, 16) >> (number - 1) & 1 for number in signals)


def connected(client, device):
    """Waits until all subscriptions of a client stand; the next numbers count."""
    for kind in ("change", "archive", "user"):
        client.wait_connected(kind, "Counter", lambda: device.Push(1), 60)
        wait_for(lambda: client.of(kind, "Counter")[-1] == f"{device.Counter} VALID", 60, f"{client.kind}: the last")
    return device.Counter


def push_for(seconds, devices, clients):
    """Pushes on all devices, and restarts one of them now and then; returns how often."""
    admins = [tango.DeviceProxy(device.adm_name()) for device in devices]
    begin, restarts, turn = time.monotonic(), 0, 0
    while time.monotonic() < begin + seconds:
        turn += 1
        for device in devices:
            device.Push(PUSHED)
        if turn % 20 == 0:
            for client, device in clients:
                keeps_up(client, device.Counter)
        if time.monotonic() > begin + (restarts + 1) * RESTART_PERIOD:
            which = restarts % len(devices)
            admins[which].DevRestart(devices[which].dev_name())
            restarts += 1
        time.sleep(PERIOD)
    return restarts


def keeps_up(client, count):
    """Waits until a client is not far behind."""
    wait_for(lambda: all((client.number(kind, "Counter") or 0) >= count - LAG for kind in ("change", "archive", "user")),
             60, lambda: f"{client.kind} to tell {count - LAG}; it told {client.output()[-300:]}")


def check(client, last, first):
    """Every number after `first` once, in order, up to what the device reads at the end; no error events."""
    for kind in ("change", "archive", "user"):
        wait_for(lambda: client.number(kind, "Counter") == last, 2 * HEARTBEAT,
                 lambda: f"{client.kind} {kind}: {last}; got {client.of(kind, 'Counter')[-3:]}")
        told = client.of(kind, "Counter")
        place = told.index(f"{first} VALID")
        expected = [f"{number} VALID" for number in range(first, last + 1)]
        assert told[place:] == expected, (client.kind, kind, first_difference(told[place:], expected))
    ramp = client.of("change", "Ramp")
    assert len(ramp) > SECONDS * 2 and not [text for text in ramp if text.startswith("!")], client.kind
