"""The command-line tool as a script uses it."""
import json
import os
import pty
import re
import stat
import subprocess

import fabio
import numpy
import pytest
import tifffile
from PIL import Image

from framewatch import FrameWatch
from harness import BIN, free_port, fwctl, simulate, wait_for

COMMANDS = re.findall(r"^  ([a-z-]+)  +\S", fwctl("help").stdout.split("exit status")[0], re.M)


def test_help_lists_commands():
    assert "simulate" in COMMANDS


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command):
    text = fwctl(command, "--help").stdout
    assert f"usage: fwctl {command}" in text
    assert "--json" in text
    examples = text.split("examples:")[1].strip().splitlines()
    assert examples and all(f"fwctl {command}" in line for line in examples)


@pytest.mark.parametrize("words, message", [
    ((), "usage: fwctl"),
    (("simulat",), "did you mean 'simulate'"),
    (("simulate",), "missing argument DIR"),
    (("simulate", "a", "b"), "unexpected argument 'b'"),
    (("simulate", "a", "--cont", "3"), "did you mean '--count'"),
    (("simulate", "a", "--count"), "'--count' needs a value"),
    (("simulate", "a", "--count", "many"), "a number from"),
    (("simulate", "a", "--size", "3x4x5"), "WIDTHxHEIGHT"),
    (("simulate", "a", "--size", "0"), "between 1 and 65535"),
    (("simulate", "a", "--dtype", "float16"), "one of"),
    (("simulate", "a", "--fault", "fire:2"), "one of"),
])
def test_wrong_arguments_are_explained(words, message, tmp_path):
    done = fwctl(*words, ok=(2,))
    assert message in done.stderr
    assert done.stdout == ""
    assert not (tmp_path / "a").exists()


def test_work_that_fails_ends_with_status_1():
    done = fwctl("simulate", "/dev/null/raw", "--size", 8, ok=(1,))
    assert "/dev/null/raw" in done.stderr


def test_no_progress_where_there_is_no_terminal(tmp_path):
    done = fwctl("simulate", tmp_path, "--size", 8, "--count", 5, "--rate", 2)  # two seconds and more
    assert done.stderr == ""


def test_progress_on_a_terminal(tmp_path):
    try:
        ours, theirs = pty.openpty()
    except OSError as error:
        pytest.skip(f"no terminal can be had here: {error}")
    with subprocess.Popen([BIN / "fwctl", "simulate", tmp_path, "--size", "8", "--count", "6", "--rate", "2"],
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=theirs) as process:
        os.close(theirs)
        shown = b""
        while True:
            try:
                piece = os.read(ours, 4096)
            except OSError:
                break
            shown += piece
    os.close(ours)
    assert process.returncode == 0
    assert b"[" in shown and b"/6" in shown


@pytest.mark.parametrize("dtype", ["float32", "uint16", "uint32", "int16", "int32", "uint8"])
def test_readers_open_simulated_frames(tmp_path, dtype):
    report = simulate(tmp_path, "--size", "120x80", "--dtype", dtype, "--count", 2, "--rate", 0)
    for entry in report["frames"]:
        path = tmp_path / entry["file"]
        image = tifffile.imread(path)
        assert image.dtype == numpy.dtype(dtype) and image.shape == (80, 120)
        assert image.sum(dtype=numpy.float64) == pytest.approx(entry["statistics"]["sum"], rel=1e-9)
        assert image.max() == entry["statistics"]["max"]
        assert (fabio.open(str(path)).data == image).all()
        if dtype in ("uint16", "float32"):  # what Pillow knows without tag 262
            assert (numpy.asarray(Image.open(path)) == image).all()


def test_the_tags_are_those_of_the_detector_program(tmp_path):
    simulate(tmp_path, "--size", "12x8", "--count", 1, "--document-root", "T:/data/é")
    with tifffile.TiffFile(tmp_path / "CeO2-00001.tif") as file:
        tags = file.pages[0].tags
        assert [tag.code for tag in tags] == [256, 257, 258, 259, 269, 273, 277, 279, 284, 306, 339]
        assert tags[273].value == (8,) and tags[279].value == (12 * 8 * 4,)
        assert tags["DocumentName"].value.endswith("CeO2-00001.tif")
        assert file.pages[0].offset == 8 + 12 * 8 * 4  # the directory lies behind the pixels


def test_same_seed_same_pixels(tmp_path):
    words = ("--size", 32, "--count", 3, "--rate", 0, "--dtype", "float32,uint16")
    one, other = simulate(tmp_path / "a", *words), simulate(tmp_path / "b", *words)
    assert [f["pixelHash"] for f in one["frames"]] == [f["pixelHash"] for f in other["frames"]]
    third = simulate(tmp_path / "c", *words, "--seed", 5)
    assert not {f["pixelHash"] for f in one["frames"]} & {f["pixelHash"] for f in third["frames"]}


