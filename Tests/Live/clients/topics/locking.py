"""Locks, seen by their owner and by a second client."""
import subprocess
import sys

from .base import topic


SECOND_CLIENT = """
import sys, tango
device = tango.DeviceProxy(sys.argv[1])
for line in sys.stdin:
    try:
        print(type(eval(line)).__name__, flush=True)
    except tango.DevFailed as error:
        print([(each.reason, each.desc) for each in error.args], flush=True)
"""


@topic
def locking(t):
    seen = [t.lock_status()]
    t.admin.command_inout("LockDevice", ([120], [t.name]))
    seen.append(t.lock_status())
    other = subprocess.Popen([sys.executable, "-c", SECOND_CLIENT, t.trl], text=True, stdin=subprocess.PIPE,
                             stdout=subprocess.PIPE)

    def ask(line):
        other.stdin.write(line + "\n")
        other.stdin.flush()
        return t.observer.text(other.stdout.readline())
    for line in ("device.state()", "device.read_attribute('string_scalar')", "device.command_inout('DevLong', 1)",
                 "device.write_attribute('string_scalar', 'a')", "device.command_inout('Init')"):
        seen.append([line, ask(line)])
    seen += [t.attempt(t.device.command_inout, "DevLong", 1), t.attempt(t.device.write_attribute, "string_scalar", "b"),
             t.attempt(t.admin.command_inout, "UnLockDevice", ([0], [t.name])), t.lock_status(),
             ask("device.write_attribute('string_scalar', 'c')")]
    # Who ends its own lock by force is told, and a lock for a negative time is none.
    t.admin.command_inout("LockDevice", ([120], [t.name]))
    seen += [t.attempt(t.admin.command_inout, "UnLockDevice", ([1], [t.name])), t.attempt(t.device.command_inout, "DevVoid")]
    # Once more by force ends that.
    seen += [t.attempt(t.admin.command_inout, "UnLockDevice", ([1], [t.name])), t.attempt(t.device.command_inout, "DevVoid")]
    t.admin.command_inout("LockDevice", ([-1], [t.name]))
    seen.append(t.lock_status())
    other.stdin.close()
    other.wait(10)
    return seen
