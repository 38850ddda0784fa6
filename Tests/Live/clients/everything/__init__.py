"""What is asked of the device with everything, by topic."""
from . import interface, values, configuration, polling, interface_changes, events  # noqa: F401  each adds its topics
from .base import TOPICS, wait_until  # noqa: F401
