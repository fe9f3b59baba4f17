"""Binds an abstract socket, through which the next submission could be asked.

Technique: between submissions
Verdict: failed
"""

import socket

for family, name in ((socket.AF_UNIX, "\0attack"), (socket.AF_UNIX, "/tmp/attack.sock"), (socket.AF_INET, ("127.0.0.1", 0))):
    try:
        line = socket.socket(family)
        line.bind(name)
        line.listen()
    except OSError as error:
        print(type(error).__name__)
        continue
    won(name)
