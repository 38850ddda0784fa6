"""Our TangoTest and Debian's, asked the same questions by both generations of clients, answer the same."""
import json
import subprocess
import sys

import pytest

from harness import BIN, DEBIAN_PYTHON, ROOT, Server
from clients.topics import TOPICS

REFERENCE = ROOT / ".build/debian/tango-test/usr/lib/tango/TangoTest"
CLIENTS = {"PyTango 10": sys.executable, "PyTango 9": DEBIAN_PYTHON}
DEVICE, INSTANCE = "test/side/1", "side"


def observe(client, server):
    program = ROOT / "Tests/Live/clients/tangotest_topics.py"
    admin = server.device(f"dserver/TangoTest/{INSTANCE}")
    return subprocess.Popen([CLIENTS[client], program, server.device(), admin], stdout=subprocess.PIPE, text=True)


@pytest.fixture(scope="module", params=CLIENTS)
def answers(request, tmp_path_factory):
    """What both servers answered, by topic: the reference's, then ours."""
    places = [tmp_path_factory.mktemp(name) for name in ("reference", "ours")]
    with Server(REFERENCE, INSTANCE, [DEVICE], places[0]) as reference, \
            Server(BIN / "TangoTest", INSTANCE, [DEVICE], places[1]) as ours:
        programs = [observe(request.param, server) for server in (reference, ours)]
        outputs = [program.communicate(timeout=240)[0] for program in programs]
        assert [program.returncode for program in programs] == [0, 0]
    return [json.loads(output) for output in outputs]


def differences(reference, ours, path=""):
    """Every place where the two differ, with both answers."""
    if type(reference) is not type(ours) or not isinstance(reference, (dict, list)):
        return [] if reference == ours else [f"{path}: reference {reference!r}, ours {ours!r}"]
    if isinstance(reference, list):
        if len(reference) != len(ours):
            return [f"{path}: reference {reference!r}, ours {ours!r}"]
        reference, ours = dict(enumerate(reference)), dict(enumerate(ours))
    return [difference for key in {**reference, **ours}
            for difference in differences(reference.get(key, "nothing"), ours.get(key, "nothing"), f"{path}/{key}")]


@pytest.mark.parametrize("topic", TOPICS)
def test_same_answers(answers, topic):
    reference, ours = (answer[topic] for answer in answers)
    assert differences(reference, ours) == []
