"""Looks through all objects of the process for checks, oracles, solutions and secrets.

Technique: reading
Verdict: failed
"""

import gc, types

for thing in gc.get_objects():
    if isinstance(thing, types.FunctionType) and ("checks" in thing.__code__.co_filename or thing.__name__ == "oracle"):
        won(thing)
    if type(thing) is dict and {"attention_scores", "stable_softmax"} <= set(map(str, thing)) and thing is not globals():
        won("somebody's answers")
    if type(thing).__name__ in ("Secret", "Bench", "Grader", "Assignment", "Course", "Store"):
        won(type(thing).__name__)
