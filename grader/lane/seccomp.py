"""The filter of system calls that a worker loads before any student code runs.

It is compiled once, in the warm parent, by libseccomp. In a fork that took 9 ms of the 12 to seal it (on a virtual machine of two
cores): libseccomp asks for memory piece by piece, and the fork copies a page of the parent's for nearly each.
"""

from __future__ import annotations

import ctypes
import errno
import socket
import struct
import tempfile
from dataclasses import dataclass
from functools import cache

import pyseccomp

from .seal import prctl

PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 22, 2
INSTRUCTION = 8  # bytes of one: its code, where to jump to, and at 4 the number that it compares with
PID = 0x7FED_CBA9  # compiled in, in place of the worker's own; Linux gives no process such a number

# Nothing that a notebook does needs these; who calls one is not mistaken but probing, and the process is killed (SIGSYS).
KILLED = """
ptrace process_vm_readv process_vm_writev mount umount2 pivot_root chroot move_mount open_tree fsopen fsconfig fsmount fspick
mount_setattr setns unshare bpf perf_event_open keyctl add_key request_key kexec_load kexec_file_load init_module finit_module
delete_module userfaultfd io_uring_setup io_uring_enter io_uring_register open_by_handle_at name_to_handle_at pidfd_open
pidfd_send_signal pidfd_getfd process_madvise kcmp rt_sigqueueinfo rt_tgsigqueueinfo acct swapon swapoff reboot settimeofday
clock_settime clock_adjtime adjtimex iopl ioperm modify_ldt quotactl lookup_dcookie vmsplice syslog sethostname setdomainname
""".split()

# These are met by honest code (a library that asks, falls back and goes on), so they fail with EPERM.
DENIED = """
socket socketpair connect bind listen accept accept4 fork vfork execve execveat memfd_create memfd_secret shmget shmat shmctl
semget semop semctl msgget msgsnd msgrcv mq_open inotify_init inotify_init1 fanotify_init setpriority ioprio_set
sched_setscheduler sched_setattr sched_setparam setpgid setsid mknod mknodat link linkat mbind set_mempolicy personality
move_pages migrate_pages tkill setuid setgid setreuid setregid setresuid setresgid setgroups capset chown fchown lchown fchownat
""".split()

CLONE_THREAD, CLONE_NEWUSER = 0x10000, 0x10000000
TIOCSTI, TIOCLINUX = 0x5412, 0x541C
FOR_CUDA = ("socket", "bind", "listen")  # found by leaving out one name at a time, with driver 580 on an H100


@dataclass(frozen=True)
class Filter:
    """A compiled filter."""

    program: bytes
    pids: tuple[int, ...]  # where in it a worker's own pid belongs

    def load(self, pid: int) -> None:
        """Put this process, whose pid it is, under the filter, for good; no new privileges must be set."""
        program = bytearray(self.program)
        for place in self.pids:
            struct.pack_into("=I", program, place, pid)
        instructions = (ctypes.c_char * len(program)).from_buffer(program)
        described = ctypes.create_string_buffer(struct.pack("@HP", len(program) // INSTRUCTION, ctypes.addressof(instructions)))
        prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.addressof(described))


@cache
def compiled(*, accelerated: bool = False) -> Filter:
    """The filter of all workers.

    Where there is an accelerator, CUDA listens on a Unix socket of its own as it starts; no other kind of socket is made there.

    Raises:
        OSError: a rule cannot be made on this machine.
    """
    with tempfile.TemporaryFile() as file:
        _rules(accelerated=accelerated).export_bpf(file)
        file.seek(0)
        program = file.read()
    own = struct.pack("=I", PID)
    places = tuple(place for place in range(4, len(program), INSTRUCTION) if program[place : place + 4] == own)
    if not places:
        raise OSError("the filter of system calls lets no process signal itself: it is not the one that was meant")
    return Filter(program, places)


def _rules(*, accelerated: bool) -> pyseccomp.SyscallFilter:
    deny = pyseccomp.ERRNO(errno.EPERM)
    rules = pyseccomp.SyscallFilter(pyseccomp.ALLOW)
    arg, equal, other, masked = pyseccomp.Arg, pyseccomp.EQ, pyseccomp.NE, pyseccomp.MASKED_EQ
    for name in KILLED:
        _rule(rules, pyseccomp.KILL_PROCESS, name)
    for name in DENIED if not accelerated else [name for name in DENIED if name not in FOR_CUDA]:
        _rule(rules, deny, name)
    if accelerated:
        _rule(rules, deny, "socket", arg(0, other, socket.AF_UNIX))
    _rule(rules, pyseccomp.ERRNO(errno.ENOSYS), "clone3")  # its flags lie in memory, out of a filter's reach; glibc uses clone
    _rule(rules, deny, "clone", arg(0, masked, CLONE_THREAD, 0))
    _rule(rules, deny, "clone", arg(0, masked, CLONE_NEWUSER, CLONE_NEWUSER))
    for name in ("kill", "tgkill"):
        _rule(rules, deny, name, arg(0, other, PID))
    _rule(rules, deny, "prlimit64", arg(0, other, 0), arg(2, other, 0))
    _rule(rules, deny, "sched_setaffinity", arg(0, other, 0))
    for request in (TIOCSTI, TIOCLINUX):
        _rule(rules, deny, "ioctl", arg(1, equal, request))
    return rules


def _rule(rules: pyseccomp.SyscallFilter, action: int, name: str, *conditions: pyseccomp.Arg) -> None:
    try:
        rules.add_rule(action, name, *conditions)
    except (OSError, ValueError):
        if pyseccomp.resolve_syscall(pyseccomp.Arch.NATIVE, name) >= 0:
            raise  # a rule that this machine knows and that could not be made is a hole
