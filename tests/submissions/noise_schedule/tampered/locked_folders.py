"""Makes folders that nobody may look into, and files that nobody may touch.

Technique: harm
Verdict: failed
"""

import os

os.makedirs("locked/inner")
open("locked/inner/file", "w").close()
os.chmod("locked/inner/file", 0)
os.chmod("locked/inner", 0)
os.chmod("locked", 0)
os.chmod(".", 0)
