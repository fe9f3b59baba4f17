"""The inner wall: what a worker does to itself, once, before any student code runs.

Each step only takes away. rlimits bound what it uses; Landlock (best effort, by the kernel's ABI) leaves it one writable folder;
seccomp, which carries this wall, forbids new processes, sockets, tracing, and signals to anyone else. The process that this runs
in is already inside bwrap: no network, no home, no capabilities.
"""

from __future__ import annotations

import ctypes
import errno
import os
import resource
import socket
import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pyseccomp

_libc = ctypes.CDLL(None, use_errno=True)
PR_SET_DUMPABLE, PR_SET_NO_NEW_PRIVS = 4, 38

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

FOR_CUDA = ("socket", "bind", "listen")  # found by leaving out one name at a time, with driver 580 on an H100


def prctl(option: int, value: int) -> None:
    if _libc.prctl(*(ctypes.c_ulong(word) for word in (option, value, 0, 0, 0))) < 0:
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


# --- seccomp -----------------------------------------------------------------------------------------------------------

CLONE_THREAD, CLONE_NEWUSER = 0x10000, 0x10000000
TIOCSTI, TIOCLINUX = 0x5412, 0x541C


def seccomp_filter(pid: int, *, accelerated: bool = False) -> pyseccomp.SyscallFilter:
    """The filter of the worker with this pid; building it is the slow part, loading it is one system call.

    Where there is an accelerator, CUDA listens on a Unix socket of its own as it starts; no other kind of socket is made there.
    """
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
        _rule(rules, deny, name, arg(0, other, pid))
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
