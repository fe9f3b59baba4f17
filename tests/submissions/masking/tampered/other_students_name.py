"""Says in every place that it is somebody else.

Technique: forging
Verdict: failed
"""

import os

student_id = author = name = "neighbour"
os.environ.update(USER="neighbour", JUPYTERHUB_USER="neighbour", LOGNAME="neighbour", NBGRADER_STUDENT="neighbour")
try:
    os.setuid(0)
except OSError as error:
    print(type(error).__name__)
