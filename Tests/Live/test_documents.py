"""The documents name what is there, and the example of the README runs."""
import re

import pytest

from harness import BIN, ROOT, Server

DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "docs" / "architecture.md"]
SOURCE = ROOT / "Examples" / "PressureGauge" / "main.swift"


def test_the_readme_shows_the_example():
    shown = re.findall(r"```swift\n(.*?)```", (ROOT / "README.md").read_text(), re.S)
    assert SOURCE.read_text() in shown
    assert len(SOURCE.read_text().splitlines()) <= 25


def test_the_example_serves_clients(tmp_path, client):
    with Server(BIN / "PressureGauge", "test", ["lab/gauge/1"], tmp_path) as server:
        client("gauge.py", server.device())
        assert server.terminate() == 0


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_path_and_link_leads_somewhere(document):
    text = document.read_text()
    named = re.findall(r"`((?:Sources|Tests|DeviceClasses|Benchmarks|Examples|Scripts|docs|idl|config)/[^`*… ]*)`", text)
    linked = [link for link in re.findall(r"\]\(([^)]+)\)", text) if "://" not in link]
    missing = [name for name in named if not (ROOT / name).exists()]
    missing += [link for link in linked if not (document.parent / link).exists()]
    assert missing == []
