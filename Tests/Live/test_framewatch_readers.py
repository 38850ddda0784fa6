"""What is delivered opens in the programs that people read it with, here and after it was moved."""
import gzip
import shutil

import numpy
import pytest
import tifffile

from check_delivery import check_tree
from harness import ROOT, simulate, wait_for

FIXTURES = ROOT / "Tests" / "Fixtures"
FOREIGN = ["CeO2_Pilatus1M.tif", "Fe3O4C_M1_map_1_P1_E1_001.tif"]


def deliver(server, originals, count):
    """Drops copies of the original files and returns what the readers say about the delivered ones."""
    for path in sorted(originals.iterdir()):
        shutil.copy(path, server.raw / path.name)
    server.wait_archived(count)
    device = server.proxy()
    wait_for(lambda: device.read_attribute("FramesPending").value == 0, 20, "no frame pending")
    assert server.leftovers() == []
    return check_tree(str(server.archive), {path.name: str(path) for path in originals.glob("*.tif*")
                                            if not path.name.endswith(".metadata")})


@pytest.mark.parametrize("words", [
    ("--dtype", "float32,uint16,uint32,int16,int32", "--count", 5),
    ("--dialect", "0.11", "--count", 1, "--property", "Wavelength=0.2907", "--property", "place=at 20 °C; x = 1, y = 2"),
    ("--crlf", "--count", 1, "--comment", "é µm 日本 \"quoted\" \\", "--comment", "@home", "--comment", " a, b "),
    ("--metadata-style", "qt5", "--count", 2),
], ids=["types", "late dialect", "odd texts", "qt5"])
def test_frames_of_the_detector_program(framewatch, tmp_path, words):
    report = simulate(tmp_path / "originals", "--size", "130x90", "--rate", 0, *words)
    assert deliver(framewatch, tmp_path / "originals", len(report["frames"])) == []


LAYOUTS = {
    "strips": {"rowsperstrip": 16}, "tiled": {"tile": (64, 64)}, "deflate": {"compression": "zlib"},
    "big-endian": {"byteorder": ">"}, "bigtiff": {"bigtiff": True},
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_frames_of_other_layouts(framewatch, tmp_path, layout):
    originals = tmp_path / "originals"
    simulate(originals, "--size", "130x90", "--count", 1)  # for its sidecar
    image = numpy.random.default_rng(5).normal(1000, 30, (90, 130)).astype("float32")
    tifffile.imwrite(originals / "CeO2-00001.tif", image, photometric="minisblack", metadata=None, **LAYOUTS[layout])
    assert deliver(framewatch, originals, 1) == []


def unpack(name, directory):
    with gzip.open(FIXTURES / "frames" / f"{name}.gz") as packed, open(directory / name, "wb") as file:
        shutil.copyfileobj(packed, file)


@pytest.mark.parametrize("name", FOREIGN)
def test_frames_of_other_programs(framewatch, tmp_path, name):
    """Without a sidecar: byte for byte."""
    originals = tmp_path / "originals"
    originals.mkdir()
    unpack(name, originals)
    assert deliver(framewatch, originals, 1) == []
    assert (framewatch.archive / name).read_bytes() == (originals / name).read_bytes()


@pytest.mark.parametrize("name", FOREIGN)
def test_frames_of_other_programs_with_a_sidecar(framewatch, tmp_path, name):
    """Their own description and private tags stay as they are."""
    originals = tmp_path / "originals"
    originals.mkdir()
    unpack(name, originals)
    sidecar = (FIXTURES / "qxrd-metadata" / "CeO2_09_11_2017-00001.tif.metadata").read_text()
    (originals / f"{name}.metadata").write_text(
        sidecar.replace("width=2048", "width=981").replace("height=2048", "height=1043"))
    assert deliver(framewatch, originals, 1) == []
    with tifffile.TiffFile(originals / name) as before, tifffile.TiffFile(framewatch.archive / name) as after:
        kept = {tag.code: tag.value for tag in before.pages[0].tags if tag.code == 270 or tag.code >= 65000}
        assert kept.items() <= {tag.code: tag.value for tag in after.pages[0].tags}.items()
