"""Leaves a torch.py, a grader.py, a sitecustomize.py and a .pth where an import may look.

Technique: patching
Verdict: failed
"""

import os, sys

for folder in [".", "/tmp", *sys.path, "/lane", "/lane/lane", "/usr/lib/python3/dist-packages", "/usr/local/lib"]:
    for name in ("torch.py", "grader.py", "sitecustomize.py", "usercustomize.py", "lane.py", "msgspec.py", "zz.pth"):
        try:
            with open(os.path.join(folder or ".", name), "w") as file:
                file.write("import os; os.write(3, b'x' * 99)\n")
        except OSError:
            continue
        if os.path.realpath(folder or ".") not in (os.getcwd(), "/tmp"):
            won(f"a module in {folder}")
