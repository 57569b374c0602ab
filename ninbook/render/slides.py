"""Makes slides of a page from its slide marks: d2lbook's notebook, and a deck beside it."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Any

import nbformat
from d2lbook.slides import Slides

from ninbook.errors import BuildError
from ninbook.files.if_changed import write_if_changed
from ninbook.frameworks import title_of
from ninbook.render.deck import PROVENANCE, Cover, deck
from ninbook.render.edition import Edition
from ninbook.render.plain_markdown import PlainMarkdown
from ninbook.render.provenance import provenance
from ninbook.render.shown import Shown, number_cells
from ninbook.render.tab_notebook import is_executable
from ninbook.source import Book

_MARK_LINE = re.compile(r"^:(?:label|eqlabel|width|height):`[^`]*`[ \t]*$", re.MULTILINE)
_INNER_LINK = re.compile(r"\[([^\[\]]+)\]\(#[^()]*\)")


def make_slides(edition: Edition, pages: Iterable[tuple[Path, Shown | None]]) -> list[Path]:
    """Writes the slides of every page that has slide marks, and removes those of others.

    Args:
        edition: the book in the edition's language and tab.
        pages: its pages and what they show; None for a page without code in this tab.

    Returns:
        The decks.

    Raises:
        BuildError: slide marks of a page don't fit together.
    """
    book = edition.book
    folder = Path(book.config.slides_dir)
    writer = _writer(book)
    decks = []
    wanted: set[Path] = set()
    for path, shown in pages:
        file = folder / path.with_suffix(".ipynb")
        file.unlink(missing_ok=True)
        if shown is None:
            continue
        notebook = with_provenance(shown)
        try:
            writer.generate(notebook, str(file))
        except (AssertionError, IndexError) as error:
            named = book.translation(path, book.language)
            raise BuildError(f"{named.as_posix()}: slide marks: {error}") from error
        if not file.is_file():  # the page has no marks
            continue
        made_by_d2lbook = nbformat.read(file, 4)
        number_cells(made_by_d2lbook.cells)
        write_if_changed(file, nbformat.writes(made_by_d2lbook) + "\n")
        text = partial(_plain, edition, path)
        html, count = deck(made_by_d2lbook, _cover(book), path.parent, text)
        made = file.with_suffix(".html")
        write_if_changed(made, html)
        print(f"{made}: {count} slides", flush=True)
        decks.append(made)
        wanted |= {file, made, file.with_name("rise.css")}
    for stray in folder.rglob("*"):
        if stray.is_file() and stray not in wanted and stray.suffix in (".ipynb", ".html"):
            stray.unlink()
    if writer._valid:
        writer.generate_readme()
    return decks


def with_provenance(shown: Shown) -> Any:
    """Returns a page's notebook in which each output says where it is from.

    Args:
        shown: the page in one tab.
    """
    notebook = copy.deepcopy(shown.notebook)
    number_cells(notebook.cells)
    cells = [cell for cell in notebook.cells if is_executable(cell)]
    for cell in cells:
        missing = not shown.is_fresh and cell is cells[-1]
        if cell.get("outputs") or missing:
            known = bool(cell.get("outputs"))
            said = provenance(shown.tab, shown.execution, known, shown.words)
            cell.metadata[PROVENANCE] = list(said)
    return notebook


def _writer(book: Book) -> Any:
    slides = Slides(book.config)
    # d2lbook 1.0.3 takes its configuration only if there is a repository to deploy to.
    slides.config = book.config
    return slides


def _cover(book: Book) -> Cover:
    project, slides = book.config.project, book.config.slides
    subtitle = title_of(book.config.tab) if len(book.tabs) > 1 else ""
    corners = slides["top_left"], slides["top_right"]
    return Cover(project["title"], subtitle, project["author"], book.language, *corners)


def _plain(edition: Edition, page: Path, text: str) -> str:
    """Names what a text refers to; a deck has no place to which it could lead."""
    plain = PlainMarkdown(
        edition.numbers,
        edition.citations,
        edition.language,
        page,
        address=lambda other: None,
        figure=lambda path, width, description: f"![{description}]({path})",
    )
    return _INNER_LINK.sub(r"\1", plain.inline(_MARK_LINE.sub("", text)))
