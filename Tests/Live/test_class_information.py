"""What a class tells the database about itself, and where devices show what the database has: as Debian's TangoTest."""
import pytest
import tango

from clients.idl_device import Device
from comparison import differences
from database import Database, RegisteredServer
from harness import BIN, ROOT

REFERENCE = ROOT / ".build/debian/tango-test/usr/lib/tango/TangoTest"
DEVICE = "test/information/1"
ADMIN = "dserver/TangoTest/information"
OWN = ["doc_url", "ProjectTitle", "Description", "InheritedFrom"]
TAGS = ["cvs_tag", "cvs_location", "svn_tag", "svn_location"]
# What the database has of classes at the start, one start behind the other; None keeps what is there.
STARTS = {
    "nothing": {"TangoTest": {}}, "what the first start stored": None,
    "words of the site": {"TangoTest": {"doc_url": ["http://site/x"], "ProjectTitle": ["Ours"]}},
    "several lines": {"TangoTest": {"doc_url": ["one", "two"], "cvs_tag": ["1", "2"]}},
    "empty texts": {"TangoTest": {"doc_url": [""], "Description": ["", ""], "cvs_tag": [""]}},
    "a default": {"TangoTest": {}, "Default": {"doc_url": ["http://default/x"], "cvs_tag": ["d"]}},
    "old tags": {"TangoTest": {"doc_url": ["u"], "cvs_tag": ["t"], "cvs_location": ["l"]}},
    "new tags": {"TangoTest": {"doc_url": ["u"], "svn_tag": ["t"], "svn_location": ["l"]}},
    "both": {"TangoTest": {"cvs_tag": ["t"], "cvs_location": ["l"], "svn_tag": ["T"], "svn_location": ["L"]},
             "DServer": {"doc_url": ["admin"], "cvs_tag": ["a"], "svn_location": ["b"]}},
    "some": {"TangoTest": {"doc_url": ["u"], "cvs_location": ["l"], "svn_tag": ["T"]}},
    "some without an address": {"TangoTest": {"cvs_tag": ["t"], "svn_tag": ["T"], "svn_location": ["L"]}},
}


def put(database, classes):
    for name in ("TangoTest", "Default", "DServer"):
        database.delete_class_property(name, OWN + TAGS)
        if classes.get(name):
            database.put_class_property(name, classes[name])


def texts(database):
    """What `info` shows of the device and of the admin device."""
    told = {}
    for name in (DEVICE, ADMIN):
        device = Device(database.import_device(name).ior)
        told[name] = [device.call(operation)["doc_url"] for operation in ("info", "info_3")]
        device.close()
    return told


def story(executable, directory):
    """What clients see after each start, and after restarts of the device; and what the database has then."""
    seen, kept = {}, {}
    with Database(directory / "database") as place:
        database = tango.Database("127.0.0.1", place.port)
        server = RegisteredServer(place, executable, "information", directory)
        info = tango.DbDevInfo()
        info.server, info._class, info.name = server.name, "TangoTest", DEVICE
        database.add_device(info)
        # With the thread that makes its data, the reference locks itself up in an Init now and then.
        database.put_device_property(DEVICE, {"mthreaded_impl": ["0"]})
        for start, classes in STARTS.items():
            if classes is not None:
                put(database, classes)
            with server:
                seen[start] = [texts(database)]
                # New ones for each start: an old one refuses to look for its device twice in a second.
                tango.DeviceProxy(f"tango://{place.host}/{DEVICE}").Init()
                seen[start].append(texts(database))
                tango.DeviceProxy(f"tango://{place.host}/{ADMIN}").DevRestart(DEVICE)
                seen[start].append(texts(database))
            stored = database.get_class_property("TangoTest", OWN)
            kept[start] = {name: list(values) for name, values in stored.items()}
    return seen, kept


@pytest.fixture(scope="module")
def stories(tmp_path_factory):
    programs = (("reference", REFERENCE), ("ours", BIN / "TangoTest"))
    return [story(program, tmp_path_factory.mktemp(name)) for name, program in programs]


@pytest.mark.parametrize("start", STARTS)
def test_devices_show_what_the_database_had_when_the_server_started(stories, start):
    (reference, _), (ours, _) = stories
    assert differences(reference[start], ours[start]) == []


@pytest.mark.parametrize("start", STARTS)
def test_the_class_stores_what_the_site_has_not_said(stories, start):
    (_, reference), (_, ours) = stories
    own = {} if STARTS[start] is None else STARTS[start]["TangoTest"]
    assert ours[start] == {name: own.get(name, values) for name, values in reference[start].items()}
