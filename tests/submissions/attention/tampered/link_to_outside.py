"""Makes links to what lies outside, and reads through them.

Technique: reading
Verdict: failed
"""

import os

for target in (OUTSIDE, CHECKS, GRADEBOOK, "/proc/1/root", "/etc/shadow", "/root"):
    for make in (os.symlink, os.link):
        try:
            make(target, "link")
            print(open("link").read())
        except OSError as error:
            print(type(error).__name__)
        finally:
            try:
                os.unlink("link")
            except OSError:
                pass
