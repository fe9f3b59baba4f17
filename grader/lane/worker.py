"""The sealed worker: one fork, one notebook. It runs cells, captures what they print, and answers calls until its socket closes."""

from __future__ import annotations

import os
import random
import signal
import socket
import sys
import tempfile
import types
from glob import glob
from typing import NoReturn

import numpy as np
import torch

from . import seccomp, wire
from .cells import Captured, run_cell
from .control import OUT_OF_MEMORY, Job
from .perform import Namespace, perform
from .seal import PR_SET_NO_NEW_PRIVS, Bounds, landlock, prctl
from .served import Served
from .stand_in import silent_notebook_module
from .values import TOO_LARGE, Packer, unpack

SOCKET = 3  # the only descriptor, beside /dev/null at 0, 1 and 2
AT_ONCE = 1 << 16  # bytes that are read with one call; nearly every frame is smaller
FOLDER = "/tmp/work"
READABLE = ("/usr", "/lib", "/lib64", "/etc", "/venv", "/python", "/lane", "/proc/self", "/proc/cpuinfo", "/proc/meminfo")
READ_BY_CUDA = ("/driver", "/proc/driver", "/proc/devices")
WRITTEN_BY_CUDA = ("/proc/self/task",)  # it names its threads
DEVICES = ("/dev/null", "/dev/zero", "/dev/random", "/dev/urandom")


def serve(job: Job, conversation: socket.socket) -> NoReturn:
    """Seal this process, then answer requests on `conversation`; never returns."""
    _only_descriptor(conversation)
    accelerators = glob("/dev/nvidia*")
    _seal(job, accelerators)
    _seed(job, accelerated=bool(accelerators))
    os.write(SOCKET, b"\1")  # sealed and ready
    _Desk(job).answer_forever()


def _only_descriptor(conversation: socket.socket) -> None:
    os.setsid()
    os.dup2(conversation.fileno(), SOCKET)
    null = os.open("/dev/null", os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(null, standard)
    os.closerange(SOCKET + 1, 4096)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_DFL)


def _seal(job: Job, accelerators: list[str]) -> None:
    os.mkdir(FOLDER, 0o700)
    os.chdir(FOLDER)
    os.environ.update(HOME=FOLDER, TMPDIR=FOLDER)
    tempfile.tempdir = FOLDER  # the warm parent's own choice is remembered there
    if "rlimits" in job.seal:
        Bounds(job.cpu_seconds, job.memory_bytes, job.files_bytes, address_space=job.address_space).apply()
    if "landlock" in job.seal:
        readable, writable = (READ_BY_CUDA, WRITTEN_BY_CUDA) if accelerators else ((), ())
        landlock((*READABLE, *DEVICES, *readable), (FOLDER, "/dev/null", *writable), accelerators)
    prctl(PR_SET_NO_NEW_PRIVS, 1)
    if "seccomp" in job.seal:
        seccomp.compiled(accelerated=bool(accelerators)).load(os.getpid())


def _seed(job: Job, *, accelerated: bool) -> None:
    random.seed(job.seed)
    np.random.seed(job.seed % 2**32)
    if accelerated:
        torch.manual_seed(job.seed)
    else:
        torch.default_generator.manual_seed(job.seed)  # the only one here; to go through all kinds of devices takes 2 ms in a fork
    torch.set_num_threads(job.threads)


