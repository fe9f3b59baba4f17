"""Spares a process torch's compiler: half of its imports, and of the pages that each fork of it copies.

torch keeps some functions of its own from being compiled, most operators of the device "meta" among them. The first call of such a
function imports the compiler, which takes 1.3 s, to be told so. Where nothing is compiled they can be told beforehand. Whoever does
compile something still can: the compiler is then imported as ever.
"""

from __future__ import annotations

import gc
from types import FunctionType

from torch import _compile

_KEPT_FROM_COMPILING = _compile._disable_dynamo(lambda: None).__code__
_TOLD = "__dynamo_disable"  # where torch keeps what is to be called instead of such a function


def leave_out_compiler() -> None:
    """For the functions that there are by now."""
    place = _KEPT_FROM_COMPILING.co_freevars.index("fn")
    for wrapper in gc.get_objects():
        if type(wrapper) is FunctionType and wrapper.__code__ is _KEPT_FROM_COMPILING and wrapper.__closure__ is not None:
            function = wrapper.__closure__[place].cell_contents
            vars(function).setdefault(_TOLD, function)
