"""Checks delivered frames with the programs that people read them with.

`check_tree(directory, sources)` looks at every delivered image below a directory, opens it with fabio, tifffile, PIL,
h5py, silx and nexusformat from an unrelated working directory, again after the tree was copied elsewhere, and returns a
list of sentences, one for each thing that is not as it should be. `sources` maps the name of a delivered image to the
file it was made from. By hand: `check_delivery.py DELIVERED SOURCE`.
"""

import contextlib
import io
import json
import logging
import os
import re
import shutil
import struct
import subprocess
import sys
import tempfile

import fabio
import h5py
import numpy as np
import silx.io
import tifffile
from nexusformat.nexus import nxload
from PIL import Image

JSON_TAG = 65100
# What a reader tells about the strips changes when they become one.
STRIPS = {"stripOffsets", "rowsPerStrip", "stripByteCounts", "software", "imageDescription"}


@contextlib.contextmanager
def complaints(logger):
    """What a reader logs while it works, as a list that is full afterwards."""
    texts = []
    handler = logging.Handler(logging.WARNING)
    handler.emit = lambda record: texts.append(record.getMessage())
    log = logging.getLogger(logger)
    propagate, log.propagate = log.propagate, False
    log.addHandler(handler)
    try:
        yield texts
    finally:
        log.removeHandler(handler)
        log.propagate = propagate


# ---------------------------------------------------------------- sidecars

def sidecar_pairs(path):
    """Full key -> raw text of a sidecar, by a reading that has nothing in common with the one under test."""
    with open(path, "rb") as file:
        text = file.read().decode("latin-1")
    section, pairs = "General", {}
    for line in re.split(r"\r\n|\n|\r", text):
        if line.startswith("["):
            section = line[1:line.index("]")]
        elif "=" in line and not line.startswith(";"):
            key, _, value = line.partition("=")
            pairs[f"{section}/{key.strip()}".replace("\\", "/")] = value.strip()
    return pairs


def plain_value(text):
    """The text of a value without types or lists, None for other kinds."""
    quoted = len(text) > 1 and text[0] == text[-1] == '"'
    if "," in text and not quoted:
        return None
    text = text[1:-1] if quoted else text
    if text.startswith("@") and not text.startswith("@@"):
        return None
    simple = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}

    def unescape(match):
        body = match.group(1)
        if body[0] == "x" and len(body) > 1:
            return chr(int(body[1:], 16) & 0xffff)
        if body[0] in "01234567":
            return chr(int(body, 8) & 0xffff)
        return simple.get(body, body)
    text = re.sub(r"\\(x[0-9a-fA-F]+|[0-7]+|.)", unescape, text)
    text = text.encode("utf-16", "surrogatepass").decode("utf-16")
    return text[1:] if text.startswith("@@") else text


def variant_time(text):
    """ISO time of an `@Variant` date, None for other values."""
    match = re.fullmatch(r'"?@Variant\((.*)\)"?', text, re.S)
    body = plain_value(f'"{match.group(1)}"') if match else None
    raw = body.encode("latin-1") if body is not None and all(ord(c) < 256 for c in body) else b""
    if len(raw) != 13 or struct.unpack(">I", raw[:4])[0] != 16:
        return None
    day, millis = struct.unpack(">II", raw[4:12])
    return str(np.datetime64("1970-01-01", "ms") + np.timedelta64(day - 2440588, "D") + np.timedelta64(millis, "ms"))


def missing_keys(description, sidecar):
    """Keys of the sidecar that the JSON of a tag lacks or tells wrongly."""
    told = json.loads(description)
    others = {key for key in sidecar_pairs(sidecar) if not key.startswith("metadata/")}
    for full, raw in sidecar_pairs(sidecar).items():
        name = full.removeprefix("metadata/")
        name = full if name != full and name in others else name
        if name not in told:
            yield f"key {name} is missing"
            continue
        expected = plain_value(raw)
        expected = variant_time(raw) if expected is None else expected
        if expected is not None and told[name] != expected:
            yield f"key {name} is {told[name]!r}, not {expected!r}"


# ------------------------------------------------------------------ images

def original_pixels(path):
    with tifffile.TiffFile(path) as file:
        return file.pages[0].asarray()


