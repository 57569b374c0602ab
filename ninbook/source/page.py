"""One page and the notebook that it is for each tab, by d2lbook's own parser."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from nbformat.v4 import nbbase

from ninbook.source.comments import seeds_of

LOADS_TABS = "%load_ext d2lbook.tab"


class PageError(ValueError):
    """A page can't be read; the message names file and line."""


@dataclass(frozen=True)
class Page:
    """A page of the book.

    Attributes:
        path: the Markdown file, relative to the book's root.
        text: its content.
    """

    path: Path
    text: str

    @property
    def name(self) -> str:
        """The page's path without its suffix, with forward slashes."""
        return self.path.with_suffix("").as_posix()

    @cached_property
    def seeds(self) -> dict[str, int]:
        """Seeds that the page names, by tab; see ``<!-- ninbook: seed jax 1 -->``."""
        return seeds_of(self.text)

    @cached_property
    def _notebook(self) -> Any:
        import notedown

        # As d2lbook.notebook.read_markdown, but indented paragraphs stay text.
        reader = notedown.MarkdownReader(code_regex="fenced", match="strict")
        notebook = reader.reads(self.text)
        notebook.cells = [cell for cell in notebook.cells if cell.source.strip()]
        return notebook

    @cached_property
    def _split(self) -> Any:
        from d2lbook import notebook

        whole = notebook.split_markdown_cell(self._notebook)
        if all(LOADS_TABS in cell.source for cell in whole.cells if cell.cell_type == "code"):
            # Without code of its own the page is the same in every tab.
            whole.cells = [cell for cell in whole.cells if cell.cell_type != "code"]
        return whole

    @cached_property
    def _by_tab(self) -> dict[tuple[str | None, ...], Any]:
        return {}

    def notebook_for(self, tab: str | None, default_tab: str | None, config: Any) -> Any | None:
        """Returns the page as a notebook with the cells of one tab.

        Args:
            tab: the tab; None in a book without tabs.
            default_tab: the tab of cells that name none.
            config: d2lbook's configuration, for the library aliases that it may define.

        Returns:
            An nbformat notebook, or None if the page has code but none for this tab. It is the
            same one at every call; who changes it takes a copy.
        """
        key = (tab, default_tab, repr(config.library))
        if key not in self._by_tab:
            with cells_unchecked():
                self._by_tab[key] = self._make_notebook(tab, default_tab, config)
        return self._by_tab[key]

    def _make_notebook(self, tab: str | None, default_tab: str | None, config: Any) -> Any | None:
        from d2lbook import library, notebook

        if not tab or not self._notebook.cells:
            return notebook.create_new_notebook(self._notebook, list(self._notebook.cells))
        chosen = notebook.get_tab_notebook(self._split, tab, default_tab)
        if chosen is not None and tab in config.library:
            chosen = library.replace_alias(chosen, config.library[tab])
        return chosen


def code_cells(notebook: Any) -> list[Any]:
    """Returns a notebook's code cells that a kernel executes, in their order."""
    return [cell for cell in notebook.cells if is_executable(cell)]


def is_executable(cell: Any) -> bool:
    """Tells whether a cell is Python code rather than text or a directive."""
    if cell.cell_type != "code":
        return False
    classes = cell.metadata.get("attributes", {}).get("classes", [])
    return not classes or "python" in classes or "input" in classes


@contextmanager
def cells_unchecked() -> Iterator[None]:
    """Lets nbformat make cells without comparing each with its schema, which takes 0.5 ms a cell.

    Parsers, d2lbook's too, make thousands. What is written to a file is checked then.
    """
    check = nbbase.validate
    nbbase.validate = lambda *_, **__: None
    try:
        yield
    finally:
        nbbase.validate = check


@lru_cache(maxsize=1000)
def _page(path: Path, text: str) -> Page:
    # Parsed once for all stages, tabs and profiles.
    return Page(path, text)


def read_page(root: Path, path: Path, source: Path | None = None) -> Page:
    """Reads a page.

    Args:
        root: the book's root.
        path: the page, relative to it.
        source: the file to read instead, for a translation; it keeps the page's name.

    Raises:
        PageError: it isn't UTF-8.
    """
    source = source or path
    return page_of(path, (root / source).read_bytes(), source)


def page_of(path: Path, content: bytes, source: Path) -> Page:
    """Returns a page with the content of a file.

    Args:
        path: the page, relative to the book's root.
        content: what the file holds.
        source: the file, relative to the root; a translation keeps the page's name.

    Raises:
        PageError: it isn't UTF-8.
    """
    try:
        # The parsers know only Unix line ends.
        return _page(path, content.decode("utf-8").replace("\r\n", "\n"))
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise PageError(f"{source.as_posix()}:{line}: not valid UTF-8 ({error.reason})") from error
