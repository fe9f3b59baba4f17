from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from grader.lane import pages

MAPS = """\
00400000-00600000 r-xp 00000000 08:01 131 /usr/bin/python3
01000000-01600000 rw-p 00000000 00:00 0 [heap]
7f0000000000-7f0000200000 rw-p 00000000 00:00 0
7f0000200000-7f0000400000 rw-s 00000000 00:01 77 /dev/shm/shared
7f0000400000-7f0000600000 rw-p 00000000 08:01 99 /lib/a file with blanks
7f0000600000-7f0000800000 ---p 00000000 00:00 0
7f0000800000-7f0000a00000 rw-p 00000000 00:00 0 [stack]
"""
# 64 MiB that lie in small pages; then what the kernel says of huge ones, before and after.
HOLDS = """
import sys
from pathlib import Path
from grader.lane import pages
held = [bytearray(1 << 20) for _ in range(64)]
def huge():
    rows = Path("/proc/self/smaps_rollup").read_text().splitlines()
    return next(int(row.split()[1]) for row in rows if row.startswith("AnonHugePages"))
before = huge()
print(pages.gather(), before, huge(), all(len(part) == 1 << 20 and not any(part) for part in held))
"""


def test_only_private_memory_without_a_file_is_gathered() -> None:
    assert list(pages._own(MAPS)) == [(0x1000000, 0x1600000), (0x7F0000000000, 0x7F0000200000)]


def on_demand() -> bool:
    """Whether this kernel makes huge pages where it is asked to: since 6.1, where they are not switched off for the process."""
    version = [int(part) for part in re.findall(r"\d+", os.uname().release)[:2]]
    return version >= [6, 1] and "THP_enabled:\t1" in Path("/proc/self/status").read_text()


@pytest.mark.skipif(not on_demand(), reason="this kernel makes no huge pages on demand")
def test_memory_lies_in_huge_pages_and_holds_what_it_held() -> None:
    done = subprocess.run([sys.executable, "-c", HOLDS], capture_output=True, text=True, check=True)
    gathered, before, after, same = done.stdout.split()
    assert same == "True"
    assert int(gathered) > 0
    assert int(after) > int(before)


# Every other one of many pieces is let go; then how much is free between what is held, in Python's pools and in C's heap.
PERFORATED = """
import ctypes
from grader.lane import pages
libc = ctypes.CDLL(None)
libc.malloc.restype, libc.free.argtypes = ctypes.c_void_p, (ctypes.c_void_p,)
held = [libc.malloc(700) for _ in range(4000)]
for place in held[::2]:
    libc.free(place)
objects = [bytes(100) for _ in range(4000)]
del objects[::2]
size = max(pages._free_blocks(), key=lambda block: block[1])[0]
def free():
    return dict(pages._free_blocks())[size]
def given():
    return libc.malloc(700) in held
before = free(), given()
pages.fill_holes()
print(*before, free(), given())
"""


def test_what_was_freed_between_what_is_held_is_not_given_out_again() -> None:
    done = subprocess.run([sys.executable, "-c", PERFORATED], capture_output=True, text=True, check=True)
    free_before, given_before, free_after, given_after = done.stdout.split()
    assert int(free_before) > 1000
    assert int(free_after) < 200, "no more than a fresh pool has, which lies together"
    assert (given_before, given_after) == ("True", "False")
