from __future__ import annotations

import os
import subprocess
import sys

import pyseccomp
import pytest

from grader.lane import seal, seccomp, wire
from grader.lanes import Worker, WorkerGone

HELPERS = """
import ctypes, errno, os, pyseccomp
libc = ctypes.CDLL(None, use_errno=True)
def refused(name, *args):
    number = pyseccomp.resolve_syscall(pyseccomp.Arch.NATIVE, name)
    if number < 0:
        return True
    ctypes.set_errno(0)
    failed = libc.syscall(ctypes.c_long(number), *map(ctypes.c_long, args)) == -1
    return failed and ctypes.get_errno() in (errno.EPERM, errno.ENOSYS)
"""


def python(code: str) -> int:
    """The exit status of a python of its own that seals itself in part and then goes on."""
    place = os.path.dirname(os.path.dirname(seal.__file__))
    start = f"import sys; sys.path.insert(0, {place!r}); from lane import seal, seccomp\n"
    return subprocess.run([sys.executable, "-c", start + code], check=False, stderr=subprocess.DEVNULL).returncode


def test_every_name_in_the_lists_is_a_system_call() -> None:
    """A misspelt name would be passed over as one that this machine does not have."""
    numbers = {name: pyseccomp.resolve_syscall(pyseccomp.Arch.X86_64, name) for name in seccomp.KILLED + seccomp.DENIED}
    assert {name for name, number in numbers.items() if number < 0} <= {"clock_settime64"}
    assert not set(seccomp.KILLED) & set(seccomp.DENIED)


def test_every_denied_system_call_is_refused_in_a_worker(worker: Worker) -> None:
    cell = f"{HELPERS}\nprint([name for name in {seccomp.DENIED!r} if not refused(name, 0, 0, 0, 0, 0, 0)])"
    reply, _ = worker.ask(wire.RunCell(cell, "cell"), [], 10)
    assert isinstance(reply, wire.Ran)
    assert (reply.printed, reply.raised) == ("[]\n", None)


@pytest.mark.parametrize(
    "source",
    [
        "assert refused('kill', 2, 0) and refused('kill', -1, 0) and refused('kill', 0, 0)",
        "assert refused('tgkill', 2, 2, 0)",
        "assert refused('prlimit64', 2, 7, ctypes.addressof(ctypes.create_string_buffer(16)), 0)",
        "assert refused('sched_setaffinity', 2, 8, 0)",
        "assert refused('clone', 0x10000000 | 0x10000, 0, 0, 0, 0) and refused('clone', 17, 0, 0, 0, 0)",
        "assert refused('clone3', 0, 0)",
        "assert refused('ioctl', 0, 0x5412, 0)",
        "import resource\ntry: resource.setrlimit(resource.RLIMIT_NOFILE, (4096, 4096))\nexcept ValueError: pass\nelse: 1 / 0",
        "try: open('big', 'wb').write(bytes(2 << 20))\nexcept OSError: pass\nelse: 1 / 0",
        "import threading; t = threading.Thread(target=print); t.start(); t.join()",
        "import os, signal; signal.signal(signal.SIGUSR1, lambda *_: None); os.kill(os.getpid(), signal.SIGUSR1)",
        "import tempfile; f = tempfile.TemporaryFile(); f.write(b'x'); f.close()",
        "open('mine', 'w').write('x'); os.mkdir('folder'); os.listdir('.'); os.rename('mine', 'folder/yours')",
    ],
)
def test_a_worker_may_do_what_it_must_and_nothing_to_others(worker: Worker, source: str) -> None:
    reply, _ = worker.ask(wire.RunCell(HELPERS + source, "cell"), [], 10)
    assert isinstance(reply, wire.Ran)
    assert reply.raised is None, reply.raised


def test_every_killed_system_call_kills() -> None:
    """Each in a process of its own, by the filter alone: no lane is spent on it."""
    code = """
import ctypes, os, pyseccomp
libc = ctypes.CDLL(None)
lived = []
for name in seccomp.KILLED:
    number = pyseccomp.resolve_syscall(pyseccomp.Arch.NATIVE, name)
    if number >= 0:
        pid = os.fork()
        if pid == 0:
            seccomp.compiled().load(os.getpid())
            libc.syscall(ctypes.c_long(number), *[ctypes.c_long(-1)] * 6)
            os._exit(0)
        if os.WTERMSIG(os.waitpid(pid, 0)[1]) != 31:
            lived.append(name)
assert not lived, lived
"""
    assert python(code) == 0


def test_the_filter_kills_in_a_worker_too(worker: Worker) -> None:
    with pytest.raises(WorkerGone):
        worker.ask(wire.RunCell(HELPERS + "refused('ptrace', 0, 2, 0, 0)", "cell"), [], 10)
    assert os.WTERMSIG(worker.finish().status) == 31


@pytest.mark.skipif(not seal.landlock_abi(), reason="this kernel has no Landlock; bwrap and seccomp carry the wall")
def test_landlock_alone_leaves_one_folder_to_write_and_little_to_read() -> None:
    code = """
import os, tempfile
mine, other = tempfile.mkdtemp(), tempfile.mkdtemp()
seal.landlock(readable=("/usr",), writable=(mine,))
open(os.path.join(mine, "file"), "w").close()
os.listdir("/usr")
for act in (lambda: open(os.path.join(other, "file"), "w"), lambda: os.listdir("/etc"), lambda: os.listdir(other)):
    try:
        act()
    except PermissionError:
        continue
    raise SystemExit(1)
"""
    assert python(code) == 0


def test_memory_is_bounded_in_mappings_of_either_kind() -> None:
    code = """
import mmap
seal.Bounds(cpu_seconds=5, memory_bytes=64 << 20, files_bytes=1 << 20).apply()
for flags in (mmap.MAP_PRIVATE, mmap.MAP_SHARED):
    try:
        mmap.mmap(-1, 128 << 20, flags=flags | mmap.MAP_ANONYMOUS)
    except OSError:
        continue
    raise SystemExit(1)
"""
    assert python(code) == 0


def test_processor_time_is_bounded_by_a_signal() -> None:
    assert python("seal.Bounds(cpu_seconds=1, memory_bytes=1 << 30, files_bytes=1).apply()\nwhile True: pass") == -24


def test_a_rule_that_cannot_be_made_is_not_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken:
        def add_rule(self, *_: object) -> None:
            raise OSError

    with pytest.raises(OSError):  # noqa: PT011 - the point is that it comes through
        seccomp._rule(Broken(), pyseccomp.ALLOW, "socket")
    seccomp._rule(Broken(), pyseccomp.ALLOW, "no_such_call")