def same(left, right):
    """Equal bit for bit, byte order and the view of unsigned numbers as signed ones aside."""
    left, right = np.ascontiguousarray(left), np.ascontiguousarray(right)
    left, right = (a.astype(a.dtype.newbyteorder("<"), copy=False) for a in (left, right))
    if left.dtype.itemsize == right.dtype.itemsize:
        return left.shape == right.shape and left.tobytes() == right.tobytes()
    return left.shape == right.shape and bool((left.astype(np.float64) == right.astype(np.float64)).all())


def pil_knows(image):
    """PIL has no mode for big-endian 32-bit unsigned numbers, doubles and big-endian BigTIFF, nor for colours of more than
    eight bits; its bits are not those of numpy."""
    kind = image.dtype
    return kind.itemsize < 8 and kind.str != ">u4" and kind != bool and (image.ndim == 2 or kind.itemsize == 1)


def check_image(path, source, sidecar):
    """Criterion 1 and 2: every reader opens the image, pixels and sidecar are all there."""
    want = original_pixels(source)
    with complaints("tifffile") as said, tifffile.TiffFile(path) as file:
        page = file.pages[0]
        if file.is_shaped:
            yield "tifffile takes the description for its own"
        if not same(page.asarray(), want):
            yield "tifffile reads other pixels"
        tags = {tag.code: tag.value for tag in page.tags}
    yield from (f"tifffile says: {text}" for text in said)
    foreign = None
    with tifffile.TiffFile(source) as file:
        old = {tag.code: tag.value for tag in file.pages[0].tags}
        software = str(old.get(305, ""))
        if 270 in old and not software.startswith("FrameWatch "):
            foreign = old[270]
    yield from check_fabio(path, source, foreign, sidecar)
    if pil_knows(want):
        with Image.open(path) as image:
            if not same(np.array(image), want):
                yield "PIL reads other pixels"
    private = {code: value for code, value in old.items() if code >= 32768 and code != JSON_TAG}
    if not software.startswith("FrameWatch ") and any(tags.get(code) != value for code, value in private.items()):
        yield "private tags of the frame are lost"
    if sidecar:
        text = tags.get(JSON_TAG if foreign is not None else 270)
        if not isinstance(text, str):
            yield "the sidecar is in no tag"
        else:
            if not text.isascii() or any(ord(c) < 32 and c != "\n" for c in text):
                yield "the description is not plain ASCII"
            yield from missing_keys(text, sidecar)
    elif foreign is None and 270 in tags and 270 not in old:
        yield "a description appeared from nowhere"


def fabio_view(path):
    with complaints("fabio") as said, contextlib.redirect_stderr(io.StringIO()), fabio.open(path) as image:
        return image.data, dict(image.header), {text.replace(path, "") for text in said}


def check_fabio(path, source, foreign, sidecar):
    data, header, said = fabio_view(path)
    old_data, old_header, said_before = fabio_view(source)
    yield from (f"fabio says: {text}" for text in said - said_before)
    if not same(data, old_data):
        yield "fabio reads other pixels"
    for key, value in old_header.items() if foreign is not None else ():
        if key not in STRIPS and header.get(key) != value:
            yield f"fabio's header lost {key}: {header.get(key)!r}, not {value!r}"
    described = header.get("imageDescription")
    if foreign is None and sidecar:
        if not described:
            yield "fabio shows no description"
        else:
            yield from (f"fabio: {text}" for text in missing_keys(str(described), sidecar))


# ------------------------------------------------------------------- NeXus

