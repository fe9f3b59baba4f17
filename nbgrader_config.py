"""nbgrader's configuration for this course. `nbgrader …`, Formgrader and `grader …` all read it."""

import atexit
import gc
import os
import sys
import warnings
from pathlib import Path

from nbgrader.converters import GenerateAssignment, GenerateSolution
from nbgrader.preprocessors import ClearSolutions

from grader.formgrader_guard import guard

c = get_config()  # type: ignore[name-defined]  # noqa: F821 - given by traitlets

# For a new gradebook nbgrader runs the program `alembic`: let it find ours where the environment is not activated.
os.environ["PATH"] = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)))

# nbgrader fills in a submission before the database session has it, and SQLAlchemy warns of that each time. It does no harm.
warnings.filterwarnings("ignore", "Object of type <Submitted", module="nbgrader")

# As it ends, Python looks once more for garbage in all that it holds, all of nbgrader: 0.3 s that everybody would wait for.
atexit.unregister(gc.freeze)  # this file may be read more than once
atexit.register(gc.freeze)

# Names of students and of their files stand in nbgrader's log as they are: here what would act on a terminal is written out.
c.Application.logging_config = {
    "filters": {"legible": {"()": "grader.legible.Legible"}},
    "handlers": {"console": {"filters": ["legible"]}},
}

c.CourseDirectory.course_id = "foundation-models"
# Where `nbgrader generate_solution` writes. Never solutions/: that is the authored text, and --force removes the destination first.
c.CourseDirectory.solution_directory = "reference"

# One edition of the notebook: `grader release --lang en` drops the other one's cells instead. Forms are released blank.
c.OneEdition.remove_cell_tags = {"lang-en"}
c.GenerateAssignment.preprocessors = [
    "grader.release_steps.OneEdition",
    *(
        "grader.release_steps.ClearAnswers" if step is ClearSolutions else step
        for step in GenerateAssignment.preprocessors.default()
    ),
]
c.GenerateSolution.preprocessors = ["grader.release_steps.OneEdition", *GenerateSolution.preprocessors.default()]

# Submissions are rebuilt against the source before anything reads them, and graded in a sandbox instead of a kernel.
# Whole lists: `.insert` would run twice.
c.Autograde.exporter_class = "grader.nbgrader_plugin.SubmissionExporter"
c.Autograde.sanitize_preprocessors = []
c.Autograde.autograde_preprocessors = [
    "grader.autograde_steps.CheckMetadata",
    "grader.autograde_steps.GradeSubmission",
    "grader.autograde_steps.LatePenalties",
]

c.GenerateFeedback.exporter_class = "grader.feedback_exporter.FeedbackExporter"
c.GenerateFeedback.preprocessors = []

# These only refuse to write over authored text.
c.GenerateAssignment.exporter_class = "grader.guarded.NotebookWriter"
c.GenerateSolution.exporter_class = "grader.guarded.NotebookWriter"

# What a student hands in is shown to a TA in an authenticated page.
c.HTMLExporter.sanitize_html = True
c.HTMLExporter.filters = {
    "markdown2html": "grader.shown_markdown.markdown2html",
    "highlight_code": "grader.shown_code.highlight_code",
}
# In a Jupyter server, for Formgrader: which folders it may open, and that its pages are cleaned wherever the server was started.
guard(c, Path(__file__).parent)
