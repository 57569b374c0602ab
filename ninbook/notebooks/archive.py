"""The target ``pkg``: one archive per language, with notebooks, figures and requirements."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path

from ninbook.files.write import write_atomically
from ninbook.frameworks import framework_of, title_of
from ninbook.notebooks.setup_cells import requirements_of
from ninbook.notebooks.words import notebook_words_of
from ninbook.pages.collected import ARCHIVES
from ninbook.source import Book

_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest time that an archive can hold: the same bytes whenever it is made."""


def write_archive(book: Book, folders: Mapping[str, Mapping[str, bytes]]) -> Path:
    """Write an edition's archive beside the PDFs, the same bytes for the same notebooks.

    Args:
        book: the edition.
        folders: the files of each tab, by their paths; "" in a book without tabs.
    """
    name = book.config.project["name"]
    files: dict[str, bytes] = {"README.md": _readme(book, list(folders)).encode()}
    for tab, contents in folders.items():
        inside = f"{tab}/" if tab else ""
        files |= {f"{inside}{path}": content for path, content in contents.items()}
        framework = framework_of(tab)
        if framework is not None:
            for file, lines in zip(_REQUIREMENTS, requirements_of(framework), strict=True):
                files[f"{inside}{file}"] = "".join(f"{line}\n" for line in lines).encode()
    target = ARCHIVES.file(book)
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_suffix(".partial")
    try:
        with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED) as archive:
            for path, content in sorted(files.items()):
                entry = zipfile.ZipInfo(f"{name}/{path}", _EPOCH)
                entry.compress_type = zipfile.ZIP_DEFLATED
                entry.create_system = 3  # Unix, on every system
                entry.external_attr = 0o644 << 16
                archive.writestr(entry, content)
        write_atomically(target, partial.read_bytes())
    finally:
        partial.unlink(missing_ok=True)
    ARCHIVES.remove_outdated(book)
    return target


_REQUIREMENTS = ("requirements.txt", "requirements-no-deps.txt")


def _readme(book: Book, tabs: list[str]) -> str:
    words = notebook_words_of(book.language)
    project = book.config.project
    rows = [f"- `{tab}/`: {title_of(tab)}" for tab in tabs if tab]
    example = f"{tabs[0]}/" if tabs and tabs[0] else ""
    commands = [
        f"pip install -r {example}{_REQUIREMENTS[0]}",
        f"pip install --no-deps -r {example}{_REQUIREMENTS[1]}",
        f"jupyter lab {example}index.ipynb",
    ]
    install = "\n".join(["```sh", *commands, "```"])
    parts = [f"# {project['title']}", f"{project['author']}. {project['copyright'].rstrip('.')}."]
    parts += ["\n".join(rows), words["package"], install, words["package_offline"]]
    return "\n\n".join(part for part in parts if part) + "\n"
