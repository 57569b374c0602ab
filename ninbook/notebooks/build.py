"""The targets ``ipynb``, ``merge``, ``pkg``, ``colab``, ``sagemaker``, and the site's notebooks."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from ninbook.document.arrange import fragment
from ninbook.document.links import Destination
from ninbook.document.nodes import Node
from ninbook.files.write import mirror
from ninbook.frameworks import title_of
from ninbook.notebooks.archive import write_archive
from ninbook.notebooks.export import export
from ninbook.notebooks.hosting import hosted_address
from ninbook.notebooks.pictures import LinkedPictures, beside, embedded
from ninbook.notebooks.standalone import JUPYTER, add_setup_cells, site_address
from ninbook.pages.edition import Edition
from ninbook.pages.merge import merge
from ninbook.pages.notebook_cells import file_text
from ninbook.pages.present import PresentedPage


def write_plain_notebooks(edition: Edition, tab: str | None, folder: Path) -> None:
    """Write each page of a tab as a notebook that needs no d2lbook, with its images beside it.

    Args:
        edition: the book in its language.
        tab: the tab; None in a book without tabs.
        folder: where; it holds nothing else, as those of the other targets.
    """
    _write_linked(edition, _pages(edition, tab), folder)


def write_merged_notebooks(edition: Edition, folder: Path) -> None:
    """Write each page with all tabs as one notebook; what differs stands below the tab's name."""
    _write_linked(edition, _merged(edition), folder)


def _merged(edition: Edition) -> Iterator[PresentedPage]:
    titles = {tab: title_of(tab) for tab in edition.book.tabs}
    for path in edition.book.pages:
        pages = [page for tab in edition.book.tabs if (page := edition.page(path, tab))]
        if pages:
            nodes = [part for node in merge(pages, titles) for part in _named(node)]
            yield replace(pages[0], blocks=[(0, nodes)])


def _named(node: Node) -> list[Node]:
    if node.type != "tab_set":
        return [node]
    return [
        part
        for panel in node.children
        for part in (*fragment(f"**{panel.attrs['title']}**"), *panel.children)
    ]


def write_hosted_notebooks(edition: Edition, tab: str | None, folder: Path, target: str) -> None:
    """Write each page of a tab as a notebook that needs no other file on Colab or SageMaker."""
    pages = _pages(edition, tab)
    texts = {page.document.path: standalone_notebook(edition, page, target) for page in pages}
    _write_all(folder, texts, edition.book.root)


def write_package(edition: Edition) -> None:
    """Pack the notebooks of all tabs, with what they show and need, into one archive."""
    folders: dict[str, dict[str, bytes]] = {}
    for tab in edition.book.tabs_or_none:
        contents = folders.setdefault(tab or "", {})
        for page in _pages(edition, tab):
            notebook, needed = _with_files(edition, page)
            add_setup_cells(notebook, edition, page, JUPYTER)
            name = page.document.path.with_suffix(".ipynb").as_posix()
            contents[name] = file_text(notebook).encode()
            for file in needed:
                contents[file.as_posix()] = (edition.book.root / file).read_bytes()
    write_archive(edition.book, folders)


def _pages(edition: Edition, tab: str | None) -> Iterator[PresentedPage]:
    for path in edition.book.pages:
        page = edition.page(path, tab)
        if page is not None:
            yield page


def _write_linked(edition: Edition, pages: Iterable[PresentedPage], folder: Path) -> None:
    texts, files = {}, set[Path]()
    for page in pages:
        notebook, needed = _with_files(edition, page)
        texts[page.document.path] = file_text(notebook)
        files |= needed
    _write_all(folder, texts, edition.book.root, files)


def _with_files(edition: Edition, page: PresentedPage) -> tuple[Any, set[Path]]:
    """Return a page's notebook and the files that it needs beside it."""
    path = page.document.path
    pictures = LinkedPictures(edition.book.root, path)

    def address(there: Destination) -> str | None:
        if not there.is_page:
            return pictures.file(there.path)
        found = edition.page(there.path, page.tab) if there.path in edition.pages else None
        return beside(path, there.path.with_suffix(".ipynb")) if found else None

    return export(edition, page, address, pictures), pictures.files


def standalone_notebook(edition: Edition, page: PresentedPage, machine: str) -> str:
    """Return a page's notebook that needs no other file, for `add_setup_cells`' machine."""

    def address(there: Destination) -> str | None:
        if there.path not in edition.pages:
            return None
        hosted = hosted_address(edition.book, machine, there.path, page.tab)
        if hosted and edition.page(there.path, page.tab):
            return hosted
        return site_address(edition.book, there.path)

    picture = partial(embedded, edition.book.root, page.document.path)
    notebook = export(edition, page, address, picture)
    return file_text(add_setup_cells(notebook, edition, page, machine))


def _write_all(
    folder: Path, notebooks: Mapping[Path, str], root: Path, files: Iterable[Path] = ()
) -> None:
    """Write the notebooks of a folder, and remove what an earlier build left there."""
    wanted: dict[str, bytes | Path] = {file.as_posix(): root / file for file in files}
    for page, text in notebooks.items():
        wanted[page.with_suffix(".ipynb").as_posix()] = text.encode()
    mirror(folder, wanted)
    print(f"{folder}: {len(notebooks)} notebooks", flush=True)
