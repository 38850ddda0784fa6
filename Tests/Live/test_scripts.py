"""The scripts that a newcomer runs first."""
import subprocess
import time

from harness import ROOT


def run(*words):
    return subprocess.run(words, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60)


def test_bootstrap_is_silent_and_quick_when_nothing_is_missing():
    took = []
    for _ in range(5):
        began = time.monotonic()
        done = run("Scripts/bootstrap", "--tests")
        took.append(time.monotonic() - began)
        assert done.returncode == 0, done.stderr
        assert done.stdout == ""
    assert min(took) < 0.3


def test_bootstrap_gives_a_reason_for_every_package():
    lines = run("Scripts/bootstrap", "--list").stdout.splitlines()
    assert len(lines) > 10
    for line in lines:
        name, group, reason = (part.strip() for part in line.split("|"))
        assert name and group in {"build", "demo", "tests"} and len(reason) > 10


def test_bootstrap_refuses_an_unknown_argument():
    done = run("Scripts/bootstrap", "--test")
    assert done.returncode == 1
    assert "unknown argument '--test'" in done.stderr


def test_sources_keep_the_layers():
    done = run("Scripts/check-sources")
    assert done.stdout == "" and done.returncode == 0


def test_make_help_names_every_target():
    text = run("make", "help").stdout
    for target in ("demo", "run", "build", "test", "check", "format", "bench", "docs"):
        assert f"make {target} " in text
