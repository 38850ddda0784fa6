"""What a client can see of a TangoTest server, by topic. The order is that of the questions: some leave traces."""
from . import device, values, commands, administration, polling, locking, events  # noqa: F401: each adds its topics
from .base import TOPICS, is_made_up  # noqa: F401: what this package is for
