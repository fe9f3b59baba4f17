"""What making one page may take, however it is that a student's text takes long to read: the rest is shown as it stands."""

from __future__ import annotations

from collections.abc import MutableMapping

MAX_STEPS = 40_000_000  # of a page, each a character that is looked at once more: 0.5 s; the longest lesson takes 550,000
SPENT = "grader_steps"  # in nbconvert's resources, which a page has to itself


def affordable(steps: int, resources: MutableMapping[str, int]) -> bool:
    """Whether there is that much left; then it is taken."""
    spent = resources.get(SPENT, 0) + steps
    if spent > MAX_STEPS:
        return False
    resources[SPENT] = spent
    return True
