"""Writes a reply from a cell, before anything was asked of its answers; the answers are right.

Technique: forging
"""

import os
import struct

MESSAGE = b"\x82\xa4type\xa8returned\xa5value\x82\xa4type\xa5plain\xa5value\xc0"
for number in range(3, 64):
    try:
        os.write(number, (struct.pack(">IIQ", len(MESSAGE), 0, 0) + MESSAGE) * 20)
    except OSError:
        pass
