"""What a client can see of a device of the class Everything, by topic; printed as JSON.

Run with the interpreter of any PyTango: everything_topics.py DEVICE ADMIN_DEVICE [PROPERTY_FILE]

Without a property file, what the server stores is looked up in the database of TANGO_HOST.
"""
import re
import sys

import numpy
import tango

import observer
import survey
from everything import TOPICS

MADE_UP = ("polled",)


class Target(survey.Target):
    """The device with everything, and what is kept of it in the database or the property file."""

    def __init__(self, trl, admin_trl, file=None):
        super().__init__(trl, admin_trl)
        self.numpy = numpy
        self.file = file
        self.database = None if file else tango.Database()
        server = self.admin.dev_name().partition("/")[2]
        observer.REPLACED[:0] = [(re.compile(re.escape(self.name), re.I), "<device>"),
                                  (re.compile(re.escape(server), re.I), "<server>")]

    def look(self, reading):
        seen = self.observer.attribute(reading, reading.name.lower() in MADE_UP)
        if "_wo" in reading.name:
            seen.pop("set", None)  # the client library looks for it behind the value, where there is nothing
        return seen

    def write(self, name, value):
        return self.attempt(self.device.write_attribute, name, value)

    def run(self, name, *arguments):
        return self.attempt(self.device.command_inout, name, *arguments)

    def cached(self, function, *arguments):
        """A call that gets what the server has polled."""
        self.device.set_source(self.tango.DevSource.CACHE)
        try:
            return function(*arguments)
        finally:
            self.device.set_source(self.tango.DevSource.DEV)

    def back(self):
        """Whether the device answers again."""
        return survey.wait_until(lambda: survey.worked(self.attempt(self.device.ping)))

    def last(self, sink):
        event = sink.events[-1] if sink.events else None
        if event is None or event.err:
            return None
        return event.ctr if hasattr(event, "ctr") else event.attr_value.value

    def history(self, name, count):
        return self.attempt(lambda: [[self.look(each), each.time.totime()] for each in
                                     self.device.attribute_history(name, count)])

    def command_history(self, name, count):
        def look(each):
            return [each.has_failed(), None if each.has_failed() else each.extract(), each.get_date().totime()]
        return self.attempt(lambda: [look(each) for each in self.device.command_history(name, count)])

    def stored(self, attribute):
        """What is kept of the configuration of an attribute."""
        if self.file is None:
            found = self.database.get_device_attribute_property(self.name, attribute)
            return {name: [self.observer.text(each) for each in values]
                    for name, values in sorted(found.get(attribute, {}).items())}
        return self.kept(f"{self.name}/{attribute}->")

    def properties(self, *names):
        """What is kept of properties of the device."""
        if self.file is None:
            found = self.database.get_device_property(self.name, list(names))
            return {name: list(values) for name, values in sorted(found.items()) if values}
        kept = self.kept(f"{self.name}->")
        return {name: kept[name] for name in sorted(names) if name in kept}

    def kept(self, prefix):
        with open(self.file, encoding="utf-8") as lines:
            text = lines.read().replace("\\\n", " ")
        found = {}
        for line in text.splitlines():
            if line.lower().startswith(prefix.lower()):
                name, _, values = line[len(prefix):].partition(":")
                each = re.findall(r'"((?:[^"\\]|\\.)*)"|([^\s,]+)', values)
                found[name] = [re.sub(r"\\(.)", r"\1", quoted) or plain for quoted, plain in each]
        return dict(sorted(found.items()))


if __name__ == "__main__":
    Target(*sys.argv[1:4]).answer(TOPICS)
