"""The messages between the trusted side and a warm parent, on a SEQPACKET socket: one message a packet, msgpack."""

from __future__ import annotations

import msgspec

CONTROL_BYTES = 1 << 16
OUT_OF_MEMORY = 97  # the exit status of a worker that could not even reply for want of memory


class Ready(msgspec.Struct, frozen=True):
    """The parent is warm, and in a sandbox."""

    landlock: int  # the kernel's ABI, 0 = none
    uid: int


class Job(msgspec.Struct, frozen=True):
    """What the trusted side says of a worker when it asks for one."""

    cpu_seconds: int
    memory_bytes: int
    files_bytes: int
    output_bytes: int
    reply_bytes: int
    seed: int
    threads: int = 1
    address_space: bool = True  # whether RLIMIT_AS bounds it; not with CUDA
    watch: tuple[tuple[str, ...], ...] = ()  # what calls have forbidden so far: the parent makes ready for it once, not each worker
    seal: tuple[str, ...] = ("rlimits", "landlock", "seccomp")  # a layer is left out only to test the others


class Started(msgspec.Struct, frozen=True):
    """The worker is there; its pidfd comes beside this message."""

    pid: int


class Ended(msgspec.Struct, frozen=True):
    """How a worker ended."""

    status: int  # as wait4 gives it
    cpu_seconds: float
    peak_kib: int
    clean: bool  # nothing was left behind: the lane may serve again
