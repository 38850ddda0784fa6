"""Our TangoTest and Debian's, asked the same questions by both generations of clients, answer the same: without a database,
with one each, and ours with a property file beside the reference with a database, for that one cannot use a file."""
import contextlib
import json
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
import tango

from comparison import differences
from database import Database, RegisteredServer
from harness import BIN, DEBIAN_PYTHON, ROOT, Server
from topics import TOPICS

REFERENCE = ROOT / ".build/debian/tango-test/usr/lib/tango/TangoTest"
CLIENTS = {"PyTango 10": sys.executable, "PyTango 9": DEBIAN_PYTHON}
MODES = ["alone", "database", "file"]
DEVICE, INSTANCE = "test/side/1", "side"
# What differs because of how the servers were started, by mode and topic.
KNOWN = {("alone", "names_of_events"): r"/[^:]*string_scalar .*API_AttributePollingNotStarted",  # though it is polled
         ("file", "identity"): r"/(adm_name|is_locked|get_logging_level|info/doc_url)\b",  # no database
         ("file", "admin_restarts_the_device"): r"/5/get_logging_level\b",
         ("file", "admin_questions"): r"/GetLoggingLevel ",
         ("file", "logging_stops_and_starts"): r"/\d/1/test: reference 0, ours 3$",
         ("file", "locking"): r"/\d+/2/0: .* from host <client>', ours .* from host <host>'",
         **{("file", topic): r"/.*(, ours '[^']*#dbase=no[^']*'|/0/\d: reference (81920|20000), ours 0)$"
            for topic in ("subscription_commands", "names_of_events")}}


def observe(client, server):
    program = ROOT / "Tests/Live/clients/tangotest_topics.py"
    return subprocess.Popen([CLIENTS[client], program, server.trl, server.admin], stdout=subprocess.PIPE, text=True,
                            env=server.env)


@contextlib.contextmanager
def alone(executable, directory, file=None):
    """A server that clients reach without a database."""
    with Server(executable, INSTANCE, [DEVICE], directory, file=file) as server:
        server.trl, server.admin = server.device(), server.device(f"dserver/TangoTest/{INSTANCE}")
        yield server


@contextlib.contextmanager
def in_a_database(executable, directory):
    """A server with a database of its own, so that both may have the same names."""
    with Database(directory / "database") as database:
        server = RegisteredServer(database, executable, INSTANCE, directory)
        info = tango.DbDevInfo()
        info.server, info._class, info.name = server.name, "TangoTest", DEVICE
        tango.Database("127.0.0.1", database.port).add_device(info)
        server.trl, server.admin = DEVICE, f"dserver/TangoTest/{INSTANCE}"
        with server:
            server.restart()  # the first start of the reference stores what its class knows, the second uses it
            yield server


@contextlib.contextmanager
def with_a_file(executable, directory):
    file = directory / "properties"
    file.write_text(f"TangoTest/{INSTANCE}/DEVICE/TangoTest: {DEVICE}\n")
    with alone(executable, directory, file) as server:
        yield server


@pytest.fixture(scope="module", params=MODES)
def answers(request, tmp_path_factory):
    """The mode, and by client what both servers answered. The clients mostly wait, so they ask at the same time."""
    # Made here, for two threads that ask pytest for its first directory at once both try to make it.
    places = [[tmp_path_factory.mktemp(name) for name in ("reference", "ours")] for _ in CLIENTS]
    with ThreadPoolExecutor(len(CLIENTS)) as threads:
        answered = threads.map(asked, [request.param] * len(CLIENTS), CLIENTS, places)
        return request.param, dict(zip(CLIENTS, answered))


def asked(mode, client, places):
    """What the reference answered to one client, and what ours did, by topic."""
    starts = {"alone": (alone, alone), "database": (in_a_database, in_a_database), "file": (in_a_database, with_a_file)}
    with starts[mode][0](REFERENCE, places[0]) as reference, starts[mode][1](BIN / "TangoTest", places[1]) as ours:
        programs = [observe(client, server) for server in (reference, ours)]
        outputs = [program.communicate(timeout=400)[0] for program in programs]
        assert [program.returncode for program in programs] == [0, 0]
    return [json.loads(output) for output in outputs]


@pytest.mark.parametrize("client", CLIENTS)
@pytest.mark.parametrize("topic", TOPICS)
def test_same_answers(answers, topic, client):
    mode, (reference, ours) = answers[0], answers[1][client]
    known = KNOWN.get((mode, topic))
    found = differences(reference[topic], ours[topic])
    assert [each for each in found if known is None or not re.match(known, each)] == []
