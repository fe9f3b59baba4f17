"""`make bench`: how fast grading is, beside stock nbgrader, beside otter-grader and beside the bare checks."""
