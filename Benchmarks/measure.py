"""Interleaved measurements: noise that drifts over minutes strikes both sides of a pair alike."""
import json
import pathlib
import statistics
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "Tests" / "Live"))


def interleave(pairs, ours, theirs, progress=lambda done: None):
    """Runs both sides `pairs` times in the order A B B A A B …; returns the two lists of results."""
    results = ([], [])
    for pair in range(pairs):
        order = (0, 1) if pair % 2 == 0 else (1, 0)
        for side in order:
            results[side].append((ours, theirs)[side]())
        progress(pair + 1)
    return results


def ratio(results):
    """Median of the ratios of the pairs, with the spread of the middle half."""
    ratios = sorted(one / other for one, other in zip(*results))
    quarter = len(ratios) // 4
    return {"median": statistics.median(ratios), "low": ratios[quarter], "high": ratios[-1 - quarter]}


UNEVEN = 1.3  # a reference that is so many times as fast in one quarter of its measurements as in another tells of the machine


def unevenness(values):
    """What to say when the reference was not equally fast all the time; empty when it was."""
    quarters = [values[len(values) * part // 4:len(values) * (part + 1) // 4] for part in range(4)]
    found = [statistics.median(quarter) for quarter in quarters if quarter]
    times = max(found) / min(found)
    return f"the machine's own speed changed by a factor of {times:.1f} while this ran: measure again" if times > UNEVEN else ""


def show_progress(label, total):
    """A line on standard error that tells how far it is; nothing when that is no terminal."""
    def update(done):
        if sys.stderr.isatty():
            end = "\r\033[K" if done == total else ""
            print(f"\r{label}: {done}/{total}", end=end, file=sys.stderr, flush=True)
    return update


class Budgets:
    """What a benchmark must reach: one line for each, `ok` or `below`."""

    def __init__(self):
        self.missed = 0

    def at_least(self, label, found, bound, doubt=""):
        self._tell(label, found, f"at least {bound:g}", found >= bound, doubt)

    def at_most(self, label, found, bound, doubt=""):
        self._tell(label, found, f"at most {bound:g}", found <= bound, doubt)

    def _tell(self, label, found, rule, is_met, doubt):
        self.missed += not is_met
        doubt = doubt and f"; {doubt}"
        print(f"{'ok   ' if is_met else 'below'} {label}: {found:.3g} ({rule}){doubt}", flush=True)

    def status(self):
        """The exit status: 1 when a budget was missed."""
        return 1 if self.missed else 0


def keep(name, result):
    """Leaves a result as JSON below .build/bench for comparisons."""
    place = ROOT / ".build" / "bench"
    place.mkdir(parents=True, exist_ok=True)
    (place / f"{name}.json").write_text(json.dumps(result, indent=1) + "\n")
