"""What is delivered opens in the programs that people read it with, here and after it was moved."""
import gzip
import shutil

import h5py
import numpy
import pytest
import tifffile
from PIL import Image

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


def colours(count, kind="uint16"):
    return numpy.random.default_rng(7).integers(0, 256, (90, 130, count)).astype(kind)


def write(path, image, **options):
    tifffile.imwrite(path, image, metadata=None, **options)


# Colours and numbers of less than eight bits, as other programs write them.
PICTURES = {
    "rgb": lambda path: write(path, colours(3, "uint8"), photometric="rgb"),
    "rgba strips": lambda path: write(path, colours(4), photometric="rgb", extrasamples=["unassalpha"], rowsperstrip=7),
    "rgb deflate": lambda path: write(path, colours(3), photometric="rgb", compression="zlib"),
    "rgb tiles big-endian": lambda path: write(path, colours(3), photometric="rgb", tile=(64, 64), byteorder=">"),
    "rgb planes": lambda path: write(path, numpy.moveaxis(colours(3), 2, 0), photometric="rgb", planarconfig="separate"),
    "black and white": lambda path: Image.fromarray(colours(1)[..., 0] > 99).save(path),
}


@pytest.mark.parametrize("kind", PICTURES)
def test_pictures(framewatch, tmp_path, kind):
    """Without a sidecar byte for byte, with one described."""
    originals = tmp_path / "originals"
    simulate(originals, "--size", "130x90", "--count", 1)  # for its sidecar
    for path in (originals / "CeO2-00001.tif", originals / "plain.tif"):
        PICTURES[kind](path)
    assert deliver(framewatch, originals, 2) == []
    assert (framewatch.archive / "plain.tif").read_bytes() == (originals / "plain.tif").read_bytes()


@pytest.mark.parametrize("image, compression", [
    (Image.fromarray(colours(1)[..., 0] > 200), "group4"), (Image.fromarray(colours(3, "uint8")), "jpeg"),
    (Image.fromarray(colours(3, "uint8")).convert("YCbCr"), "jpeg"),
], ids=["fax", "jpeg", "jpeg of luminance and colours"])
def test_pictures_that_are_shown_as_their_decoder_says(framewatch, tmp_path, image, compression):
    image.save(tmp_path / "scan.tif", compression=compression)
    shutil.copy(tmp_path / "scan.tif", framewatch.raw)
    framewatch.wait_archived(1)
    assert (framewatch.archive / "scan.tif").read_bytes() == (tmp_path / "scan.tif").read_bytes()
    with Image.open(tmp_path / "scan.tif") as shown, h5py.File(framewatch.archive / "scan.nxs") as file:
        want = numpy.array(shown.convert("L")) // 255 if image.mode == "1" else numpy.array(shown.convert("RGB"))
        # Decoders of JPEG may round differently.
        assert abs(file["entry/data/data"][0].astype(int) - want).max() <= (2 if compression == "jpeg" else 0)
