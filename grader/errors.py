"""What a check may meet in place of a student's answer: each error knows its verdict and what the student may read of it.

A hidden check shows `summary`, which is made of our own words, a builtin type's name and a line number: a message of the
student's could carry hidden inputs out. A public check shows `message` too.
"""

from __future__ import annotations

import builtins
from functools import cache

from .lane import wire
from .result import Language, Verdict


class Pending(Exception):
    """This check is for a person to decide; a check raises it. Neither a zero nor full marks, and never silent."""

    def __init__(self, *, zh: str, en: str) -> None:
        super().__init__(en)
        self.summary: dict[Language, str] = {"zh-TW": zh, "en": en}


class StudentError(Exception):
    """The student's function did not answer, or answered with something that it may not."""

    def __init__(self, verdict: Verdict, *, zh: str, en: str, message: str = "", traceback: str = "") -> None:
        super().__init__(message or en)
        self.verdict = verdict
        self.message = message
        self.traceback = traceback
        self._summary: dict[Language, str] = {"zh-TW": zh, "en": en}

    def summary(self, language: Language) -> str:
        return self._summary[language]


def from_raised(function: str, raised: wire.Raised) -> StudentError:
    """The error for what a student's function raised; it is also of the builtin type, so that `pytest.raises` works.

    All but one: a NotImplementedError is a RuntimeError too, and an answer that was never written must not pass a check for one.
    """
    builtin = next((name for name in raised.types if _is_builtin_exception(name)), "Exception")
    line_zh = f"（{raised.place} 第 {raised.line} 行）" if raised.line else ""
    line_en = f" (line {raised.line} of {raised.place})" if raised.line else ""
    shown = raised.types[0] if raised.types else builtin
    return _error_class("Exception" if builtin == "NotImplementedError" else builtin)(
        _verdict(builtin, raised),
        zh=f"{function} 丟出了 {builtin}{line_zh}。",
        en=f"{function} raised {builtin}{line_en}.",
        message=f"{shown}: {raised.message}" if raised.message else shown,
        traceback=raised.traceback,
    )


def _verdict(builtin: str, raised: wire.Raised) -> Verdict:
    if builtin == "MemoryError" or "can't allocate memory" in raised.message:
        return Verdict.MEMORY
    return Verdict.MISSING if builtin == "NotImplementedError" else Verdict.ERROR


def _is_builtin_exception(name: str) -> bool:
    kind = getattr(builtins, name, None)
    return isinstance(kind, type) and issubclass(kind, Exception)


@cache
def _error_class(builtin: str) -> type[StudentError]:
    """`StudentError` mixed with a builtin exception; plain where that cannot be made (UnicodeError's children, ExceptionGroup)."""
    base = getattr(builtins, builtin)
    if base is Exception:
        return StudentError
    try:
        kind: type[StudentError] = type(f"Student{builtin}", (StudentError, base), {})
        kind(Verdict.ERROR, zh="", en="")
    except TypeError:
        return StudentError
    return kind


def undefined(function: str) -> StudentError:
    return StudentError(Verdict.MISSING, zh=f"筆記本裡沒有定義 {function}。", en=f"The notebook does not define {function}.")


def timed_out(seconds: float) -> StudentError:
    return StudentError(
        Verdict.TIMEOUT, zh=f"執行超過 {seconds:g} 秒的時限。", en=f"It ran past its time limit of {seconds:g} seconds."
    )


def out_of_time(seconds: float) -> StudentError:
    return StudentError(
        Verdict.TIMEOUT,
        zh=f"整份筆記本已用完 {seconds:g} 秒的執行時間，這一項沒有再執行。",
        en=f"The notebook had used up its {seconds:g} seconds; this was not run any more.",
    )


def out_of_memory() -> StudentError:
    return StudentError(Verdict.MEMORY, zh="用掉的記憶體超過上限。", en="It used more memory than it may have.")


def crashed(how: str) -> StudentError:
    return StudentError(
        Verdict.CRASHED, zh=f"執行你的程式的行程突然結束（{how}）。", en=f"The process that ran your code ended ({how})."
    )


def tampered(how: str) -> StudentError:
    return StudentError(
        Verdict.TAMPERED,
        zh="評分時出現了不尋常的行為，會由助教查看。",
        en="Something unusual happened during grading; a person will look at it.",
        message=how,
    )


def forbidden(function: str, names: tuple[str, ...]) -> StudentError:
    listed = ", ".join(names)
    return StudentError(
        Verdict.FAILED,
        zh=f"這一題的 {function} 要自己寫，不能用現成的 {listed}。",
        en=f"{function} is to be written by yourself here: {listed} may not be used.",
    )


def wrong_return(function: str, wanted: str, got: str) -> StudentError:
    return StudentError(
        Verdict.FAILED,
        zh=f"{function} 應該回傳 {wanted}，但回傳了 {got}。",
        en=f"{function} should return {wanted}, but it returned {got}.",
    )


def wrong_device(function: str, *, met: bool) -> StudentError:
    """`met`: tensors of two devices met; otherwise the result did not lie where the arguments did."""
    if met:
        zh = f"在加速器 (GPU) 上呼叫 {function} 時，兩個裝置上的張量碰在一起了：有張量被建在別的裝置上。"
        en = f"Called on an accelerator (GPU), {function} mixed tensors of two devices: one was made on another device."
    else:
        zh = f"在加速器 (GPU) 上呼叫 {function} 時，結果不在那個裝置上。"
        en = f"Called on an accelerator (GPU), {function} gave a result that does not lie on that device."
    return StudentError(Verdict.FAILED, zh=zh, en=en)
