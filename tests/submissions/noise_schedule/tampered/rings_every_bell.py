"""Sets timers, alarms, message queues and locks for others to run into.

Technique: harm
Verdict: failed
"""

import ctypes, fcntl, os, signal

libc = ctypes.CDLL(None, use_errno=True)
signal.setitimer(signal.ITIMER_REAL, 3600)
signal.alarm(3600)
for path in ("/lane/lane/worker.py", "/usr/bin/env", "/venv/0", "/dev/null", "/etc/ld.so.cache"):
    try:
        fcntl.flock(os.open(path, os.O_RDONLY), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        print(type(error).__name__)
