"""Changes limits, priorities and processors of the warm parent.

Technique: harm
Verdict: failed
"""

import ctypes, os, resource

ways = [lambda: resource.prlimit(2, resource.RLIMIT_NOFILE, (1, 1)), lambda: os.setpriority(os.PRIO_PROCESS, 2, 19),
        lambda: os.sched_setaffinity(2, {0}), lambda: os.sched_setscheduler(2, os.SCHED_IDLE, os.sched_param(0)),
        lambda: os.setpriority(os.PRIO_USER, 0, -20), lambda: os.nice(-5), lambda: os.setpgid(2, 2),
        lambda: open("/proc/2/oom_score_adj", "w").write("1000"), lambda: os.setpriority(os.PRIO_PGRP, 0, 19)]
for number, way in enumerate(ways):
    try:
        way()
    except OSError:
        continue
    won(f"way {number}")
