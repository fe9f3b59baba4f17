"""The commands of those who write tasks: `grader audit`, `grader new-task`."""

from __future__ import annotations

from typing import Annotated

import typer

from .course import Course
from .options import CourseOption, Names, chosen, short
from .secret import Secret

WHOLE = 100  # points of an assignment


def audit(  # noqa: PLR0913, PLR0917 - an argument for each option
    names: Names = None,
    full: Annotated[bool, typer.Option("--full", help="1,000 run seeds in place of 20.")] = False,
    only: Annotated[
        list[str] | None, typer.Option("--only", help="matrix, mutation or seeds; may be given several times.", show_default=False)
    ] = None,
    task: Annotated[list[str] | None, typer.Option("--task", help="Only this task; may be given several times.")] = None,
    jobs: Annotated[int, typer.Option("--jobs", min=0, help="Processes side by side; 0: one for each core.")] = 0,
    json: Annotated[bool, typer.Option("--json", help="One object on standard output.")] = False,
    course: CourseOption = None,
) -> None:
    """Test the checks themselves: by known submissions, by mutants of the reference, and over many run seeds.

    Exits with 0 when nothing is found; with 1 when something is; with 2 on a fault of ours. docs/audit.md says what each part does.
    """
    from .audit.command import parts
    from .audit.command import run as run_audit
    from .audit.pipeline import FULL_SEEDS, SEEDS, Plan

    found = Course.find(course)
    plan = Plan(Secret.of(found.root), FULL_SEEDS if full else SEEDS, parts(only), jobs, frozenset(task or ()))
    raise typer.Exit(run_audit(tuple(chosen(found, names)), plan, as_json=json))


def new_task(
    assignment: Annotated[str, typer.Argument(help="The assignment that gets the task; a new one is begun.")],
    task: Annotated[str, typer.Argument(help="The function that students write: a lower-case Python name.")],
    points: Annotated[int, typer.Option("--points", help="What the task is worth.")] = 20,
    course: CourseOption = None,
) -> None:
    """Begin a task: lesson cells, checks and known submissions that work as they stand, to be changed line by line.

    What you must write is marked TODO. docs/authoring.md goes through it step by step.
    """
    from .build import build as build_source
    from .new_task import NewTask, left_to_write

    found = Course.find(course)
    written = NewTask(found, assignment, task, points).write()
    for path, count in left_to_write(written).items():
        typer.echo(f"wrote     {short(path)}" + (f"  (TODO on {count} of its lines)" if count else ""))
    whole = found.assignment(assignment)
    build_source(whole)
    typer.echo(f"wrote     {short(whole.source)}")
    if (worth := sum(one.points for one in whole.tasks)) != WHOLE and len(whole.tasks) > 1:
        typer.echo(f"\n{assignment} is now worth {worth:g} points: give or take those of other tasks until it is {WHOLE}.")
    typer.echo(f"\nNext: change what is marked TODO; as you go, run `grader build {assignment}` and")
    typer.echo(f"`grader audit {assignment} --task {task}`.")
