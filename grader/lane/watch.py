"""Which of the operators that a task forbids ran, under whatever alias: torch itself sees the call, a search of the text would not.

Two nets. A function mode sees what Python calls, by its public name, composite operators included. Below it each forbidden kernel
is tapped in torch's dispatcher, for what reaches it without a call from Python: TorchScript, or operators that call each other. A
dispatch mode would see that too, but every other operator as well: 20 microseconds for each, half of all the time of a check.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterable, Iterator
from fnmatch import fnmatch, translate
from functools import cache, lru_cache

import torch
from torch.library import Library, get_kernel
from torch.overrides import TorchFunctionMode, resolve_name

KEYS = ("CPU", "CUDA", "SparseCPU", "NestedTensorCPU")  # of dispatch, below autograd


class Watch:
    """Notes which of the operators that `patterns` name run while it is open."""

    def __init__(self, patterns: tuple[str, ...]) -> None:
        self.patterns = patterns
        self.seen: set[str] = set()
        self._functions = _Functions(self) if patterns else None

    def note(self, name: str) -> bool:
        """Whether `name` is one of them."""
        if (bare := _forbidden(name, self.patterns)) is not None:
            self.seen.add(bare)
        return bare is not None

    def __enter__(self) -> None:
        if self._functions is not None:
            taps().open(self)
            self._functions.__enter__()  # type: ignore[no-untyped-call]

    def __exit__(self, *_: object) -> None:
        if self._functions is not None:
            self._functions.__exit__(None, None, None)  # type: ignore[no-untyped-call]
            taps().close(self)


def _bare(name: str) -> str:
    """`torch.nn.functional.softmax` and `aten::softmax.int` are both softmax."""
    return name.rpartition("::")[2].partition(".")[0] if "::" in name else name.rpartition(".")[2]


@lru_cache(maxsize=4096)  # the same few operators run again and again
def _forbidden(name: str, patterns: tuple[str, ...]) -> str | None:
    """The bare name of an operator, where `patterns` forbid it."""
    bare = _bare(name)
    return bare if any(fnmatch(bare, pattern) for pattern in patterns) else None


@lru_cache(maxsize=4096)
def _name_of(function: Callable[..., object]) -> str:
    """torch's own look-up changes the filters of warnings each time: a fifth of what a watched function took."""
    return str(resolve_name(function) or getattr(function, "__name__", ""))


class _Functions(TorchFunctionMode):
    def __init__(self, watch: Watch) -> None:
        super().__init__()
        self.watch = watch
        self.harmless = _harmless(watch.patterns)

    def __torch_function__(self, func, types, args=(), kwargs=None):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN204
        if func not in self.harmless and not self.watch.note(_name_of(func)):
            self.harmless.add(func)
        return func(*args, **(kwargs or {}))


@cache
def _harmless(patterns: tuple[str, ...]) -> set[Callable[..., object]]:
    """What was called so far and is not among `patterns`: there is a call for each operator, and few operators."""
    return set()


class Taps:
    """The kernels that are tapped; a tap stays, and tells the watches that are open at that moment, in whatever thread it runs."""

    def __init__(self) -> None:
        self._library = Library("aten", "IMPL")
        self._tapped: set[str] = set()
        self._served: set[tuple[str, ...]] = set()
        self._watches: list[Watch] = []

    def open(self, watch: Watch) -> None:
        """From now on `watch` is told."""
        self.prepare(watch.patterns)
        self._watches.append(watch)

    def prepare(self, patterns: tuple[str, ...]) -> None:
        """Tap the kernels of what `patterns` name, where they are not tapped yet: a few milliseconds."""
        if patterns not in self._served:
            self._tap(operators(patterns))
            _forbidden("", patterns)  # each pattern is compiled at its first use
            self._served.add(patterns)

    def close(self, watch: Watch) -> None:
        self._watches.remove(watch)

    def _tap(self, names: Iterable[str]) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # torch says that a kernel is replaced, which is what we want
            for name in set(names) - self._tapped:
                for key in filter(lambda key: _has_kernel(name, key), KEYS):
                    self._library.impl(name.removeprefix("aten::"), self._tap_of(name, key), key, with_keyset=True)
                self._tapped.add(name)

    def _tap_of(self, name: str, key: str) -> Callable[..., object]:
        kernel = get_kernel(name, key)

        def tap(keyset: torch._C.DispatchKeySet, *args: object, **kwargs: object) -> object:
            for watch in self._watches:
                watch.note(name)
            return kernel.call_boxed(keyset, *args, **kwargs)

        return tap


@cache
def taps() -> Taps:
    """The one of this process, as torch has one dispatcher."""
    return Taps()


def operators(patterns: tuple[str, ...]) -> Iterator[str]:
    """The names, overloads included, of torch's own operators that `patterns` forbid."""
    fits = re.compile("|".join(map(translate, patterns))).match
    return (name for bare, names in _own_operators().items() if fits(bare) for name in names)


@cache
def _own_operators() -> dict[str, list[str]]:
    """By their bare names."""
    found: dict[str, list[str]] = {}
    for name in torch._C._dispatch_get_all_op_names():
        if name.startswith("aten::"):
            found.setdefault(_bare(name), []).append(name)
    return found


def warm_up() -> None:
    """Touch what the first watch of a process would otherwise wait for: 15 ms, as much as all calls of a task."""
    _name_of(torch.exp)
    _own_operators()


def _has_kernel(name: str, key: str) -> bool:
    has = torch._C._dispatch_has_kernel_for_dispatch_key
    return has(name, key) or (key == "CPU" and has(name, "CompositeExplicitAutograd"))
