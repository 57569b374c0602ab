"""Runs mends just before and just after a module is imported for the first time."""

import importlib.abc
import importlib.machinery
import importlib.util
import sys
from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, ExitStack, nullcontext
from types import ModuleType

_after: dict[str, list[Callable[[ModuleType], None]]] = defaultdict(list)
_around: dict[str, list[Callable[[], AbstractContextManager[object]]]] = defaultdict(list)


def around(name: str, context: Callable[[], AbstractContextManager[object]]) -> None:
    """Register a context that is entered while module ``name`` is executed."""
    _around[name].append(context)


def before(name: str, mend: Callable[[], object]) -> None:
    """Register ``mend`` to run once, right before module ``name`` is executed."""
    around(name, lambda: nullcontext(mend()))


def after(name: str, mend: Callable[[ModuleType], None]) -> None:
    """Register ``mend`` to run once with module ``name``, right after it was executed.

    A module that is already there is mended at once.
    """
    if name in sys.modules:
        mend(sys.modules[name])
    else:
        _after[name].append(mend)


def install() -> None:
    """Put the finder in front of Python's own, once."""
    if not any(isinstance(finder, _Finder) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Finder())


class _Finder(importlib.abc.MetaPathFinder):
    def __init__(self) -> None:
        self._searching: set[str] = set()

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname in self._searching or not (fullname in _around or fullname in _after):
            return None
        self._searching.add(fullname)
        try:
            spec = importlib.util.find_spec(fullname)
        finally:
            self._searching.discard(fullname)
        if spec and spec.loader:
            spec.loader = _Loader(spec.loader)
        return spec


class _Loader(importlib.abc.Loader):
    def __init__(self, loader: importlib.abc.Loader) -> None:
        self._loader = loader

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType | None:
        return self._loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        name = module.__name__
        spec = module.__spec__
        if spec is not None:
            spec.loader = self._loader  # importlib.resources and reload need the real one
        module.__loader__ = self._loader
        with ExitStack() as stack:
            for context in _around.pop(name, ()):
                stack.enter_context(context())
            self._loader.exec_module(module)
        for mend in _after.pop(name, ()):
            mend(module)
