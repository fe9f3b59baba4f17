"""A suite of attacks that cannot win: `make attacks`.

Each file of `tests/submissions/*/tampered/` is handed in, graded, and looked at for three things:

    gained    it earns more than the plainly wrong answers that it is built on
    learned   a token that lies outside, or the flag that an attack raises when it has what it should not have, comes back
    harmed    something outside has changed, something is left behind, or the next submission in the lane fares otherwise

once through the real grader, lane by lane (`arena.py`), and once as a class of attackers through the real `nbgrader autograde`
(`class_of_attackers.py`). Controls stand beside them: what is right gets everything, what is wrong what it earns.
"""
