"""Prints a hundred megabytes and shows a million things.

Technique: harm
Verdict: failed
"""

for _ in range(100):
    print("水" * (1 << 18))


class Endless:
    def __repr__(self):
        return "x" * (1 << 24)


Endless()
