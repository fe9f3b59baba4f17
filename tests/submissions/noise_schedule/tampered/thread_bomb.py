"""Starts threads until there are no more.

Technique: harm
Verdict: failed
"""

import threading, time

begun = []
try:
    while len(begun) < 300:
        begun.append(threading.Thread(target=time.sleep, args=(99,), daemon=True))
        begun[-1].start()
except RuntimeError as error:
    print(len(begun) > 200, type(error).__name__)
if len(begun) == 300:
    won("300 threads")
