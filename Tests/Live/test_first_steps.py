"""What somebody meets who starts a server for the first time: each mistake is answered with what to do."""
import json
import os
import pty
import socket
import subprocess

import pytest
import tango

from framewatch import FrameWatch, private_mounts
from harness import BIN, Server, free_port, fwctl, fwctl_json, own_words, simulate, wait_for


def start(*words, prefix=(), **env):
    """Starts a server that is to refuse."""
    env = {**{name: value for name, value in os.environ.items() if name != "TANGO_HOST"}, **env}
    return subprocess.run([*prefix, *map(str, words)], capture_output=True, text=True, timeout=120, env=env,
                          stdin=subprocess.DEVNULL)


@pytest.mark.parametrize("word", ["-?", "-h", "-help"])
def test_help_comes_without_a_database(word):
    done = start(BIN / "FrameWatch", word, TANGO_HOST="nonsense")
    assert done.returncode == 255 and "usage :" in done.stderr, done


def test_without_a_database_it_says_how_to_start():
    hidden = private_mounts("sh", "-c", '[ ! -e /etc/tangorc ] || mount --bind /dev/null /etc/tangorc; exec "$@"', "sh")
    done = start(BIN / "FrameWatch", "first", prefix=hidden, HOME="/nonexistent")
    assert done.returncode == 255
    for word in ("TANGO_HOST is not set", "-nodb", "-file="):
        assert word in done.stderr, done.stderr


@pytest.mark.parametrize("word", ["any", "-?"])
def test_on_a_terminal_a_database_that_is_not_there_is_named(word):
    """Elsewhere there is the sentence of the C++ servers alone."""
    with_terminal, terminal = pty.openpty()
    try:
        done = subprocess.run([BIN / "TangoTest", word], env={**os.environ, "TANGO_HOST": "127.0.0.1:1"}, timeout=120,
                              stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=terminal)
        said = os.read(with_terminal, 10_000).decode()
    finally:
        os.close(terminal)
        os.close(with_terminal)
    assert done.returncode == 255
    for text in ("Can't build connection to TANGO database server, exiting", '"127.0.0.1:1"', "-nodb"):
        assert text in said
    assert ("usage :" in said) == (word == "-?")
    piped = start(BIN / "TangoTest", word, TANGO_HOST="127.0.0.1:1")
    assert own_words(piped.stderr) == "Can't build connection to TANGO database server, exiting\n", piped.stderr


def test_a_port_that_is_in_use_is_named():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = start(BIN / "TangoTest", "test", "-nodb", "-dlist", "a/b/c", "-ORBendPoint", f"giop:tcp:127.0.0.1:{port}")
    assert done.returncode == 255
    assert f"Cannot listen on 127.0.0.1:{port}" in done.stderr and "another program" in done.stderr
    assert "INITIALIZE" not in done.stderr


def test_a_misspelt_property_is_named_in_the_log(tmp_path):
    with FrameWatch(tmp_path, {"RemotDir": "/data"}) as server:
        wait_for(lambda: "declares no property RemotDir" in server.output(), 30, server.output)
        assert "Did you mean RemoteDir?" in server.output()
    (tmp_path / "right").mkdir()
    with FrameWatch(tmp_path / "right") as server:
        pass
    assert "declares no property" not in server.output()


def test_an_instance_that_is_not_in_the_file_is_told_of(tmp_path):
    file = tmp_path / "properties"
    file.write_text('FrameWatch/beamline/DEVICE/FrameWatch: "fw/b/1"\n')
    with Server(BIN / "FrameWatch", "beamlin", [], tmp_path, file=file) as server:
        wait_for(lambda: "has no devices for FrameWatch/beamlin," in server.output(), 30, server.output)
        assert "FrameWatch/beamline" in server.output()


def test_programs_tell_their_release():
    assert "FrameWatch 0." in fwctl("--version").stdout
    done = start(BIN / "framewatch-worker", "--version")
    assert done.returncode == 0 and "FrameWatch 0." in done.stdout


