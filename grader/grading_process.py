"""A grading process: it holds a warm lane and a bench, and grades the submissions that it is handed, one after another.

The process that hands them out, `Runner`'s, imports neither torch nor pytest, and goes on while a student's code runs.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cache, partial
from multiprocessing.connection import Connection

import torch

from .autograded import assemble, text_of
from .bench import Bench, at_bench
from .edition import adopt
from .grading import Grader, check_files
from .lane_keeper import LaneKeeper
from .launch import Launched
from .order import Order, Ready, Report
from .precedent import remembering
from .reference import reference
from .sandbox import Sandbox
from .submission import Submission, blank, digest_of, read, read_bytes
from .unreadable import UnreadableSubmission


def serve(orders: Connection, number: int, launched: Launched | None = None) -> None:
    """The life of a grading process, until None comes. Its first lane may be `launched` already."""
    torch.set_num_threads(1)
    order: Order | None = orders.recv()
    if order is None:
        return
    with LaneKeeper(Sandbox.here(order.nodes), number, launched) as keeper, ThreadPoolExecutor(1) as aside:
        warm = aside.submit(keeper.lane)  # it imports torch, in a process of its own, while this one collects the checks

        @cache
        def announce() -> None:
            warm.result()
            orders.send(Ready())

        while order is not None:
            order = at_bench(check_files(order.assignment), partial(_serve_one_assignment, orders, order, keeper, announce))


def _serve_one_assignment(
    orders: Connection, first: Order, keeper: LaneKeeper, announce: Callable[[], None], bench: Bench
) -> Order | None:
    """Grade until an order comes for another assignment, which it gives back."""
    if first.editions is not None:
        adopt(first.assignment, first.editions)
    reference(first.assignment)
    gc.freeze()  # what is here now stays: no search for garbage need go through it
    announce()
    grader = Grader(keeper.lane, first.secret, first.device, remembering(bench))
    order: Order | None = first
    while order is not None and order.assignment == first.assignment:
        orders.send(graded(order, grader))
        order = orders.recv()
    return order


def graded(order: Order, grader: Grader) -> Report:
    """Read, rebuild and grade one submission; a file that cannot be read is graded as the release that it is not."""
    submission, notice = _read(order)
    done = grader.grade(submission)
    return Report(
        result=done.result,
        provenance=replace(order.made_of, notebook=submission.digest if notice is None else notice.digest),
        notebook=text_of(assemble(done, notice)),
        untouched=submission.untouched,
        unreadable=None if notice is None else str(notice),
    )


def _read(order: Order) -> tuple[Submission, UnreadableSubmission | None]:
    try:
        return read(order.path, order.assignment, below=order.below, others=order.others, student_id=order.student), None
    except UnreadableSubmission as error:
        return blank(order.path, order.assignment, student_id=order.student), error


def digest_now(order: Order) -> str:
    """Of the file; none where there are no bytes to read."""
    try:
        return digest_of(read_bytes(order.path, order.below))
    except UnreadableSubmission:
        return ""
