"""Opens the devices of the machine: memory, log, disks, terminals.

Technique: reading
Verdict: failed
"""

import glob, os

for path in ["/dev/mem", "/dev/kmem", "/dev/kmsg", "/dev/port", "/dev/console", "/dev/tty", "/dev/ptmx", "/dev/fuse", "/dev/kvm", "/proc/kcore",
             "/proc/kmsg", "/sys/kernel", "/proc/sysrq-trigger", "/proc/sys/kernel/core_pattern", "/etc/shadow", *glob.glob("/dev/[vsn]d*"), *glob.glob("/dev/loop*")]:
    for mode in (os.O_RDONLY, os.O_WRONLY):
        try:
            os.open(path, mode | os.O_NONBLOCK)
        except OSError:
            continue
        won(path)
