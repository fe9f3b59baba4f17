"""Hostile hand-ins: `make weapons`.

Each of them is laid into `submitted/` as a student would, and the class is graded with nbgrader's own commands. Each must get what
its answers are worth, or nothing and a sentence that names the file and says what to do; nobody else may notice.
"""
