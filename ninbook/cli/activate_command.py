"""``d2lbook activate``: which cells of a page are executed."""

from __future__ import annotations

import argparse
from glob import glob
from pathlib import Path

from ninbook.cli.failures import UsageError, tab_of
from ninbook.files.text import read_text
from ninbook.files.write import write_atomically
from ninbook.source import Book
from ninbook.source.activation import activate

_EPILOG = """\
examples:
  d2lbook activate jax chapter_cnn-modern/nin.md     only the cells of the JAX tab
  d2lbook activate all chapter_cnn-modern/nin.md     all again; do this before a commit

For editors that don't know tabs; in d2lbook lab the first cell chooses one. As in d2lbook, the
fence of a cell becomes ```{.python .input} or ```python. Unlike there, nothing else of the page
changes, cells that begin with %%tab are understood, and cells that name no tab stay as they are.
"""


def add_to(commands: argparse._SubParsersAction) -> None:
    """Add the command's parser."""
    parser = commands.add_parser(
        "activate",
        help="make only the cells of one tab executable, in the sources",
        description="Makes the cells of one tab executable; those of the others become listings.",
        epilog=_EPILOG,
    )
    parser.add_argument("tab", help="one of the book's tabs, default (the first), or all")
    parser.add_argument("pages", nargs="+", metavar="PAGE", help="a page, or a pattern of pages")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Run the command; returns the exit code."""
    book = Book.open(Path.cwd())
    is_default = options.tab == "default" and book.tabs
    tab = book.tabs[0] if is_default else tab_of(options.tab, book.tabs)
    files: list[Path] = []
    for pattern in options.pages:
        names = [pattern]
        if not (options.folder / pattern).is_file():
            names = sorted(glob(pattern, root_dir=options.folder, recursive=True))  # noqa: PTH207
        found = [options.folder / name for name in names if name.endswith(".md")]
        if not (pages := [file for file in found if file.is_file()]):
            raise UsageError(f"{pattern}: no such page")
        files += pages
    for file in files:
        text = read_text(file)
        result = activate(text, tab)
        if result.text != text:
            write_atomically(file, result.text.encode("utf-8"))
        named = file.relative_to(book.root) if file.is_relative_to(book.root) else file
        print(f"{named}: {result.active} cells active, {result.inactive} not")
    return 0
