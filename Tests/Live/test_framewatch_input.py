"""Frames of every kind, good and bad: each ends as it shall, and none delays another."""
import shutil
import stat

import numpy
import pytest
import tifffile

from framewatch import FrameWatch
from harness import files_below, simulate, wait_for

SIZE = ("--size", "96x64", "--rate", 0)


def history(server, frame):
    """Everything that Explain says about a frame whose way has ended, as one text."""
    ends = ("archived", "quarantined", "discarded")
    wait_for(lambda: server.explain(frame)["state"] in ends, 10, lambda: f"an end of {server.explain(frame)}")
    return str(server.explain(frame))


def test_a_series_is_archived_and_the_work_directories_are_empty(framewatch):
    report = simulate(framewatch.raw, "--count", 6, "--darks", 2, "--dtype", "float32,uint16", *SIZE)
    framewatch.wait_archived(6)
    frames = [entry for entry in report["frames"] if not entry["isDark"]]
    names = [entry["file"].removesuffix(".tif") for entry in frames]
    wanted = sorted(name + end for name in names for end in (".tif", ".tif.metadata", ".nxs"))
    assert framewatch.archived("**/*") == wanted
    for entry in frames:
        image = tifffile.imread(framewatch.archive / entry["file"])
        assert image.sum(dtype=numpy.float64) == pytest.approx(entry["statistics"]["sum"], rel=1e-9)
    device = framewatch.proxy()
    wait_for(lambda: device.read_attribute("FramesPending").value == 0, 10, "no frame pending")
    values = {name: device.read_attribute("Frames" + name).value
              for name in ("Found", "Archived", "Failed", "Discarded")}
    assert values == {"Found": 9, "Archived": 6, "Failed": 0, "Discarded": 3}
    assert framewatch.leftovers() == []


def test_the_tree_below_raw_is_kept(framewatch):
    simulate(framewatch.raw / "sample é" / "run 1", "--count", 1, *SIZE)
    framewatch.wait_archived(1)
    assert framewatch.archived() == ["sample é/run 1/CeO2-00001.nxs"]


@pytest.mark.parametrize("fault", ["truncated", "unfinished", "zero"])
def test_an_incomplete_frame_is_quarantined_with_its_reason(framewatch, fault):
    simulate(framewatch.raw, "--count", 2, "--fault", f"{fault}:2", *SIZE)
    framewatch.wait_archived(1)
    reasons = wait_for(lambda: files_below(framewatch.state / "quarantine", "*.tif"), 20, "a quarantined frame")
    assert [path.name for path in reasons] == ["CeO2-00002.tif"]
    assert any(path.is_file() and path.suffix not in (".tif", ".metadata") for path in reasons[0].parent.iterdir())
    device = framewatch.proxy()
    wait_for(lambda: device.read_attribute("FramesFailed").value == 1, 10, "one failed frame")
    assert "CeO2-00002.tif" in device.read_attribute("LastError").value
    assert "quarantin" in history(framewatch, "CeO2-00002.tif").lower()
    assert framewatch.archived() == ["CeO2-00001.nxs"]
    wait_for(lambda: framewatch.leftovers() == [], 10, lambda: framewatch.leftovers())


@pytest.mark.parametrize("fault, sidecar", [
    ("missing-metadata", False), ("empty-metadata", True), ("garbage-metadata", True), ("partial-metadata", True),
    ("metadata-first", True), ("late-metadata", True), ("readonly", True), ("wrong-size", True)])
def test_a_whole_frame_is_archived_whatever_its_sidecar(framewatch, fault, sidecar):
    simulate(framewatch.raw, "--count", 2, "--late", 0.3, "--fault", f"{fault}:2", *SIZE)
    framewatch.wait_archived(2, seconds=20)
    assert framewatch.archived("**/*.tif") == ["CeO2-00001.tif", "CeO2-00002.tif"]
    assert ("CeO2-00002.tif.metadata" in framewatch.archived("**/*")) == sidecar
    if fault in ("missing-metadata", "empty-metadata", "garbage-metadata"):
        assert "sidecar" in history(framewatch, "CeO2-00002.tif").lower()
    if fault == "readonly":
        assert stat.S_IMODE((framewatch.archive / "CeO2-00002.tif").stat().st_mode) & 0o400


