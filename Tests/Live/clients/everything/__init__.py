"""What is asked of the device with everything, by topic."""
from . import interface, values, configuration, polling, interface_changes, events  # noqa: F401  each adds its topics
from .base import TOPICS  # noqa: F401: what this package is for