def check_nexus(path, image_path, source, sidecar):
    """Criterion 4: the default plot is the frame, names are relative, the checker finds nothing."""
    want = original_pixels(source)
    with tifffile.TiffFile(source) as file:
        if want.ndim == 3 and file.pages[0].planarconfig == 2:
            want = np.moveaxis(want, 0, 2)  # the colours of a pixel side by side
    with h5py.File(path, "r") as file:
        entry = file[file.attrs["default"]]
        data = entry[entry.attrs["default"]]
        shown = data[data.attrs["signal"]]
        if shown.shape != (1, *want.shape) or not same(shown[0], want):
            yield "the default plot is not the frame"
        if shown.attrs.get("interpretation") != ("image" if want.ndim == 2 else "rgba-image"):
            yield "the signal is not marked as an image"
        detector = entry["instrument/detector"]
        link = detector.get("data", getlink=True)
        if isinstance(link, h5py.ExternalLink) and link.filename != os.path.basename(image_path):
            yield f"the link goes to {link.filename}"
        names = {"data_file": os.path.basename(image_path)}
        if sidecar:
            names["metadata_file"] = os.path.basename(image_path) + ".metadata"
        for note, name in names.items():
            if detector[note]["file_name"][()].decode() != name:
                yield f"{note} tells another name"
        if re.fullmatch(rb"[0-9a-f]{32}", detector["data_file/checksum"][()]) is None:
            yield "there is no checksum of the pixels"
    if not same(np.asarray(nxload(path).plottable_data.nxsignal.nxvalue)[0], want):
        yield "nexusformat shows other pixels"
    with silx.io.open(path) as file, contextlib.closing(file):
        if not same(file["/entry/data/data"][0], want):
            yield "silx shows other pixels"
    with contextlib.redirect_stderr(io.StringIO()), fabio.open(path) as image:
        if not same(image.data, want):
            yield "fabio shows other pixels"
    yield from nxcheck(path)


def nxcheck(path):
    command = os.path.join(os.path.dirname(sys.executable), "nxcheck")
    done = subprocess.run([command, path], capture_output=True, text=True, timeout=120, check=False)
    counts = dict(re.findall(r"Total number of (warnings|errors): (\d+)", done.stdout))
    if counts != {"warnings": "0", "errors": "0"}:
        yield "nxcheck: " + re.sub(r"\x1b\[[0-9;]*m", "", done.stdout + done.stderr).strip()


# -------------------------------------------------------------------- tree

def nexus_path(image_path):
    """`X.tif` has `X.nxs`; `X.tiff` beside it would have `X.tiff.nxs`."""
    long = image_path + ".nxs"
    return long if os.path.exists(long) else os.path.splitext(image_path)[0] + ".nxs"


def images(directory):
    for folder, _, names in os.walk(directory):
        for name in sorted(names):
            if name.endswith((".tif", ".tiff")):
                yield os.path.join(folder, name)


def leftovers(directory):
    """Criterion 6: nothing but finished files."""
    for folder, folders, names in os.walk(directory):
        for name in folders + names:
            if name.startswith((".", "temp_")) or name.endswith((".lock", ".tmp", ".part")):
                yield f"{os.path.join(folder, name)} is left over"


def check_frame(path, source):
    sidecar = source + ".metadata" if os.path.exists(source + ".metadata") else None
    problems = []
    if sidecar:
        try:
            with open(sidecar, "rb") as old, open(path + ".metadata", "rb") as new:
                if old.read() != new.read():
                    problems.append("the sidecar was changed")
        except OSError as error:
            problems.append(f"the sidecar is missing: {error}")
    readable = sidecar if sidecar and b"[metadata]" in open(sidecar, "rb").read() else None
    for name, check in (("image", lambda: check_image(path, source, readable)),
                        ("nexus", lambda: check_nexus(nexus_path(path), path, source, sidecar))):
        try:
            problems += list(check())
        except Exception as error:  # a reader that fails is a finding, whatever it raises
            problems.append(f"{name}: {type(error).__name__}: {error}")
    return [f"{os.path.basename(path)}: {problem}" for problem in problems]


def check_tree(directory, sources):
    """All findings of criteria 1 to 6; `sources` maps image names to source paths."""
    directory = os.path.abspath(directory)
    sources = {name: os.path.abspath(path) for name, path in sources.items()}
    findings = list(leftovers(directory))
    before = os.getcwd()
    with tempfile.TemporaryDirectory() as elsewhere:
        moved = shutil.copytree(directory, os.path.join(elsewhere, "moved", "tree"))
        try:
            os.chdir("/")
            for tree in (directory, moved):
                found = {os.path.basename(path): path for path in images(tree)}
                findings += [f"{name} was not delivered" for name in sources if name not in found]
                findings += [f"{name} has no source" for name in found if name not in sources]
                for name, path in found.items():
                    if name in sources:
                        findings += check_frame(path, sources[name])
        finally:
            os.chdir(before)
    return findings


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    delivered, source = sys.argv[1:]
    sources = {os.path.basename(path): path for path in images(source)}
    findings = check_tree(delivered, sources)
    print("\n".join(findings) if findings else f"{len(sources)} frames: nothing to object to")
    sys.exit(1 if findings else 0)


if __name__ == "__main__":
    main()