def test_a_sidecar_that_comes_after_its_frame_was_archived_joins_it(framewatch):
    simulate(framewatch.raw, "--count", 1, "--late", 4, "--fault", "late-metadata:1", *SIZE)
    framewatch.wait_archived(1, seconds=20)
    wait_for(lambda: "CeO2-00001.tif.metadata" in framewatch.archived("**/*"), 15, "the sidecar in the archive")
    assert (framewatch.archive / "CeO2-00001.tif.metadata").read_text().startswith("[metadata]")


def test_bad_frames_do_not_delay_good_ones(tmp_path):
    with FrameWatch(tmp_path, {"SidecarWait": 600, "IncompleteWait": 600}) as server:
        simulate(server.raw, "--name", "bad", "--count", 8, "--fault", "truncated:2", "--fault", "missing-metadata:1",
                 *SIZE)
        simulate(server.raw, "--name", "good", "--count", 4, *SIZE)
        wait_for(lambda: len(server.archived("good*.nxs")) == 4, 10, lambda: server.archived())
        assert server.archived("bad*.nxs") == []


def test_an_orphan_sidecar_is_quarantined(framewatch):
    simulate(framewatch.raw, "--count", 1, *SIZE)
    framewatch.wait_archived(1)
    (framewatch.raw / "lonely.tif.metadata").write_text("[metadata]\nwidth=1\n")
    wait_for(lambda: files_below(framewatch.state / "quarantine", "lonely.tif.metadata"), 20, "the orphan's quarantine")


def test_frames_wait_while_the_destination_is_unusable(framewatch):
    framewatch.archive.rmdir()
    framewatch.archive.write_text("in the way")
    simulate(framewatch.raw, "--count", 2, *SIZE)
    device = framewatch.proxy()
    wait_for(lambda: str(device.state()) == "ALARM", 10, lambda: device.status())
    assert device.read_attribute("FramesArchived").value == 0
    framewatch.archive.unlink()
    framewatch.archive.mkdir()
    framewatch.wait_archived(2)
    wait_for(lambda: str(device.state()) == "RUNNING", 10, lambda: device.status())


def test_same_name_and_bytes_are_adopted_others_get_a_version(framewatch, tmp_path):
    simulate(tmp_path / "one", "--count", 1, *SIZE)
    simulate(tmp_path / "two", "--count", 1, "--seed", 9, *SIZE)

    def drop(source):
        for name in ("CeO2-00001.tif", "CeO2-00001.tif.metadata"):
            shutil.copy(tmp_path / source / name, framewatch.raw / name)

    drop("one")
    framewatch.wait_archived(1)
    first = framewatch.archived("**/*")
    drop("one")
    device = framewatch.proxy()
    wait_for(lambda: device.read_attribute("FramesArchived").value == 2, 20, "the adopted frame")
    assert framewatch.archived("**/*") == first
    drop("two")
    framewatch.wait_archived(2)
    assert framewatch.archived("**/*") == sorted(
        first + ["CeO2-00001.v2.nxs", "CeO2-00001.v2.tif", "CeO2-00001.v2.tif.metadata"])


def test_a_frame_keeps_the_destination_that_was_in_force(framewatch):
    device = framewatch.proxy()
    simulate(framewatch.raw, "--name", "before", "--count", 5, *SIZE)
    device.write_attribute("RemoteDir", str(framewatch.archive / "next"))
    simulate(framewatch.raw, "--name", "after", "--count", 5, *SIZE)
    framewatch.wait_archived(10)
    assert framewatch.archived() == sorted(
        [f"before-{number:05}.nxs" for number in range(1, 6)] + [f"next/after-{number:05}.nxs" for number in range(1, 6)])
