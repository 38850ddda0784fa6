"""Uses a device with fwctl for a while and checks each answer; says how many calls it made.

usage: fwctl_hammer.py FWCTL DEVICE SECONDS SEED
"""
import random
import subprocess
import sys
import time

fwctl, device = sys.argv[1:3]
where = ("--device", device, "--timeout", "20")
end, chance, calls = time.monotonic() + float(sys.argv[3]), random.Random(int(sys.argv[4])), 0


def run(*words):
    done = subprocess.run([fwctl, *words], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120)
    if done.returncode != 0:
        sys.exit(f"fwctl {' '.join(words)}: exit {done.returncode}: {done.stdout}{done.stderr}")
    return done.stdout


while time.monotonic() < end:
    value = str(chance.randrange(1 << 15))
    assert value in run("command", "DevShort", value, *where)
    assert "double_scalar" in run("read", "double_scalar", "State", *where)
    run("write", "short_scalar", value, *where)
    run("monitor", "long_scalar", "--event", "periodic", "--count", "1", "--seconds", "60", *where)
    calls += 4
print(calls)
