from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

import pytest
import torch

from grader.ending import described
from grader.lane import wire
from grader.lane.control import Ended, Job
from grader.lane.values import Packer
from grader.lanes import DeadlinePassed, Lane, LaneDied, Worker, WorkerGone
from grader.sandbox import Sandbox, SandboxUnavailable

REQUEST = wire.RunCell("1", "cell")
EARLY = wire.encode(wire.Ran("printed"), [])  # of one who cannot know what will be asked
JOB = Job(cpu_seconds=20, memory_bytes=1 << 30, files_bytes=1 << 20, output_bytes=1 << 16, reply_bytes=1 << 20, seed=0)
LIMIT = 1 << 16


# --- a worker that answers as it likes ------------------------------------------------------------------------------


@dataclass
class Liar:
    """A process that we hold as a worker, and the other end of its socket, on which a test sends what it likes."""

    worker: Worker
    socket: socket.socket
    process: subprocess.Popen[bytes]

    def answers(self, *parts: bytes) -> None:
        for part in parts:
            self.socket.sendall(part)

    def reply(self) -> bytes:
        """The right one to what has been asked."""
        return wire.encode(wire.Ran("printed"), [], wire.HEADER.unpack(self.socket.recv(1 << 16)[: wire.HEADER.size])[2])

    def ended(self) -> Ended:
        return Ended(self.process.wait(), 0.0, 0, clean=True)

    @property
    def killed(self) -> bool:
        return self.process.wait(5) == -9


@pytest.fixture
def liar() -> Iterator[Liar]:
    process = subprocess.Popen(["sleep", "60"])
    ours, theirs = socket.socketpair()
    theirs.sendall(b"\1")
    pidfd = os.pidfd_open(process.pid)
    with ours, theirs:
        worker = Worker(cast("Lane", None), ours, pidfd, LIMIT)
        yield Liar(worker, theirs, process)
    os.close(pidfd)
    process.kill()
    process.wait()


def later(act: Callable[[], None]) -> None:
    threading.Timer(0.05, act).start()


def test_a_reply_is_taken(liar: Liar) -> None:
    later(lambda: liar.answers(liar.reply()))
    assert liar.worker.ask(REQUEST, [], 5) == (wire.Ran("printed"), [])


def test_a_reply_in_pieces_is_taken(liar: Liar) -> None:
    later(lambda: liar.answers(*(bytes([byte]) for byte in liar.reply())))
    assert liar.worker.ask(REQUEST, [], 5) == (wire.Ran("printed"), [])


def test_a_reply_ahead_of_its_question_is_a_broken_protocol(liar: Liar) -> None:
    liar.answers(EARLY)
    with pytest.raises(wire.WireError, match="nobody asked for"):
        liar.worker.ask(REQUEST, [], 5)
    assert liar.killed


def test_a_reply_with_the_nonce_of_another_question_is_a_broken_protocol(liar: Liar) -> None:
    later(lambda: liar.answers(liar.reply()))
    liar.worker.ask(REQUEST, [], 5)

    def of_another() -> None:
        reply = liar.reply()
        liar.answers(reply[:8] + bytes(8) + reply[16:])

    later(of_another)
    with pytest.raises(wire.WireError, match="nobody asked for"):
        liar.worker.ask(REQUEST, [], 5)
    assert liar.killed


@pytest.mark.parametrize("pause", [0.0, 0.05])
def test_a_second_reply_is_a_broken_protocol_when_something_is_asked_again(liar: Liar, pause: float) -> None:
    def twice() -> None:
        reply = liar.reply()
        liar.answers(reply)
        time.sleep(pause)
        liar.answers(reply)

    later(twice)
    liar.worker.ask(REQUEST, [], 5)
    with pytest.raises(wire.WireError, match="nobody asked for"):
        liar.worker.ask(REQUEST, [], 5)


def test_no_two_questions_have_the_same_nonce(liar: Liar) -> None:
    seen = set()

    def answer() -> None:
        reply = liar.reply()
        seen.add(reply[8:16])
        liar.answers(reply)

    for _ in range(3):
        later(answer)
        liar.worker.ask(REQUEST, [], 5)
    assert len(seen) == 3


