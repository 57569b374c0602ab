"""Notebooks for readers: a page in one tab, in plain Markdown, with its frozen outputs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from html import escape
from os.path import relpath
from pathlib import Path
from posixpath import normpath
from typing import Any

import nbformat

from ninbook.directives.annotate import SITE_ONLY, annotate
from ninbook.files.if_changed import copy_if_changed, write_if_changed
from ninbook.pictures import svg_inline
from ninbook.render.edition import Edition
from ninbook.render.plain_markdown import DIRECTIVE, Figure, PlainMarkdown
from ninbook.render.shown import Shown, number_cells
from ninbook.render.tab_notebook import cells_unchecked, is_executable
from ninbook.words.words import words_of


def export(
    edition: Edition,
    page: Path,
    shown: Shown,
    figure: Figure,
    address: Callable[[Path], str | None],
) -> Any:
    """Makes a notebook of a page.

    Args:
        edition: the book in its language.
        page: the page, relative to the book's root.
        shown: the page in one tab, with its outputs.
        figure: shows an image; see `PlainMarkdown`.
        address: where the notebook of another page is, as in a link; None if there is none.

    Returns:
        A notebook of nbformat 4.5 that no d2lbook is needed for.
    """
    plain = PlainMarkdown(
        edition.numbers,
        edition.citations,
        edition.language,
        page,
        address,
        figure,
        lambda: edition.cited,
    )
    with cells_unchecked():
        cells = list(_cells(shown, plain))
        references = edition.citations.references(plain.cited)
        if references and not plain.lists_references:
            heading = words_of(edition.language).references
            cells.append(nbformat.v4.new_markdown_cell(f"## {heading}\n\n{references}"))
        number_cells(cells)
    notebook = nbformat.v4.new_notebook(cells=cells)
    notebook.metadata = nbformat.from_dict(
        {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        }
    )
    return notebook


def beside(page: Path, other: Path) -> str:
    """Returns the address of another page's notebook as seen from a page's."""
    return Path(relpath(other.with_suffix(".ipynb"), page.parent)).as_posix()


def text_of(notebook: Any) -> str:
    """Returns a notebook as the text of a file, the same for the same notebook."""
    return str(nbformat.writes(notebook, version=4)) + "\n"


def write_notebooks(
    folder: Path, notebooks: Mapping[Path, str], root: Path, files: Iterable[Path] = ()
) -> None:
    """Writes the notebooks of a folder, and removes what an earlier build left there.

    Args:
        folder: where; it holds nothing else.
        notebooks: their texts, by their pages.
        root: the book's root.
        files: the images that they show, relative to the book's root.
    """
    wanted = set()
    for page, text in notebooks.items():
        wanted.add(folder / page.with_suffix(".ipynb"))
        write_if_changed(folder / page.with_suffix(".ipynb"), text)
    for file in files:
        wanted.add(folder / file)
        copy_if_changed(root / file, folder / file)
    for file in folder.rglob("*"):
        if file.is_file() and file not in wanted:
            file.unlink()


def _cells(shown: Shown, plain: PlainMarkdown) -> Iterator[Any]:
    executed = 0
    for cell in annotate(shown, checkable=False).cells:
        if cell.cell_type == "markdown":
            text = "" if cell.metadata.get(SITE_ONLY) else plain.convert(cell.source)
            if text:
                yield nbformat.v4.new_markdown_cell(text)
        elif is_executable(cell):
            source = DIRECTIVE.sub("", cell.source).strip("\n")
            executed += 1
            known = shown.is_fresh and shown.execution is not None
            count = executed if known or cell.outputs else None
            outputs = [_on_paper(output, count) for output in cell.outputs]
            yield nbformat.v4.new_code_cell(source, execution_count=count, outputs=outputs)
        else:
            info = " ".join(cell.metadata.get("attributes", {}).get("classes", []))
            yield nbformat.v4.new_markdown_cell(f"```{info}\n{cell.source}\n```")


def _on_paper(output: Any, count: int | None) -> Any:
    """Returns an output whose drawings can be read on a dark page, too."""
    drawing = output.get("data", {}).get("image/svg+xml")
    if drawing:
        output["data"]["image/svg+xml"] = svg_inline.on_paper("".join(drawing))
    if output.output_type == "execute_result":
        output["execution_count"] = count
    return output


class LinkedFigures:
    """Shows images from files beside the notebooks, and remembers which.

    Args:
        page: the page that shows them, relative to the book's root.
    """

    def __init__(self, page: Path) -> None:
        self._page = page
        self._named: set[Path] = set()

    def __call__(self, path: str, width: str, description: str) -> str:
        """See `Figure`."""
        if "://" not in path:
            self._named.add(Path(normpath((self._page.parent / path).as_posix())))
        return image_element(path, width, description)

    def existing(self, root: Path) -> set[Path]:
        """Returns the files in the book that it shows, relative to the book's root."""
        return {file for file in self._named if ".." not in file.parts and (root / file).is_file()}


def image_element(address: str, width: str, description: str) -> str:
    """Returns an image as HTML, which Markdown can't give a width."""
    size = re.match(r"\d+(?:px)?$|\d+%$", width)
    wide = f' width="{width.removesuffix("px")}"' if size else ""
    return (
        f'<img src="{escape(address, quote=True)}" alt="{escape(description, quote=True)}"{wide}>'
    )
