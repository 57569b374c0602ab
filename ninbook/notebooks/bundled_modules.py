"""The mends that a notebook carries along, so that it runs where this project isn't.

They are read from the package as it is built, so there is one source of them.
"""

import ast
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from ninbook.frameworks import Framework

_PACKAGE = Path(__file__).parents[1]


def bundled(modules: Sequence[str]) -> str:
    """Return the source of modules, and of those of this package that they import, as one module.

    Their lines stand there as they are, comments included, without docstrings of modules and with
    one empty line where there are two.

    Args:
        modules: their names, as ``ninbook.runtime.reader``. Names that they take from each other,
            they take by ``from``, as they are called there. Each has other names for its own.
    """
    imports: dict[str, set[str]] = {}
    bodies: dict[str, str] = {}
    for module in modules:
        _add(module, imports, bodies)
    text = "\n\n".join(bodies.values())
    lines = [f"import {', '.join(sorted(imports.pop('', ())))}"]
    lines += [f"from {name} import {', '.join(sorted(imports[name]))}" for name in sorted(imports)]
    lines.sort(key=lambda line: "__future__" not in line)  # which must come first
    return "\n".join(lines) + f"\n\n{text}\n"


@cache
def mends_of(framework: Framework) -> str:
    """Return the module of a framework's mends."""
    modules = (f"{framework.tab}.mends", "seeds", "reader")
    return bundled([f"ninbook.runtime.{module}" for module in modules])


def foreign_modules(source: str) -> list[str]:
    """Return what a source imports at its top that neither Python itself nor this package holds."""
    names = set()
    for node in ast.parse(source).body:
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.partition(".")[0])
    return sorted(names - sys.stdlib_module_names - {_PACKAGE.name})


def _add(module: str, imports: dict[str, set[str]], bodies: dict[str, str]) -> None:
    """Add a module's imports and body, after those of the modules that it imports."""
    if module in bodies:
        return
    source = _PACKAGE.parent.joinpath(*module.split(".")).with_suffix(".py").read_text("utf-8")
    tree = ast.parse(source)
    rest = [node for node in tree.body if not isinstance(node, ast.Import | ast.ImportFrom)]
    for node in tree.body:
        if isinstance(node, ast.Import):
            imports.setdefault("", set()).update(map(ast.unparse, node.names))
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith(_PACKAGE.name):
            _add(str(node.module), imports, bodies)
        elif isinstance(node, ast.ImportFrom):
            imports.setdefault(str(node.module), set()).update(map(ast.unparse, node.names))
    last_import = max(node.end_lineno or 0 for node in tree.body if node not in rest)
    body = "".join(source.splitlines(keepends=True)[last_import:])
    bodies[module] = body.strip().replace("\n\n\n", "\n\n")
