"""The code of pages as readers of one tab see it."""

from contextlib import chdir
from pathlib import Path

from ninbook.source import Book, read_page
from tests.projects import ROOT

NIN = Path("chapter_cnn-modern/nin.md")


def cells_of(page: Path, tab: str, folder: Path = ROOT) -> list[str]:
    """Returns the code cells of a page, by default of the repository's book."""
    with chdir(folder):
        return [cell.source for cell in Book.open(folder).code(read_page(folder, page), tab) or []]


def cells_of_network(tab: str) -> str:
    """Returns the chapter's code cells up to the one that defines NiN."""
    cells = cells_of(NIN, tab)
    (last,) = (index for index, cell in enumerate(cells) if "class NiN(" in cell)
    return "\n\n".join(cells[: last + 1])
