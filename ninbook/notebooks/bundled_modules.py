"""The source files that a notebook carries along, so that it runs where this project isn't.

They are read from the package as it is built, so there is one source of them.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).parents[1]


def bundled_files(modules: Iterable[str]) -> dict[str, str]:
    """Return the modules and whatever of this package they import.

    The files that make folders packages are left out: Python needs none to find the modules, and
    what they import is for the project's own kernels.

    Args:
        modules: names of modules in this package, as ``ninbook.runtime.imports``.

    Returns:
        The sources, by their paths relative to a folder of Python's search path.
    """
    found: dict[str, str] = {}
    waiting = list(modules)
    while waiting:
        file = _file_of(waiting.pop())
        if file is None:
            continue
        name = file.relative_to(_PACKAGE.parent).as_posix()
        if name not in found:
            found[name] = file.read_text(encoding="utf-8")
            waiting += _imported(found[name])
    return dict(sorted(found.items()))


def foreign_modules(files: Iterable[str]) -> list[str]:
    """Return what the sources import at their top that neither they nor Python itself hold."""
    names = set()
    for source in files:
        for node in ast.parse(source).body:
            if isinstance(node, ast.Import):
                names |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                names.add(node.module.partition(".")[0])
    return sorted(names - sys.stdlib_module_names - {_PACKAGE.name})


def _file_of(module: str) -> Path | None:
    file = _PACKAGE.parent.joinpath(*module.split(".")).with_suffix(".py")
    return file if file.is_file() and file.is_relative_to(_PACKAGE) else None


@cache  # frameworks share most of them
def _imported(source: str) -> list[str]:
    names = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return names
