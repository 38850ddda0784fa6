"""The example of the README is the one that is built, and it runs."""
import re

from harness import BIN, ROOT, Server

SOURCE = ROOT / "Examples" / "PressureGauge" / "main.swift"


def test_the_readme_shows_the_example():
    shown = re.findall(r"```swift\n(.*?)```", (ROOT / "README.md").read_text(), re.S)
    assert SOURCE.read_text() in shown
    assert len(SOURCE.read_text().splitlines()) <= 25


def test_the_example_serves_clients(tmp_path, client):
    with Server(BIN / "PressureGauge", "test", ["lab/gauge/1"], tmp_path) as server:
        client("gauge.py", server.device())
        assert server.terminate() == 0
