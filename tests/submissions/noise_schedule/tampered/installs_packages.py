"""Installs packages, by shell commands and magics.

Technique: harm
Verdict: failed
"""

get_ipython().system("touch " + OUTSIDE + ".mine")
get_ipython().run_line_magic("pip", "install requests")
get_ipython().run_cell_magic("bash", "", "echo owned")
try:
    import ensurepip, pip
    pip.main(["install", "--target", "/venv/0", "requests"])
except BaseException as error:
    print(type(error).__name__)
