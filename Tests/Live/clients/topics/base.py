"""What every topic needs: the table of topics, and the attributes and values that they are about."""
import re

from survey import Topics, wait_until

TOPICS = topic = Topics()


def names(t, *patterns):
    """Attributes whose names match one of the patterns."""
    return [name for name in t.device.get_attribute_list() if any(re.fullmatch(each, name) for each in patterns)]


def is_made_up(name):
    """Whether the device makes the value up; the set values of these scalars only bound it."""
    return name == "wave" or name.endswith(("_ro", "_rww")) or (
        name.endswith("_scalar") and not name.startswith(("boolean", "string")))


def sample(name, number):
    """A value of the attribute's type."""
    if name.startswith("string"):
        return f"text {number}"
    if name.startswith("boolean"):
        return number % 2 == 1
    return number % 100 + (0.5 if name.startswith(("double", "float")) else 0)


def between_periods(t):
    """Waits for new values: if they are made while the device is shut down, the reference implementation deadlocks."""
    def wave():
        return t.device.read_attribute("wave").value.tolist()
    before = wave()
    wait_until(lambda: wave() != before)
