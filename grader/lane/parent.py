"""The warm parent of a lane: imports torch once, then forks one worker for each job. It runs no student code, ever.

Started by bwrap as `parent.main(control)`, with the descriptor of a SEQPACKET socket. The conversation there:

    parent     Ready                                  warm, and in a sandbox
    trusted    Job + the worker's socket
    parent     Started + a pidfd of the worker        so that the trusted side can kill it, and nobody else
    parent     Ended                                  its status, what it used, whether the lane is clean
"""

from __future__ import annotations

import gc
import os
import signal
import socket
import sys
from glob import glob
from typing import NoReturn

import IPython.core.inputtransformer2
import msgspec
import numpy as np
import safetensors.torch
import torch
import torch.optim

from . import pages, seccomp, simulated, watch, worker
from .control import CONTROL_BYTES, Ended, Job, Ready, Started
from .seal import PR_SET_DUMPABLE, landlock_abi, prctl
from .wire import WireError

SHARED = ("/tmp", "/dev/shm")  # the folders that outlive a worker: private, owned by the user of the lane
MODE = 0o40755  # of them, as bwrap makes them
MAX_LEFT_BEHIND = 2_000  # files that are swept after a worker; a lane that must clear more is replaced instead
# Workers, after which more is done for those to come. Huge pages take 0.2 to 0.4 s, and spare each worker 11 ms; to import symbols
# takes 0.3 to 0.5 s, and spares that to each worker that calls torch.broadcast_shapes: one in thirty.
WORTH_IT = 10
OWN_PID = 2  # bwrap's init is 1: anything else means that this is no sandbox, and clearing /tmp would be somebody's loss


def main(control: int) -> NoReturn:
    conversation = socket.socket(fileno=control)
    conversation.set_inheritable(False)
    _refuse_outside_a_sandbox()
    _warm_up()
    conversation.send(msgspec.msgpack.encode(Ready(landlock_abi(), os.getuid())))
    served = 0
    while True:
        if served == WORTH_IT:
            _settle_in()
        served += 1
        message, descriptors, _, _ = socket.recv_fds(conversation, CONTROL_BYTES, 1)
        if not message:
            os._exit(0)
        _serve(conversation, msgspec.msgpack.decode(message, type=Job), descriptors[0])


def _refuse_outside_a_sandbox() -> None:
    if os.getpid() != OWN_PID or os.path.exists("/home") or os.getuid() == 0:
        raise SystemExit("refusing to run outside the sandbox")


def _warm_up() -> None:
    """Touch, on one thread, what the first student would otherwise wait for; a fork hangs once torch has used two."""
    torch.set_num_threads(1)
    weight = torch.ones(2, 2, requires_grad=True)
    watch.warm_up()
    if not glob("/dev/nvidia*"):
        # Autograd looks for all devices, and CUDA that was looked for here is lost to every fork; the simulation is for where there
        # is no accelerator, and takes its place in autograd.
        torch.autograd.grad(_usual(weight), weight)
        # after autograd, which would begin a thread for the device
        simulated.on_simulated_accelerator(_usual, (torch.ones(2, 2),), {})
    safetensors.torch.load(safetensors.torch.save({"0": torch.ones(2)}))
    np.random.seed(0)
    IPython.core.inputtransformer2.TransformerManager().transform_cell("%time 1")
    seccomp.compiled(accelerated=bool(glob("/dev/nvidia*")))
    prctl(PR_SET_DUMPABLE, 0)  # nobody of the same uid may trace this process or read its memory
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)
    _forget_garbage()


def _settle_in() -> None:
    gc.disable()
    import torch.fx.experimental.symbolic_shapes  # noqa: F401

    _forget_garbage()
    pages.gather()


def _forget_garbage() -> None:
    """No fork shall look for any among what is here, and touch as little as can be of what it shares: it copies page by page."""
    gc.collect()
    gc.freeze()
    gc.enable()
    _forget_attributes()
    pages.fill_holes()


def _forget_attributes() -> None:
    """Those that Python has looked up: a fork that looks up another one writes to the name of the one that gives way to it, in 400
    pages of the parent's.
    """
    # the first since Python 3.13
    forget = getattr(sys, "_clear_internal_caches", None) or getattr(sys, "_clear_type_cache", None)
    if forget is not None:
        forget()


def _usual(x: torch.Tensor) -> torch.Tensor:
    """What students' functions are made of, for each thing's first time: a fork would pay for it anew."""
    mask = torch.ones(2, 2, dtype=torch.bool, device=x.device).tril().logical_not()
    scores = (x @ x.transpose(-2, -1) / 2**0.5).masked_fill(mask, -torch.inf)
    weights = (scores - scores.amax(dim=-1, keepdim=True)).exp()
    mixed = torch.where(mask, x, weights / weights.sum(dim=-1, keepdim=True)) @ x.softmax(dim=-1)
    return mixed.view(2, 1, 2).movedim(0, 1).reshape(2, 2).to(torch.float64).clamp(-1, 1).sum()


def _serve(control: socket.socket, job: Job, descriptor: int) -> None:
    for patterns in job.watch:
        watch.taps().prepare(patterns)
    pid = os.fork()
    if pid == 0:
        _become_worker(control, job, descriptor)
    os.close(descriptor)
    pidfd = os.pidfd_open(pid)
    socket.send_fds(control, [msgspec.msgpack.encode(Started(pid))], [pidfd])
    os.close(pidfd)
    _, status, used = os.wait4(pid, 0)
    ended = Ended(status, used.ru_utime + used.ru_stime, used.ru_maxrss, _swept())
    control.send(msgspec.msgpack.encode(ended))
    if not ended.clean:
        os._exit(3)


def _become_worker(control: socket.socket, job: Job, descriptor: int) -> NoReturn:
    try:
        control.detach()
        worker.serve(job, socket.socket(fileno=descriptor))
    except WireError:
        os._exit(98)
    finally:
        os._exit(99)


def _swept() -> bool:
    """Whether nothing of the worker is left: no process, no file. What is hard to clear away goes with the lane."""
    mine = {1, os.getpid()}
    if any(int(name) not in mine for name in os.listdir("/proc") if name.isdigit()):
        return False
    try:
        for folder in SHARED:
            _empty(folder)
            if os.listxattr(folder) or os.stat(folder).st_mode != MODE:
                return False
            os.utime(folder, (0, 0))  # the next one could read a message there
    except (OSError, RecursionError):  # a folder that may not be read; thousands of folders in each other
        return False
    return True


def _empty(folder: str) -> None:
    left = MAX_LEFT_BEHIND
    for place, folders, files in os.walk(folder, topdown=False, onerror=_raise):
        left -= len(folders) + len(files)
        if left < 0:
            raise OSError("more files than are worth a lane")
        for name in files:
            os.unlink(os.path.join(place, name))
        for name in folders:
            path = os.path.join(place, name)
            os.unlink(path) if os.path.islink(path) else os.rmdir(path)


def _raise(error: OSError) -> NoReturn:
    raise error
