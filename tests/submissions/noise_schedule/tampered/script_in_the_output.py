"""Prints and shows what would run in a browser and on a terminal.

Technique: harm
Verdict: error
"""

print("<script>alert(1)</script><img src=x onerror=alert(1)></pre><svg onload=alert(1)>")
print("\x1b[2J\x1b]0;owned\x07\x1b[8mhidden\x1b[0m \u202egnp.exe")


def q_step(x_prev, t, noise, betas):
    raise ValueError("</pre><script>alert(1)</script>\x1b[2J")
