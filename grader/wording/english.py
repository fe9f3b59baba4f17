"""The sentences in English."""

from __future__ import annotations

from ..result import Verdict
from .fields import Wording

ENGLISH = Wording(
    verdicts={
        Verdict.INTERNAL: "A person will see to it",
        Verdict.TAMPERED: "A person will look at it",
        Verdict.CRASHED: "Ended abruptly",
        Verdict.MEMORY: "Out of memory",
        Verdict.TIMEOUT: "Out of time",
        Verdict.ERROR: "Raised an error",
        Verdict.FAILED: "Not right yet",
        Verdict.MISSING: "Not written yet",
        Verdict.PENDING: "Waiting to be graded",
        Verdict.PASSED: "Passed",
    },
    advice={
        Verdict.INTERNAL: "The grader itself failed on this task. It is no fault of yours: a person will see to it and"
        " add the score, and there is nothing that you need to do.",
        Verdict.TAMPERED: "A teacher will look at this task in person before its score is settled;"
        " there is nothing that you need to do now.",
        Verdict.CRASHED: "The whole program ended in the middle of it: look for a call of exit(), or a recursion that never stops.",
        Verdict.MEMORY: "It asked for more memory than it may have: look for a tensor much larger than the input,"
        " or a list that keeps growing.",
        Verdict.TIMEOUT: "It did not finish in time: look for a loop that never stops,"
        " or a loop over elements that could be one tensor operation.",
        Verdict.ERROR: "Get the function to run to its end first; then look at what it returns.",
        Verdict.FAILED: "Start here:",
        Verdict.MISSING: "This task is not written yet, or there is no function of this name."
        " Do the small example in its docstring by hand, then write it.",
        Verdict.PENDING: "This task waits for a person, or for a machine with the device that it needs."
        " Its score will be added; there is nothing that you need to do.",
        Verdict.PASSED: "Everything passed; there is nothing to mend.",
    },
    feedback="Feedback",
    student="Student",
    assignment="Assignment",
    score="Score",
    unscored="Not graded yet",
    provisional="A provisional score: a task still waits for a person, and the score may change.",
    late="{points} points were taken off for handing in late.",
    summary="All tasks",
    task="Task",
    points="Points",
    verdict="Result",
    check="Check",
    at="It happened in this check:",
    hidden="hidden check",
    hidden_passed="{count} hidden checks passed",
    hidden_passed_one="1 hidden check passed",
    next="What to look at next",
    colon=": ",
    answer="Your answer",
    empty_answer="(empty)",
    picture="A picture that you pasted",
    printed="What this cell printed",
    cut="… (the rest is left out)",
    comment="Your teacher's comment",
    ungraded="There is no result yet; a person will look at it.",
    served="This task uses {names}, where something is still wrong, so it was graded once more with correct ones in their place;"
    " the better score counts.",
    by_a_person="A teacher reads and grades this answer in person; the score and comments will be added,"
    " and there is nothing that you need to do.",
    not_answered="This one has not been answered yet.",
    graded_by_hand="Graded by a person",
    adjusted="A person adjusted this score; automatic grading gave {points}.",
    no_tasks="No graded task was found in this notebook; please show this page to your teacher.",
    repairs="Repairs made to the notebook before grading",
    repairs_note="The file that you handed in was not quite the one that was given out, so it was repaired in these"
    " places first. The answers that you wrote were not changed.",
    all_passed="All {count} public checks passed.",
    some_passed="{passed} of {total} public checks passed.",
    not_written_name="Not written yet: {name}. Write it, then run this cell again to see what it does.",
    form_complete="✓ The form is filled in. Whether the answers are right is seen when it is graded.",
    form_incomplete="○ The form is not complete yet:",
    not_run_name="There is no {name} yet: run the cell above that defines it, then run this one again.",
    raised="{name} raised {error}",
    cell_raised="This cell raised {error}",
    join="; ",
    in_line="line {line} of your code: {text}",
    no_checks_file="There is no test_public.py in this folder: put it beside the notebook, as it was given out,"
    " and run this cell again.",
    unreadable_checks="test_public.py cannot be read ({error}): copy it afresh from the assignment as given out.",
    unknown_task="There is no task called {name}; this assignment has: {known}.",
    no_public_checks="{name} has no public checks; it is graded after you hand it in.",
    check_broke="The checks could not be run ({error}). Your answer is not affected; restart the kernel and try again,"
    " or tell your teacher.",
    statements_of="The statements for the student id {id} (if that is not yours, correct it on the form first):",
    no_id="Fill in your student id on its line of the form and run that cell; then run this one to see your statements.",
    no_statements="There is no statements.toml in this folder, or it cannot be read: copy it afresh from the assignment"
    " as given out, and put it beside the notebook.",
)
