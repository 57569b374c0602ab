"""``d2lbook activate``: which cells of a page are executed."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

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
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("tab", help="one of the book's tabs, default (the first), or all")
    parser.add_argument("pages", nargs="+", metavar="PAGE", help="a page, or a pattern of pages")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Run the command; returns the exit code."""
    book = Book.open(Path.cwd())
    tab = book.config.default_tab if options.tab == "default" else options.tab.lower()
    if tab not in [*book.tabs, "all"]:
        known = ", ".join(book.tabs) or "none"
        print(f"d2lbook: unknown tab {options.tab!r}; the book has {known}", file=sys.stderr)
        return 2
    files: list[Path] = []
    for pattern in options.pages:
        named = options.folder / pattern
        found = [named] if named.is_file() else []
        if not found and not Path(pattern).is_absolute():
            found = sorted(options.folder.glob(pattern))
        if not found:
            print(f"d2lbook: {pattern}: no such page", file=sys.stderr)
            return 2
        files += found
    for file in files:
        try:
            text = file.read_bytes().decode("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            print(f"d2lbook: {file}: can't be read ({error})", file=sys.stderr)
            return 1
        result = activate(text, tab)
        if result.text != text:
            write_atomically(file, result.text.encode("utf-8"))
        print(f"{_named(file)}: {result.active} cells active, {result.inactive} not")
    return 0


def _named(file: Path) -> Path:
    here = Path.cwd()
    return file.relative_to(here) if file.is_relative_to(here) else file
