"""The README tells what works; the running server agrees."""
import json
import re

from harness import ROOT, simulate


def listed(heading):
    """The names in the first column of the table below a heading of the README."""
    text = (ROOT / "README.md").read_text()
    section = re.split(r"^#+ ", text.split(f"# {heading}\n", 1)[1], flags=re.M)[0]
    return {name: state.strip() for name, state in re.findall(r"^\| `(\w+)` \| ([^|]*) \|", section, re.M)}


def test_what_works_is_what_the_readme_says(framewatch, client):
    simulate(framewatch.raw, "--count", 1, "--size", 64, "--rate", 0)
    framewatch.wait_archived(1)
    told = json.loads(client("tour.py", framewatch.device(), framewatch.archive).splitlines()[-1])
    attributes, commands = listed("Attributes"), listed("Commands")
    device = framewatch.proxy()
    assert set(attributes) == set(device.get_attribute_list())
    assert set(commands) == {info.cmd_name for info in device.command_list_query()}
    assert {name for name, state in commands.items() if state == "not yet"} == set(told["not_built"])
    assert {name for name, state in attributes.items() if state == "not yet"} == set(told["invalid"])
