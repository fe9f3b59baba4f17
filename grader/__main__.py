"""The console script, and `python -m grader`: hears Ctrl-C before anything that takes time is imported, and to the end."""

from __future__ import annotations

import atexit
import os
import sys

from .interruption import at_once, end_children


def main() -> None:
    """Run the command, and end the process with its status."""
    with at_once():
        status = _status()
        # Taking the interpreter down piece by piece takes up to a second, for nobody, and Ctrl-C kills it without a word there.
        atexit._run_exitfuncs()
        end_children()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def _status() -> int:
    from .cli import main as command

    try:
        command()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0
    return 0


if __name__ == "__main__":
    main()
