"""What TangoTest has not: one device of our own with everything, and the same device on the C++ library, are asked the
same questions by both generations of clients; ours with a database and with a property file."""
import json
import re
import subprocess
import sys

import pytest
import tango

from comparison import differences
from database import Database, RegisteredServer
from everything import TOPICS
from harness import BIN, DEBIAN_PYTHON, ROOT, Server
from subscribers import compile_client

CLIENTS = {"PyTango 10": sys.executable, "PyTango 9": DEBIAN_PYTHON}
HERE = ROOT / "Tests" / "Live"
# What stands in the database before the start, and in the property file in its own words.
FREE_PROPERTIES = {"WAttrNaNAllowed": ["true"]}
CLASS_PROPERTIES = {"OfClass": ["of the class"], "OfBoth": ["of the class"]}
DEVICE_PROPERTIES = {"OfDevice": ["of the device"], "OfBoth": ["of the device"], "poll_ring_depth": ["5"],
                     "attr_poll_ring_depth": ["filled", "20"]}
CLASS_ATTRIBUTES = {"double_scalar_ro": {"unit": ["of the class"], "label": ["of the class"]},
                    "configured": {"unit": ["of the class"], "max_value": ["5000"]},
                    "float_image_ro": {"min_value": ["0"], "min_alarm": ["0.0"]}, "short_image_ro": {"min_value": ["0"]},
                    "enum_scalar_ro": {"enum_labels": ["Rouge,Vert,Bleu,Noir"]}}
DEVICE_ATTRIBUTES = {"double_scalar_ro": {"unit": ["of the device"], "format": ["%12.3e"]},
                     "configured": {"label": ["of the device"]},
                     "enum_scalar_wo": {"enum_labels": ["Rojo", "Verde", "Azul", "Negro"]}}
# Where ours answers otherwise on purpose, by topic: docs/differences.md has the reasons.
KNOWN = {"configuration_is_kept_and_reset": r"/\d+/3/(abs_change|archive_period)/0: reference '2147483647', ours 'Not s",
         "polling_survives_the_device": r"/0/non_auto_polled_attr: reference 'nothing', ours \['polled'\]"}


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    with Database(tmp_path_factory.mktemp("database")) as database:
        found = tango.Database("127.0.0.1", database.port)
        found.put_property("CtrlSystem", FREE_PROPERTIES)
        found.put_class_property("Everything", CLASS_PROPERTIES)
        found.put_class_attribute_property("Everything", CLASS_ATTRIBUTES)
        yield database


def registered(database, executable, instance, directory):
    """A server with one device in the database, not started."""
    server = RegisteredServer(database, executable, instance, directory)
    found = tango.Database("127.0.0.1", database.port)
    info = tango.DbDevInfo()
    server.trl = f"test/everything/{instance}"
    server.admin = f"dserver/{server.name}"
    info.server, info._class, info.name = server.name, "Everything", server.trl
    found.add_device(info)
    found.put_device_property(server.trl, DEVICE_PROPERTIES)
    found.put_device_attribute_property(server.trl, DEVICE_ATTRIBUTES)
    return server


def with_file(instance, directory):
    """A server with one device in a property file, not started."""
    device = f"test/everything/{instance}"
    lines = [f"EverythingServer/{instance}/DEVICE/Everything: {device}"]
    for owner, properties in (("FREE/CtrlSystem", FREE_PROPERTIES), ("CLASS/Everything", CLASS_PROPERTIES),
                              (device, DEVICE_PROPERTIES)):
        lines += [f"{owner}->{name}: " + ", ".join(f'"{each}"' for each in values) for name, values in properties.items()]
    for owner, attributes in (("CLASS/Everything", CLASS_ATTRIBUTES), (device, DEVICE_ATTRIBUTES)):
        lines += [f"{owner}/{attribute}->{name}: " + ", ".join(f'"{each}"' for each in values)
                  for attribute, properties in attributes.items() for name, values in properties.items()]
    file = directory / "properties"
    file.write_text("\n".join(lines) + "\n")
    server = Server(BIN / "EverythingServer", instance, [device], directory, file=file)
    server.trl, server.admin, server.file = server.device(), server.device(f"dserver/EverythingServer/{instance}"), file
    return server


@pytest.fixture(scope="module", params=CLIENTS)
def answers(request, database, tmp_path_factory):
    """What the servers answered, by mode and topic."""
    tag = request.param[-2:].strip()
    place = tmp_path_factory.mktemp("servers")
    reference = registered(database, compile_client(HERE / "reference" / "everything.cpp"), f"reference{tag}", place)
    ours = registered(database, BIN / "EverythingServer", f"ours{tag}", place)
    file = with_file(f"file{tag}", place)
    program = HERE / "clients" / "everything_topics.py"
    with reference, ours, file:
        asked = {"reference": [reference.trl, reference.admin], "database": [ours.trl, ours.admin],
                 "file": [file.trl, file.admin, file.file]}
        running = {mode: subprocess.Popen([CLIENTS[request.param], program, *words], env=ours.env, text=True,
                                          stdout=subprocess.PIPE, stderr=open(place / f"{mode}.errors", "w"))
                   for mode, words in asked.items()}
        told = {mode: process.communicate(timeout=400)[0] for mode, process in running.items()}
    for mode, process in running.items():
        assert process.returncode == 0, f"{mode}: {(place / f'{mode}.errors').read_text()[-3000:]}"
    return {mode: json.loads(text) for mode, text in told.items()}


@pytest.mark.parametrize("mode", ["database", "file"])
@pytest.mark.parametrize("topic", TOPICS)
def test_same_answers_as_the_device_on_the_cpp_library(answers, topic, mode):
    found = differences(answers["reference"][topic], answers[mode][topic])
    assert [each for each in found if topic not in KNOWN or not re.match(KNOWN[topic], each)] == []