class _Desk:
    """Reads a request, answers it, and so on until the other side hangs up."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._namespace: Namespace = sys.modules["__main__"].__dict__  # a notebook's functions are looked up there, by pickle say
        self._namespace.clear()
        self._namespace.update({"__name__": "__main__", "__builtins__": __builtins__})
        self._served: dict[str, Served] = {}
        self._come = bytearray()  # what the other side has sent and nobody has read yet
        self._nonce = bytes(wire.NONCE_BYTES)
        _stand_in_for_the_students_own_tools()

    def answer_forever(self) -> NoReturn:
        while True:
            request, tensors = self._next()
            try:
                reply, given = self._answer(request, tensors)
                frame = self._frame(reply, given)
            except MemoryError:
                os._exit(OUT_OF_MEMORY)  # what the notebook holds leaves no room even for a reply
            _send(frame)

    def _frame(self, reply: wire.Reply, tensors: list[torch.Tensor]) -> bytes:
        """The reply's frame; a result beyond what the trusted side takes is a wrong result, not a broken protocol."""
        frame = wire.encode(reply, tensors, self._nonce)
        return frame if len(frame) <= self._job.reply_bytes else wire.encode(wire.Returned(wire.Opaque(TOO_LARGE)), [], self._nonce)

    def _next(self) -> tuple[wire.Request, list[torch.Tensor]]:
        frame = wire.read_frame(self._receive, 1 << 31)
        self._nonce = frame.nonce  # of what is sent from now on
        return wire.decode_request(frame.body, frame.blob)

    def _answer(self, request: wire.Request, tensors: list[torch.Tensor]) -> tuple[wire.Reply, list[torch.Tensor]]:
        if isinstance(request, wire.RunCell):
            return self._run(request), []
        if isinstance(request, wire.ServeFunctions):
            self._served = {name: Served(name, self._ask) for name in request.functions}
            return wire.Ran(""), []
        if isinstance(request, wire.Call):
            with _quiet():
                return perform(request, tensors, self._namespace, self._call_back)
        raise wire.WireError("an answer that nobody asked for")

    def _run(self, request: wire.RunCell) -> wire.Ran:
        """Run the cell; a served function takes its name back at once, before a later cell binds it under another."""
        ran = run_cell(request, self._namespace, self._job.output_bytes)
        self._namespace.update((name, served) for name, served in self._served.items() if name in self._namespace)
        return ran

    def _call_back(self, number: int, args: tuple[object, ...], kwargs: dict[str, object]) -> object:
        packer = Packer(keep_layout=False)
        packed = tuple(packer.pack(value) for value in args)
        named = tuple((name, packer.pack(value)) for name, value in kwargs.items())
        answer, tensors = self._ask(wire.CallBack(number, packed, named), packer.tensors)
        if answer.error is not None:
            raise RuntimeError(answer.error)
        return unpack(answer.value, tensors)

    def _ask(self, question: wire.CallBack | wire.Upstream, tensors: list[torch.Tensor]) -> tuple[wire.Answer, list[torch.Tensor]]:
        _send(wire.encode(question, tensors, self._nonce))
        answer, given = self._next()
        if not isinstance(answer, wire.Answer):
            raise wire.WireError("no answer to a question")
        return answer, given

    def _receive(self, size: int) -> bytes:
        while len(self._come) < size:
            part = os.read(SOCKET, max(min(size - len(self._come), 1 << 20), AT_ONCE))
            if not part:
                os._exit(0)  # the other side has hung up: all is answered
            self._come += part
        taken = bytes(self._come[:size])
        del self._come[:size]
        return taken


class _quiet:  # noqa: N801 - used like a function
    """What a function prints while it is called goes nowhere."""

    def __enter__(self) -> None:
        self._streams = sys.stdout, sys.stderr
        sys.stdout = sys.stderr = Captured(0)

    def __exit__(self, *_: object) -> None:
        sys.stdout, sys.stderr = self._streams


def _send(frame: bytes) -> None:
    view = memoryview(frame)
    while view:
        view = view[os.write(SOCKET, view) :]


def _stand_in_for_the_students_own_tools() -> None:
    """`grader` as notebooks import it; the real one is not in the lane."""
    package = types.ModuleType("grader")
    package.__path__ = []
    package.notebook = silent_notebook_module()  # type: ignore[attr-defined]
    sys.modules["grader"], sys.modules["grader.notebook"] = package, package.notebook