def test_faults_are_reported(tmp_path):
    report = simulate(tmp_path, "--size", 16, "--count", 6, "--rate", 0, "--late", 0, "--fault", "readonly:3",
                      "--fault", "zero:2")
    assert [frame.get("fault") for frame in report["frames"]] == [None, "zero", "readonly", "zero", None, "readonly"]
    assert stat.S_IMODE(os.stat(tmp_path / "CeO2-00003.tif").st_mode) == 0o444
    assert os.path.getsize(tmp_path / "CeO2-00002.tif") == 0


@pytest.mark.parametrize("command", [("ls",), ("explain", "CeO2-00001.tif")])
def test_a_ledger_that_is_not_there(command, tmp_path):
    missing = tmp_path / "ledger.sqlite"
    assert str(missing) in fwctl(*command, "--ledger", missing, ok=(3,)).stderr
    assert not missing.exists()
    missing.write_text("this is no database, whatever it is called")
    assert str(missing) in fwctl(*command, "--ledger", missing, ok=(1,)).stderr


def test_nothing_says_where_the_ledger_is(tmp_path):
    done = fwctl("ls", ok=(3,), cwd=tmp_path)
    assert "--ledger" in done.stderr and "FRAMEWATCH_LEDGER" in done.stderr


def test_contact_sheet(tmp_path):
    frames = tmp_path / "frames" / "below"
    simulate(frames, "--size", "64x48", "--count", 4, "--rate", 0, "--dtype", "float32,uint16,uint32,int16")
    (frames / "broken.tif").write_bytes(b"II*\0")
    report = json.loads(fwctl("contact-sheet", tmp_path / "frames", tmp_path / "sheet.png", "--columns", 2, "--side", 32,
                              "--json").stdout)
    assert [os.path.basename(path) for path in report["frames"]] == [f"CeO2-0000{n}.tif" for n in (1, 2, 3, 4)]
    assert list(report["skipped"]) == [str(frames / "broken.tif")]
    with Image.open(tmp_path / "sheet.png") as sheet:
        assert sheet.mode == "L" and sheet.size == (report["width"], report["height"])
        assert sheet.size[0] < sheet.size[1] * 1.5
        darkest, brightest = sheet.getextrema()
        assert darkest < 10 and brightest > 240


def test_contact_sheet_of_nothing(tmp_path):
    assert "no frame" in fwctl("contact-sheet", tmp_path, tmp_path / "sheet.png", ok=(3,)).stderr
    assert "missing" in fwctl("contact-sheet", tmp_path / "missing", tmp_path / "sheet.png", ok=(1,)).stderr
    simulate(tmp_path, "--size", 16, "--count", 1)
    assert "sheet.png" in fwctl("contact-sheet", tmp_path, "/nowhere/sheet.png", ok=(1,)).stderr


def test_status_of_nobody(tmp_path):
    silent = f"tango://127.0.0.1:{free_port()}/fw/test/1#dbase=no"
    done = fwctl("status", "--device", silent, ok=(4,), cwd=tmp_path)
    assert silent in done.stderr and "running" in done.stderr and done.stdout == ""
    assert "FRAMEWATCH_DEVICE" in fwctl("status", ok=(3,), cwd=tmp_path).stderr
    assert "domain/family/member" in fwctl("status", "--device", "fw/test", ok=(1,), cwd=tmp_path).stderr


@pytest.mark.parametrize("where", ["option", "environment", "note"])
def test_status_finds_the_device(tmp_path, where):
    with FrameWatch(tmp_path / "server") as server:
        words = ["--device", server.device()] if where == "option" else []
        env = {"FRAMEWATCH_DEVICE": server.device()} if where == "environment" else {}
        if where == "note":
            (tmp_path / "var" / "run").mkdir(parents=True)
            (tmp_path / "var" / "run" / "device").write_text(server.device() + "\n")
        below = tmp_path / "below" / "it"
        below.mkdir(parents=True)
        device = server.proxy()

        def status(*more):
            return fwctl("status", *words, *more, env=env, cwd=below).stdout

        report = json.loads(status("--json"))
        assert report["device"] == server.device()
        assert report["attributes"]["RawDir"] == str(server.raw)
        # Which level and state it is, only the disks of this machine and the moment say: both programs must agree.
        wait_for(lambda: json.loads(status("--json"))["attributes"]["Level"] == device.Level.name, 10,
                 lambda: f"{device.Level.name} as the level; fwctl says: {status('--json')}")
        wait_for(lambda: str(device.state()) in status(), 10, lambda: f"{device.state()}; fwctl says: {status()}")
        assert device.Level.name in ("GREEN", "AMBER", "ORANGE", "RED")
