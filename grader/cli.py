"""The command `grader`. Exit status: 0 done, 1 a usage error or a file that cannot be taken, 2 a fault of ours.

Each command imports what it needs: nbgrader and torch take a second each.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from . import author_commands
from .course import Course, CourseError
from .crew import prepare
from .devices import DeviceUnavailable
from .fault import AGAIN, GraderFault, disk_refusal
from .interruption import INTERRUPTED, SENTENCE, at_once, raising
from .legible import written_out
from .options import CourseOption, Names, chosen, short
from .result import LANGUAGES, Language
from .sandbox import SandboxUnavailable
from .spared import spare

app = typer.Typer(
    name="grader",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    help="Builds, releases and grades the course's notebooks. Run it in the course folder; each command has a --help.",
)


@app.command()
def build(names: Names = None, course: CourseOption = None) -> None:
    """Make source/<assignment>/<assignment>.ipynb from the authored text in solutions/."""
    from .build import build as build_source

    for assignment in chosen(Course.find(course), names):
        changed = build_source(assignment)
        typer.echo(f"{'wrote    ' if changed else 'unchanged'} {short(assignment.source)}")


@app.command()
def release(
    names: Names = None,
    lang: Annotated[str, typer.Option("--lang", help="The edition: zh-TW or en.")] = "zh-TW",
    course: CourseOption = None,
) -> None:
    """Make release/<assignment> for students from source/, and tell the gradebook what there is to grade."""
    from .build import release as build_release

    found = Course.find(course)
    for assignment in chosen(found, names):
        typer.echo(f"released  {short(build_release(found, assignment, _language(lang)))}  ({lang})")


@app.command()
def grade(
    notebooks: Annotated[
        list[Path],  # one that cannot be read is told in a sentence, and costs the others nothing
        typer.Argument(metavar="NOTEBOOK…", help="Notebooks as students handed them in.", readable=False),
    ],
    assignment: Annotated[str | None, typer.Option("--assignment", help="By default told from each file's name or folder.")] = None,
    device: Annotated[str, typer.Option("--device", help="auto, cpu, or an accelerator such as cuda.")] = "auto",
    student: Annotated[
        str | None, typer.Option("--student", help="Whose work it is; by default told from submitted/<student>/<assignment>/.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="One object a line on standard output.")] = False,
    course: CourseOption = None,
) -> None:
    """Grade notebooks and print what each is worth. Writes nothing: no gradebook, no file.

    Exits with 0 when every notebook got a result, whatever its score; with 1 when a file could not be taken (the others are still
    graded); with 2 on a fault of ours.
    """
    from .grade_command import grade_files

    raise typer.Exit(grade_files(Course.find(course), notebooks, assignment, device, student=student, as_json=json))


@app.command()
def autograde(
    assignment: str,
    student: Annotated[list[str] | None, typer.Option("--student", help="Only this student; may be given several times.")] = None,
    jobs: Annotated[int, typer.Option("--jobs", min=0, help="Lanes side by side; 0: one for each core.")] = 0,
    fresh: Annotated[bool, typer.Option("--fresh", help="Grade what is graded already, too.")] = False,
    cluster: Annotated[str | None, typer.Option("--cluster", help="A Dask scheduler's address (not in this version).")] = None,
    course: CourseOption = None,
) -> None:
    """Grade what lies in submitted/ through nbgrader: scores into the gradebook, notebooks into autograded/.

    The same as `nbgrader autograde ASSIGNMENT --force`, with progress and a table at the end. Results are kept as they are won:
    a run that is stopped or killed goes on where it was, and what is graded already, with nothing changed since, is not graded
    again. Exits with 0 when everybody got a result; with 1 when a file could not be taken; with 2 on a fault of ours.
    """
    if cluster is not None:
        raise CourseError("--cluster: this version grades on this machine only; leave the option out")
    with at_once():
        prepare()  # its imports take longer than ours
        from .autograde import autograde as run_autograde

        raise typer.Exit(run_autograde(Course.find(course), assignment, student or [], Console(), jobs=jobs, fresh=fresh))


@app.command()
def regrade(
    assignment: str,
    student: Annotated[list[str] | None, typer.Option("--student", help="Only this student; may be given several times.")] = None,
    apply: Annotated[bool, typer.Option("--apply", help="Write what is shown: gradebook and autograded/.")] = False,
    undo: Annotated[bool, typer.Option("--undo", help="Take the last regrade back.")] = False,
    jobs: Annotated[int, typer.Option("--jobs", min=0, help="Lanes side by side; 0: one for each core.")] = 0,
    course: CourseOption = None,
) -> None:
    """Grade again what a changed check, limit or notebook affects, and show who gains and who loses, by which check.

    Nothing is written before --apply. Results that nothing has changed for are not touched.
    """
    found = Course.find(course)
    if apply and undo:
        raise CourseError("--apply and --undo: one of them at a time")
    with at_once():
        prepare()
        from .batch import Settings
        from .regrade import regrade as run_regrade
        from .regrade import undo as run_undo

        settings = Settings(jobs, only=frozenset(student or ()) or None)
        if undo:
            raise typer.Exit(run_undo(found, assignment, Console(), settings))
        raise typer.Exit(run_regrade(found, assignment, Console(), settings, apply=apply))


@app.command()
def replay(  # noqa: PLR0913, PLR0917 - an argument for each option
    student: str,
    assignment: str,
    task: Annotated[list[str] | None, typer.Option("--task", help="Show this task; may be given several times.")] = None,
    check: Annotated[list[str] | None, typer.Option("--check", help="Show this check; may be given several times.")] = None,
    full: Annotated[bool, typer.Option("--full", help="Show every call and every value.")] = False,
    back: Annotated[int, typer.Option("--back", min=0, help="Of the results in the store the one so many before the newest.")] = 0,
    json: Annotated[bool, typer.Option("--json", help="One object on standard output.")] = False,
    course: CourseOption = None,
) -> None:
    """Repeat a recorded result, to answer an appeal: checks, hints, tracebacks, hidden inputs and expected values. Writes nothing.

    For those who grade. Exits with 0 when it came out the same; with 1 when it differs, or is not recorded; with 2 on our fault.
    """
    from .replay_command import View, answer

    raise typer.Exit(answer(Course.find(course), student, assignment, View.of(full, task, check), back=back, as_json=json))


app.command()(author_commands.audit)
app.command("new-task")(author_commands.new_task)


@app.command()
def doctor(course: CourseOption = None) -> None:
    """Say what this machine can and cannot do, and how to mend it."""
    from . import doctor as examination

    raise typer.Exit(examination.report(Console(), course))


def _language(given: str) -> Language:
    for language in LANGUAGES:
        if given == language:
            return language
    raise CourseError(f"--lang {given}: the editions are {' and '.join(LANGUAGES)}")


def main() -> None:
    """The console script: our own errors in one sentence, without a traceback."""
    spare()
    try:
        with raising():
            app()
    except KeyboardInterrupt:
        _end(SENTENCE, INTERRUPTED)
    except (CourseError, DeviceUnavailable) as error:
        _end(str(error), 1)
    except (SandboxUnavailable, GraderFault) as error:
        _end(str(error), 2)
    except OSError as error:
        if (said := disk_refusal(error)) is None:
            raise
        _end(f"{said}. {AGAIN}", 2)
    except SystemExit as end:
        if isinstance(end.__context__, typer.Exit) and isinstance(end.__context__.__cause__, KeyboardInterrupt):
            _end(SENTENCE, INTERRUPTED)
        # typer ends what it cannot parse with 2, which here means a fault of ours
        raise SystemExit(end.code if isinstance(end.__context__, typer.Exit) else min(int(end.code or 0), 1)) from None


def _end(message: str, status: int) -> None:
    said = written_out(message, but="\n")  # it may name a file of a student's
    print(f"grader: {said}", file=sys.stderr)
    raise SystemExit(status)


if __name__ == "__main__":
    main()
