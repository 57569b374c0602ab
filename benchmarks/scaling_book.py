"""Writes books of any size into empty folders, for ``scaling.py`` to build.

`write_pages` writes pages in four tabs and freezes an execution of every one. The outputs are made
up, since thousands of kernels would take hours. Plan, fingerprints and store are the builder's own,
so that it renders what it would render after an execution. `write_large` writes a book as large as
Dive into Deep Learning, of which nothing is frozen. `write_notebooks` writes pages that are to be
executed.
"""

import io
from functools import cache, partial
from pathlib import Path
from typing import Any

import nbformat

from ninbook.plan import PlannedNotebook
from ninbook.settings import FULL
from tests.executions import freeze_all

PAGES_PER_CHAPTER = 10
TABS = ("pytorch", "mxnet", "tensorflow", "jax")
LARGE = {"pages": 172, "sections": 12, "works": 400}
"""With the other pages the 192 of Dive into Deep Learning, and about its formulas, cells, works."""

_PARTS = Path(__file__).with_name("scaling")
"""Folder of what books are made of, in which braces stand as `str.format` wants them."""


def write_pages(
    folder: Path, pages: int, sections: int = 0, works: int = 0, frozen: bool = True
) -> None:
    """Writes a book in four tabs.

    Args:
        folder: where to; must not exist.
        pages: how many pages it has, besides the start page, one per chapter, and the references.
        sections: further sections of each page, with formulas and cells.
        works: further works, of which each page cites three.
        frozen: whether an execution of every page is.
    """
    firsts = range(0, pages, PAGES_PER_CHAPTER)
    tabs = ", ".join(TABS)
    _write(folder, "config.ini", _part("config.ini", resources="img/ references.bib", tabs=tabs))
    _write(folder, "references.md", _part("references.md"))
    numbered = [_part("work.bib", number=number) for number in range(works)]
    _write(folder, "references.bib", _part("references.bib") + "".join(numbered))
    _write(folder, "img/square.svg", _part("square.svg"))
    entries = [f"chapter{chapter:03}/index" for chapter in range(len(firsts))]
    _write(folder, "index.md", _contents("Scaling Book", "book", [*entries, "references"]))
    for chapter, first in enumerate(firsts):
        numbers = range(first, min(first + PAGES_PER_CHAPTER, pages))
        entries = [f"page{number:04}" for number in numbers]
        text = _contents(f"Chapter {chapter}", f"chapter{chapter}", entries)
        _write(folder, f"chapter{chapter:03}/index.md", text)
        for number in numbers:
            parts = [_part("page.md", number=number, previous=max(0, number - 1))]
            for section in range(1, sections + 1):
                parts.append(_part("section.md", number=number, section=section))
            if works:
                cited = [f"work{(3 * number + n) % works}" for n in range(3)]
                parts.append(f"\nSee also :cite:`{','.join(cited)}`.\n")
            _write(folder, page_of(number).as_posix(), "".join(parts))
    if frozen:
        freeze_all(folder, FULL.name, notebook=partial(_executed, plot=_plot()))


def write_large(folder: Path) -> None:
    """Writes a book of the size of Dive into Deep Learning, with nothing frozen.

    Args:
        folder: where to; must not exist.
    """
    write_pages(folder, **LARGE, frozen=False)


def page_of(number: int) -> Path:
    """Returns where a page stands, relative to the book's root."""
    return Path(f"chapter{number // PAGES_PER_CHAPTER:03}", f"page{number:04}.md")


def write_notebooks(folder: Path, notebooks: int, computing: float, waiting: float) -> list[str]:
    """Writes a book without tabs, of pages that compute and wait; returns the names of these.

    Args:
        folder: where to; must not exist.
        notebooks: how many pages with code it has.
        computing: seconds of processor time that each needs.
        waiting: seconds that each waits.
    """
    names = [f"notebook{number}" for number in range(notebooks)]
    _write(folder, "config.ini", _part("config.ini", resources="", tabs=""))
    _write(folder, "index.md", _contents("Notebooks", "notebooks", names))
    for number, name in enumerate(names):
        text = _part("notebook.md", number=number, computing=computing, waiting=waiting)
        _write(folder, f"{name}.md", text)
    return names


@cache
def _template(name: str) -> str:
    return (_PARTS / name).read_text(encoding="utf-8")


def _part(name: str, **values: object) -> str:
    return _template(name).format_map(values)


def _write(folder: Path, name: str, text: str) -> None:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def _contents(title: str, label: str, entries: list[str]) -> str:
    numbered = ":numbered:\n" if label in ("book", "notebooks") else ""
    listed = "\n".join(entries)
    return _part("contents.md", title=title, label=label, numbered=numbered, entries=listed)


def _plot() -> str:
    """Draws what a training of ten epochs leaves on a page; about as large as a real one."""
    import matplotlib

    matplotlib.use("svg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(3.5, 2.5))
    for name, start in (("train_loss", 2.3), ("val_loss", 2.2), ("val_acc", 0.1)):
        axes.plot([start / (1 + epoch) for epoch in range(10)], label=name)
    axes.legend()
    axes.grid()
    stream = io.StringIO()
    figure.savefig(stream, format="svg")
    pyplot.close(figure)
    return stream.getvalue()


def _executed(plan: PlannedNotebook, plot: str) -> Any:
    cells = [
        nbformat.v4.new_code_cell(f"# cell {number}", id=f"cell-{number}")
        for number in range(len(plan.fingerprints))
    ]
    text = f"output of {plan.page} in {plan.tab}\n"
    data = {"image/svg+xml": plot, "text/plain": "<Figure size 350x250 with 1 Axes>"}
    cells[-1].outputs = [
        nbformat.v4.new_output("stream", name="stdout", text=text),
        nbformat.v4.new_output("display_data", data=data),
    ]
    return nbformat.v4.new_notebook(cells=cells)
