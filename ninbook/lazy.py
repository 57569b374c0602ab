"""Modules that are loaded when something in them is first used, not when they are imported."""

import sys
from collections.abc import Iterable
from importlib.util import find_spec, module_from_spec
from types import ModuleType
from typing import Any

RARELY_USED = (
    *("jsonschema", "markdown_it", "nbconvert", "nbformat", "notedown", "numpy", "onnx"),
    *("requests", "rich", "snowballstemmer", "d2lbook.colab"),
    *("d2lbook.library", "d2lbook.notebook", "d2lbook.resource", "d2lbook.rst"),
    *("d2lbook.sagemaker", "PIL.Image"),
)
"""Modules that this package, d2lbook or Sphinx import at the top and most commands don't need.
Together they take longer to load than pages take to build."""

_NOT_NEEDED = ("isoduration", "rfc3986_validator")
"""What jsonschema loads where it is installed, for formats of text that no notebook has."""


class _Unloaded(ModuleType):
    """A module without its content; the loader of the standard library doesn't outlast an import.

    Of a package it hides the path, too, so that its submodules can't be loaded before it.
    """

    def __getattr__(self, name: str) -> Any:
        spec = self.__spec__
        assert spec is not None
        assert spec.loader is not None
        self.__class__ = ModuleType  # type: ignore[assignment]  # what is loaded may ask it
        if spec.submodule_search_locations is not None:
            self.__path__ = spec.submodule_search_locations
        try:
            spec.loader.exec_module(self)
        except BaseException:
            sys.modules.pop(self.__name__, None)
            raise
        return getattr(self, name)


def load_lazily(names: Iterable[str] = RARELY_USED) -> None:
    """Put off loading modules.

    Args:
        names: their full names; what is not installed or loaded already is left as it is.
    """
    for name in _NOT_NEEDED:
        sys.modules.setdefault(name, None)  # type: ignore[arg-type]  # as if it weren't installed
    for name in names:
        spec = find_spec(name) if name not in sys.modules else None
        if spec is not None:
            module = module_from_spec(spec)
            vars(module).pop("__path__", None)
            module.__class__ = _Unloaded
            sys.modules[name] = module
            parent, _, own_name = name.rpartition(".")
            if parent:
                setattr(sys.modules[parent], own_name, module)
