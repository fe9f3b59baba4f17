"""Ends its process from a cell, before anything is asked.

Technique: control flow
Verdict: failed
"""

import os

os._exit(0)