@pytest.mark.parametrize(
    "frame",
    [
        lambda reply: b"\xff" * 16,
        lambda reply: wire.HEADER.pack(LIMIT, 1, reply[8:16]),
        lambda reply: wire.HEADER.pack(4, 0, reply[8:16]) + b"junk",
        lambda reply: wire.HEADER.pack(0, 0, reply[8:16]),
        lambda reply: wire.encode(wire.RunCell("1", "a request"), [], reply[8:16]),
        lambda reply: wire.HEADER.pack(0, 9, reply[8:16]) + reply,
        lambda reply: reply[:4] + (5).to_bytes(4, "big") + reply[8:] + b"12345",
        lambda reply: b"HTTP/1.1 200 OK\r\n\r\n",
    ],
)
def test_what_is_no_reply_is_a_broken_protocol_and_the_end_of_the_worker(liar: Liar, frame: Callable[[bytes], bytes]) -> None:
    later(lambda: liar.answers(frame(liar.reply())))
    with pytest.raises(wire.WireError):
        liar.worker.ask(REQUEST, [], 5)
    assert liar.killed


def test_a_frame_that_never_ends_runs_into_the_deadline(liar: Liar) -> None:
    later(lambda: liar.answers(liar.reply()[:-1]))
    with pytest.raises(DeadlinePassed):
        liar.worker.ask(REQUEST, [], 0.3)
    assert liar.killed


def test_a_frame_that_is_cut_off_is_an_end_without_an_answer(liar: Liar) -> None:
    def cut_off() -> None:
        liar.answers(liar.reply()[:-1])
        liar.socket.close()

    later(cut_off)
    with pytest.raises(WorkerGone):
        liar.worker.ask(REQUEST, [], 5)


def test_bytes_that_trickle_do_not_put_off_the_deadline(liar: Liar) -> None:
    def trickle() -> None:
        with contextlib.suppress(OSError):
            liar.answers(wire.HEADER.pack(1000, 0, liar.reply()[8:16]))
            for _ in range(100):
                liar.answers(b"x")
                time.sleep(0.02)

    later(trickle)
    began = time.monotonic()
    with pytest.raises(DeadlinePassed):
        liar.worker.ask(REQUEST, [], 0.3)
    assert time.monotonic() - began < 1


def test_a_worker_that_does_not_read_runs_into_the_deadline(liar: Liar) -> None:
    with pytest.raises(DeadlinePassed):
        liar.worker.ask(wire.Call("f"), [torch.zeros(1 << 20)], 0.3)


def test_a_worker_that_is_gone_is_noticed_when_it_is_asked(liar: Liar) -> None:
    liar.socket.close()
    with pytest.raises(WorkerGone):
        liar.worker.ask(REQUEST, [], 5)


def test_descriptors_that_a_worker_sends_are_not_taken(liar: Liar) -> None:
    before = len(os.listdir("/proc/self/fd"))

    def send() -> None:
        socket.send_fds(liar.socket, [liar.reply()], [0, 1, 2])

    later(send)
    assert liar.worker.ask(REQUEST, [], 5)[0] == wire.Ran("printed")
    assert len(os.listdir("/proc/self/fd")) == before


@pytest.mark.parametrize(
    ("status", "said"), [(0, "exit status 0"), (7 << 8, "exit status 7"), (9, "SIGKILL"), (11, "SIGSEGV"), (40, "signal 40")]
)
def test_an_end_is_described(status: int, said: str) -> None:
    assert described(status) == said


# --- the real lane ---------------------------------------------------------------------------------------------------


def run(worker: Worker, source: str, seconds: float = 10) -> wire.Ran:
    reply, _ = worker.ask(wire.RunCell(source, "cell"), [], seconds)
    assert isinstance(reply, wire.Ran)
    assert reply.raised is None, reply.raised
    return reply


def test_workers_follow_each_other_in_one_lane(lanes: Callable[[], Lane]) -> None:
    lane = lanes()
    for number in range(3):
        worker = lane.worker(JOB)
        assert run(worker, f"'x' in globals(), (x := {number})").shown == f"(False, {number})"
        assert worker.finish().status == 0
    assert lane.usable


