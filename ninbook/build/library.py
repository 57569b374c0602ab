"""Saves code that is marked ``#@save`` as a library, by d2lbook."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from ninbook.errors import BuildError

_REMOVED = {
    "root_dir": "save code of one tab with [library-<tab>] lib_file instead",
    "save_mark": "mark code with #@save, and name a file in [library-<tab>] lib_file instead",
}
"""Settings whose functions d2lbook 1.0.3 has no longer, and what to do."""


def save_library(config: Any, save: Callable[[], None]) -> list[str]:
    """Save a book's library; return the files that were written.

    Raises:
        BuildError: the configuration names none, or d2lbook can't make it.
    """
    for name, instead in _REMOVED.items():
        if config.library.get(name):
            raise BuildError(f"config.ini: [library] {name}: d2lbook 1.0.3 dropped this; {instead}")
    files = []
    for tab in config.tabs:
        if tab in config.library:
            file = config.library[tab].get("lib_file")
            if not file:
                raise BuildError(f"config.ini: [library-{tab}] has no lib_file; name one")
            files.append(file)
    files += [line.split(",")[0] for line in config.library["save_patterns"].split("\n") if line]
    version = config.library["version_file"]
    if not files and not version:
        raise BuildError(
            "config.ini names no library; add a section such as [library-"
            f"{config.default_tab or '<tab>'}] with lib_file = folder/file.py, and mark code "
            "with #@save"
        )
    if version and not Path(version).is_file():
        raise BuildError(f"config.ini: [library] version_file: {version} doesn't exist")
    for file in files:
        Path(file).parent.mkdir(parents=True, exist_ok=True)
    try:
        save()
    except KeyError as error:
        raise BuildError(
            f"lib: @d2l.add_to_class names {error}, a class that no cell marked #@save defines"
        ) from error
    except (AssertionError, SyntaxError, TypeError, ValueError) as error:
        raise BuildError(f"lib: d2lbook can't save the code: {error}") from error
    return [*files, *([version] if version else [])]
