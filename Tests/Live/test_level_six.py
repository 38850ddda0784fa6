"""A server of ours at interface level 6 and one of PyTango on the C++ library of release 10 have the same device, and answer
the same to both generations of clients, with a database and without one."""
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
from level_six_topics import TOPICS

CLIENTS = {"PyTango 10": sys.executable, "PyTango 9": DEBIAN_PYTHON}
PROGRAM = ROOT / "Tests/Live/clients/level_six_topics.py"
WAYS = [("alone", "PyTango 10"), ("alone", "PyTango 9"), ("database", "PyTango 10")]
DEVICE, INSTANCE = "test/levels/6", "six"
# Where ours answers otherwise on purpose, by topic: docs/differences.md has the reasons of those that are not PyTango's.
PARTNERS = r"/\w+_scalar_rww\b"  # PyTango has no attributes with a partner to write
KNOWN = {"identity": r"/<?[\w/]+>?/2: reference 'A Tango device', ours 'A TANGO device'",
         "attribute_configuration": PARTNERS,
         "logging": r"/1: reference \['telemetry_logs_appender'\], ours \[\]",
         "subscription_commands": r"/ZmqEventSubscriptionChange/failed"}


@pytest.fixture(scope="module")
def reference(tmp_path_factory):
    """The device on PyTango, as a program of the same name as ours."""
    program = tmp_path_factory.mktemp("program") / "EverythingServer"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{ROOT}/Tests/Live/reference/everything_10.py" "$@"\n')
    program.chmod(0o755)
    return program


@contextlib.contextmanager
def alone(executable, directory):
    with Server(executable, INSTANCE, [DEVICE], directory, env={"TANGO_SERVER_IDL": "6"}) as server:
        server.trl, server.admin = server.device(), server.device(f"dserver/EverythingServer/{INSTANCE}")
        yield server


@contextlib.contextmanager
def in_a_database(executable, directory):
    """A server with a database of its own, so that both may have the same names."""
    with Database(directory / "database") as database:
        server = RegisteredServer(database, executable, INSTANCE, directory, env={"TANGO_SERVER_IDL": "6"})
        info = tango.DbDevInfo()
        info.server, info._class, info.name = server.name, "Everything", DEVICE
        tango.Database("127.0.0.1", database.port).add_device(info)
        server.trl, server.admin = DEVICE, f"dserver/EverythingServer/{INSTANCE}"
        with server:
            yield server


def observed(way, executable, directory):
    """What a server answered, by topic."""
    mode, client = way
    with {"alone": alone, "database": in_a_database}[mode](executable, directory) as server:
        done = subprocess.run([CLIENTS[client], PROGRAM, server.trl, server.admin], env=server.env, capture_output=True,
                              text=True, timeout=600)
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def answers(reference, tmp_path_factory):
    """What both servers answered, by way; they mostly wait, so all are asked at once."""
    with ThreadPoolExecutor(2 * len(WAYS)) as pool:
        asked = {way: [pool.submit(observed, way, executable, tmp_path_factory.mktemp("server"))
                       for executable in (reference, BIN / "EverythingServer")] for way in WAYS}
    return {way: [each.result() for each in pair] for way, pair in asked.items()}


@pytest.mark.parametrize("way", WAYS, ids=" with ".join)
@pytest.mark.parametrize("topic", TOPICS)
def test_same_answers_as_release_10(answers, topic, way):
    theirs, ours = answers[way]
    found = differences(theirs[topic], ours[topic])
    assert [each for each in found if topic not in KNOWN or not re.match(KNOWN[topic], each)] == []


def test_the_server_tells_what_it_is_made_of(tmp_path):
    with alone(BIN / "EverythingServer", tmp_path) as server:
        versions = dict(tango.DeviceProxy(server.trl).info().version_info)
    assert re.fullmatch(r"4\.\d+\.\d+", versions.pop("omniORB"))
    assert re.fullmatch(r"4\d{4}", versions.pop("zmq"))
    assert versions == {"idl": "6.0"}


def test_telemetry_cannot_be_started(tmp_path):
    with alone(BIN / "EverythingServer", tmp_path) as server:
        admin = tango.DeviceProxy(server.admin)
        with pytest.raises(tango.DevFailed) as caught:
            admin.command_inout("StartTelemetry", ["*"])
        assert caught.value.args[0].reason == "API_NotSupported"
        assert "exports no telemetry" in caught.value.args[0].desc
        assert list(admin.command_inout("IsTelemetryEnabled", [DEVICE])[0]) == [0]
