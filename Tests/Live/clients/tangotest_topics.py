"""Asks a TangoTest server what the topics are about, and prints the answers as JSON by topic.

Run with the interpreter of any PyTango: tangotest_topics.py DEVICE ADMIN_DEVICE
"""
import json
import sys

import tango

import observer
from topics import TOPICS, is_made_up


class Target:
    """The device under observation."""

    def __init__(self, trl, admin_trl):
        self.tango, self.observer, self.attempt, self.trl = tango, observer, observer.attempt, trl
        self.device, self.admin = tango.DeviceProxy(trl), tango.DeviceProxy(admin_trl)
        for proxy in (self.device, self.admin):
            proxy.set_source(tango.DevSource.DEV)
            proxy.set_timeout_millis(10000)
        self.name = self.device.dev_name()
        self.is_recent = tango.Release.version_info[0] >= 10

    def read(self, name):
        try:
            return self.observer.attribute(self.device.read_attribute(name), is_made_up(name.lower()))
        except self.tango.DevFailed as error:
            return {"failed": self.observer.errors(error.args)}

    def lock_status(self):
        longs, texts = self.admin.command_inout("DevLockStatus", self.name)
        return [int(longs[0]), bool(longs[1]), [self.observer.text(each) for each in texts]]


def main():
    target = Target(*sys.argv[1:3])
    print(json.dumps({name: target.attempt(look, target) for name, look in TOPICS.items()}, default=str))


if __name__ == "__main__":
    main()