def test_what_a_worker_leaves_behind_is_swept_and_the_lane_serves_on(lanes: Callable[[], Lane]) -> None:
    lane = lanes()
    worker = lane.worker(JOB)
    leave = """
import os, threading, time
os.makedirs("a/b/c")
open("a/b/c/file", "w").write("x" * 1000)
os.symlink("/usr", "a/link")
os.dup(3)
threading.Thread(target=time.sleep, args=(60,)).start()
"""
    run(worker, leave)
    ended = worker.finish()
    assert (ended.status, ended.clean, lane.usable) == (0, True, True)
    worker = lane.worker(JOB)
    assert run(worker, "import os; os.listdir('.')").shown == "[]"
    worker.finish()


def test_randomness_starts_anew_in_each_worker(lanes: Callable[[], Lane]) -> None:
    drawn = set()
    for _ in range(2):
        worker = lanes().worker(JOB)
        drawn.add(run(worker, "import random, numpy, torch; random.random(), numpy.random.rand(), torch.rand(1).item()").shown)
        worker.finish()
    assert len(drawn) == 1


def test_torchs_compiler_is_imported_by_who_compiles_and_by_nobody_else(lanes: Callable[[], Lane]) -> None:
    """A lane that has it takes twice as long to start, and each fork of it longer. torch imports it at the slightest touch."""
    worker = lanes().worker(JOB)
    there = "import sys, torch; 'torch._dynamo' in sys.modules"
    assert run(worker, there).shown == "False"
    assert run(worker, "torch.compile(lambda x: x + 1, backend='eager')(torch.ones(1)).item()").shown == "2.0"
    assert run(worker, there).shown == "True"
    worker.finish()


def test_gradients_of_a_function_cost_no_import_of_a_library_of_symbols() -> None:
    """torch imports it to compare two shapes with, 0.3 s; a lane has it once it has served a while."""
    with Lane(Sandbox.here()) as lane:
        differentiate(lane.worker(JOB))


def differentiate(worker: Worker) -> None:
    run(worker, "def double(x):\n    return 2 * x")
    packer = Packer()
    call = wire.Call("double", (packer.pack(torch.ones(2, requires_grad=True)),), cotangents=(packer.pack(torch.ones(2)),))
    reply, (gradient,) = worker.ask(call, packer.tensors, 5.0)
    assert isinstance(reply, wire.Returned)
    assert gradient.tolist() == [2.0, 2.0]
    assert run(worker, "import sys; 'sympy' in sys.modules").shown == "False"
    worker.finish()


def test_a_worker_killed_at_its_deadline_wears_the_lane_which_serves_on_until_the_next_question(lanes: Callable[[], Lane]) -> None:
    lane = lanes()
    worker = lane.worker(JOB)
    with pytest.raises(DeadlinePassed):
        run(worker, "import signal\nfor s in (1, 2, 15): signal.signal(s, signal.SIG_IGN)\nwhile True: pass", 0.3)
    assert described(worker.finish().status) == "SIGKILL"
    assert (lane.usable, lane.worn) == (True, True)
    worker = lane.worker(JOB)
    assert run(worker, "1").shown == "1"
    worker.finish()


def test_what_is_hard_to_sweep_costs_the_lane_and_is_no_fault_of_ours() -> None:
    with Lane(Sandbox.here(), index=1) as lane:
        worker = lane.worker(JOB)
        run(worker, "import os\nfor _ in range(2000):\n    os.mkdir('deep'); os.chdir('deep')")
        assert not worker.finish().clean
        assert not lane.usable
        with pytest.raises(LaneDied):
            lane.worker(JOB)
        assert lane.launched.child is not None
        process = lane.launched.child.process
    assert process.returncode is not None
    assert not Path(f"/proc/{process.pid}").exists()


def test_a_lane_that_does_not_start_says_why() -> None:
    with pytest.raises(SandboxUnavailable, match=r"the sandbox did not start: .*no-such-python"):
        Lane(replace(Sandbox.here(), python="/no-such-python"))
