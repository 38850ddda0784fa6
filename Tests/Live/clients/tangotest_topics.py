"""Asks a TangoTest server what the topics are about, and prints the answers as JSON by topic.

Run with the interpreter of any PyTango: tangotest_topics.py DEVICE ADMIN_DEVICE
"""
import sys

import tango

import survey
from topics import TOPICS, is_made_up


class Target(survey.Target):
    """A TangoTest device."""

    def __init__(self, trl, admin_trl):
        super().__init__(trl, admin_trl)
        self.is_recent = tango.Release.version_info[0] >= 10

    def look(self, reading):
        return self.observer.attribute(reading, is_made_up(reading.name.lower()))

    def lock_status(self):
        longs, texts = self.admin.command_inout("DevLockStatus", self.name)
        return [int(longs[0]), bool(longs[1]), [self.observer.text(each) for each in texts]]


if __name__ == "__main__":
    Target(*sys.argv[1:3]).answer(TOPICS)