def test_a_name_without_its_mark_is_explained(tmp_path):
    with FrameWatch(tmp_path) as server:
        name = server.device().removesuffix("#dbase=no")
        assert "append #dbase=no" in fwctl("status", "--device", name, ok=(4,), cwd=tmp_path).stderr


def test_status_of_a_device_that_is_named_takes_no_ledger_of_another_server(tmp_path):
    with FrameWatch(tmp_path) as server:
        simulate(server.raw, "--count", 1, "--size", 32, "--rate", 0)
        server.wait_archived(1)
        (tmp_path / "var" / "run").mkdir(parents=True)
        ledger = server.state / "ledger.sqlite"
        (tmp_path / "var" / "run" / "ledger").write_text(f"{ledger}\n")
    silent = f"tango://127.0.0.1:{free_port()}/fw/other/1#dbase=no"
    done = fwctl("status", "--device", silent, ok=(4,), cwd=tmp_path)
    assert done.stdout == ""
    done = fwctl("status", "--device", silent, "--ledger", ledger, ok=(4,), cwd=tmp_path)
    assert str(ledger) in done.stdout and "1 archived" in done.stdout


def test_status_says_when_a_device_is_no_framewatch(tangotest, tmp_path):
    done = fwctl("status", "--device", tangotest.device(), ok=(1,), cwd=tmp_path)
    assert "no device of the class FrameWatch" in done.stderr and done.stdout == ""


def test_explain_asks_the_device_of_what_the_ledger_does_not_know(tmp_path):
    """A frame that waits in RawDir for its sidecar."""
    simulate(tmp_path / "made", "--count", 1, "--size", 32, "--rate", 0)
    made, = (tmp_path / "made").glob("*.tif")
    with FrameWatch(tmp_path, {"SidecarWait": 3600}) as server:
        device = server.proxy()
        wait_for(lambda: device.state() == tango.DevState.RUNNING, 60, device.status)
        (server.raw / made.name).write_bytes(made.read_bytes())
        env = {"FRAMEWATCH_LEDGER": str(server.state / "ledger.sqlite"), "FRAMEWATCH_DEVICE": server.device()}
        wait_for(lambda: fwctl("explain", made.name, env=env, ok=(0, 3)).returncode == 0, 60, "the device to know it")
        assert fwctl_json("explain", made.name, env=env)["state"] == "seen"
        assert str(server.raw) in fwctl("explain", made.name, env=env).stdout
        assert "knows no frame" in fwctl("explain", "nothing.tif", env=env, ok=(3,)).stderr


def test_explain_asks_a_device_that_is_named_and_no_other_ledger(tmp_path):
    with FrameWatch(tmp_path / "one") as server, FrameWatch(tmp_path / "other") as other:
        simulate(server.raw, "--count", 1, "--size", 32, "--rate", 0)
        server.wait_archived(1)
        env = {"FRAMEWATCH_LEDGER": str(server.state / "ledger.sqlite")}

        def explain(name, asked, *words, **options):
            return fwctl("explain", name, "--device", asked.device(), *words, cwd=tmp_path, **options)

        wait_for(lambda: json.loads(explain("CeO2-00001.tif", server, "--json").stdout)["state"] == "archived", 30,
                 lambda: explain("CeO2-00001.tif", server).stdout)
        said = explain("CeO2-00001.tif", server).stdout
        assert str(server.archive / "CeO2-00001.nxs") in said and "history" in said
        assert "knows no frame" in explain("CeO2-00001.tif", other, env=env, ok=(3,)).stderr
        silent = f"tango://127.0.0.1:{free_port()}/fw/test/1#dbase=no"
        assert "running" in fwctl("explain", "CeO2-00001.tif", "--device", silent, env=env, cwd=tmp_path, ok=(4,)).stderr
