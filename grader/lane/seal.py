"""The inner wall: what a worker does to itself, once, before any student code runs.

Each step only takes away. rlimits bound what it uses; Landlock (best effort, by the kernel's ABI) leaves it one writable folder;
seccomp (seccomp.py), which carries this wall, forbids new processes, sockets, tracing, and signals to anyone else. The process that
this runs in is already inside bwrap: no network, no home, no capabilities.
"""

from __future__ import annotations

import ctypes
import os
import resource
import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_libc = ctypes.CDLL(None, use_errno=True)
PR_SET_DUMPABLE, PR_SET_NO_NEW_PRIVS = 4, 38


def prctl(option: int, value: int, more: int = 0) -> None:
    if _libc.prctl(*(ctypes.c_ulong(word) for word in (option, value, more, 0, 0))) < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), f"prctl {option}")


def _syscall(number: int, *args: object) -> int:
    result = int(_libc.syscall(ctypes.c_long(number), *args))
    if result < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), f"syscall {number}")
    return result


# --- rlimits -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Bounds:
    """The rlimits of a worker."""

    cpu_seconds: int
    memory_bytes: int  # beyond what the process maps already
    files_bytes: int
    threads: int = 128  # of this user in the lane; torch starts at most one a core
    descriptors: int = 64
    address_space: bool = True  # off with CUDA, which reserves far more address space than it uses

    def apply(self) -> None:
        mapped = mapped_bytes()
        self._set(resource.RLIMIT_CPU, self.cpu_seconds, self.cpu_seconds + 1)
        self._set(resource.RLIMIT_FSIZE, self.files_bytes)
        self._set(resource.RLIMIT_NOFILE, self.descriptors)
        self._set(resource.RLIMIT_NPROC, self.threads)
        self._set(resource.RLIMIT_DATA, mapped + self.memory_bytes)
        if self.address_space:
            self._set(resource.RLIMIT_AS, mapped + self.memory_bytes)
        for none in (resource.RLIMIT_CORE, resource.RLIMIT_MEMLOCK, resource.RLIMIT_MSGQUEUE):
            self._set(none, 0)
        self._set(resource.RLIMIT_SIGPENDING, 64)

    @staticmethod
    def _set(kind: int, soft: int, hard: int | None = None) -> None:
        resource.setrlimit(kind, (soft, soft if hard is None else hard))


def mapped_bytes() -> int:
    """What this process maps (VmSize)."""
    with open("/proc/self/statm", encoding="ascii") as statm:
        return int(statm.read().split()[0]) * resource.getpagesize()


# --- Landlock (system call numbers are the same on every architecture) ----------------------------------------------------

_CREATE, _ADD, _RESTRICT = 444, 445, 446
_EXECUTE, _WRITE, _READ, _READ_DIR = 1, 2, 4, 8
_REFER, _TRUNCATE, _IOCTL = 1 << 13, 1 << 14, 1 << 15
_FOR_FILES = _EXECUTE | _WRITE | _READ | _TRUNCATE | _IOCTL


def landlock_abi() -> int:
    """The kernel's Landlock version; 0 where there is none."""
    try:
        return _syscall(_CREATE, None, ctypes.c_size_t(0), ctypes.c_uint32(1))
    except OSError:
        return 0


def landlock(readable: Sequence[str], writable: Sequence[str], devices: Sequence[str] = ()) -> int:
    """Leave only `readable` to read and execute, `writable` to write, `devices` to use; gives the ABI used, 0 for none."""
    abi = landlock_abi()
    if not abi:
        return 0
    handled = (1 << 13) - 1
    handled |= (_REFER if abi >= 2 else 0) | (_TRUNCATE if abi >= 3 else 0) | (_IOCTL if abi >= 5 else 0)
    network, scope = (3 if abi >= 4 else 0), (3 if abi >= 6 else 0)  # TCP bind and connect; abstract sockets and signals
    attributes = struct.pack("=QQQ", handled, network, scope)
    size = 24 if abi >= 6 else 16 if abi >= 4 else 8
    ruleset = _syscall(_CREATE, attributes, ctypes.c_size_t(size), ctypes.c_uint32(0))
    _allow(ruleset, readable, handled & (_READ | _READ_DIR | _EXECUTE))
    _allow(ruleset, writable, handled & ~(_EXECUTE | _IOCTL))
    _allow(ruleset, devices, handled & (_READ | _WRITE | _IOCTL))
    prctl(PR_SET_NO_NEW_PRIVS, 1)
    _syscall(_RESTRICT, ctypes.c_int(ruleset), ctypes.c_uint32(0))
    os.close(ruleset)
    return abi


def _allow(ruleset: int, paths: Iterable[str], access: int) -> None:
    for path in paths:
        try:
            place = os.open(path, os.O_PATH | os.O_CLOEXEC)
        except FileNotFoundError:
            continue
        allowed = access if os.path.isdir(path) else access & _FOR_FILES
        _syscall(_ADD, ctypes.c_int(ruleset), ctypes.c_int(1), struct.pack("=Qi", allowed, place), ctypes.c_uint32(0))
        os.close(place)
