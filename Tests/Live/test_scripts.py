"""The scripts that a newcomer runs first."""
import resource
import subprocess

from harness import ROOT


def run(*words):
    return subprocess.run(words, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=300)


def test_bootstrap_is_silent_and_quick_when_nothing_is_missing():
    took = []
    for _ in range(5):
        before = processor_time()
        done = run("Scripts/bootstrap", "--tests")
        took.append(processor_time() - before)
        assert done.returncode == 0, done.stderr
        assert done.stdout == ""
    assert min(took) < 0.3


def processor_time():
    """What the programs started here have used: unlike the clock it does not depend on who else uses the machine."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


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


SWIFT_LOG = """\
◇ Test run started.
◇ Test readsBack() started.
◇ Test "A pump stops" started.
2026-01-01T00:00:00 error engine: what a test provoked
✘ Test "A pump stops" recorded an issue at PumpTests.swift:7:9: Expectation failed: pump.isRunning → true
↳ after the stop
✘ Test "A pump stops" failed after 1.2 seconds with 1 issue.
"""
LIVE_LOG = """\
=========================== short test summary info ============================
FAILED Tests/Live/test_pump.py::test_stop[pytango9] - AssertionError: it still runs
    and turns
1 failed, 9 passed in 3.21s
"""
REPEATED = [
    "failing Swift tests:",
    '  "A pump stops" recorded an issue at PumpTests.swift:7:9: Expectation failed: pump.isRunning → true',
    "      ↳ after the stop",
    "failing live tests:",
    "  FAILED Tests/Live/test_pump.py::test_stop[pytango9] - AssertionError: it still runs",
    "      and turns",
]


def test_failures_are_repeated_where_the_end_of_a_log_shows_them(tmp_path):
    swift, live = tmp_path / "swift.log", tmp_path / "live.log"
    swift.write_text(SWIFT_LOG + "✘ Test run with 2 tests in 1 suite failed after 2 seconds with 1 issue.\n")
    live.write_text(LIVE_LOG)
    passed = tmp_path / "passed.log"
    passed.write_text("9 passed in 3.21s\n")
    for logs in ((live,), (live, passed), (passed, live)):
        assert run("Scripts/failures", swift, *logs).stdout.splitlines() == REPEATED


def test_a_crash_names_what_was_running(tmp_path):
    swift, live = tmp_path / "swift.log", tmp_path / "live.log"
    swift.write_text(SWIFT_LOG + "error: Exited with unexpected signal code 11\n")
    live.write_text("9 passed in 3.21s\n")
    lines = run("Scripts/failures", swift, live).stdout.splitlines()
    assert lines[-2:] == ["  error: Exited with unexpected signal code 11",
                          "  the run did not end; running when it stopped: readsBack()"]


def test_a_thousand_failures_are_a_few_lines(tmp_path):
    swift, live = tmp_path / "swift.log", tmp_path / "live.log"
    swift.write_text(SWIFT_LOG * 1000)
    live.write_text("FAILED Tests/Live/test_pump.py::test_stop - AssertionError\n" * 1000)
    assert len(run("Scripts/failures", swift, live).stdout.splitlines()) < 36


def test_nothing_is_said_when_everything_passed(tmp_path):
    swift, live = tmp_path / "swift.log", tmp_path / "live.log"
    swift.write_text("✔ Test run with 2 tests in 1 suite passed after 2 seconds.\n")
    for text in ("9 passed in 3.21s\n", "9 deselected in 0.21s\n"):
        live.write_text(text)
        assert run("Scripts/failures", swift, live).stdout == ""


def test_make_help_names_every_target():
    text = run("make", "help").stdout
    for target in ("demo", "run", "build", "test", "check", "format", "bench", "docs"):
        assert f"make {target} " in text
