"""Problems of tables of contents: missing pages, pages twice, circles, and names of files."""

import os
import re
from collections.abc import Iterator, Mapping
from itertools import islice
from os.path import isfile
from pathlib import Path
from unicodedata import normalize

from ninbook.check.names import Names, hint
from ninbook.document.document import Document
from ninbook.document.nodes import Node
from ninbook.document.numbering import page_of
from ninbook.document.references import CITATIONS
from ninbook.problems import Found, Problem, Severity
from ninbook.source.book import Book

_CITING = ("role", "eval_rst")
_NUMBERS = ("maxdepth", "numbered")
_FLAGS = ("hidden", "includehidden", "titlesonly")
_OF_SITE = (
    *("_downloads", "_images", "_modules", "_sources", "_static"),
    *("live", "outputs", "slides"),
)
_PAGES_OF_SITE = ("404", "genindex", "py-modindex", "search")
_OPTIONS = ("caption", "name", *_FLAGS, *_NUMBERS)


def check_contents(book: Book, pages: Mapping[Path, Names]) -> Iterator[Problem]:
    """Yield the problems of the tables of contents of pages, which are in the book's order."""
    first: dict[Path, tuple[Path, int]] = {}
    for path in pages:
        if path not in first:
            yield from _check_below(book, path, pages, first, (path,))


def check_listed(book: Book) -> Iterator[Problem]:
    """Yield pages and works that are in no table or list, in a book whose pages can all be read."""
    listed = {
        page_of(path, entry)
        for path in (*book.pages, *book.restructured)
        for node in book.page(path).find("toc")
        for entry, _ in node.attrs["entries"]
    }
    for path in book.pages if listed else ():
        if path not in listed and path != book.index:
            message = "this page is in no table of contents; list it in one, or exclude it"
            yield Problem(path, 1, message, Severity.PROBLEM)
        headings = (node for node in book.page(path).nodes if node.type == "heading")
        title = next(headings, None)
        if title is None and not any(book.page(path).find("eval_rst")):
            message = "no table of contents can show this page; begin it with a title: # Title"
            yield Problem(path, 1, message, Severity.PROBLEM)
        elif title is not None and title.attrs["level"] > 1:
            message = "the page's first heading is its title; begin it with one #"
            yield Problem(path, title.line, message, Severity.PROBLEM)
    nodes = [(path, node) for path in book.pages for node in book.page(path).find(*_CITING)]
    cited = (each for each in nodes if each[1].attrs.get("name") in CITATIONS)
    if not any(map(_lists_works, (node for _, node in nodes))):
        for path, node in islice(cited, 1):
            message = "no page lists the works cited; add :bibliography:`FILE.bib` to one"
            yield Problem(path, node.line, message, Severity.PROBLEM)


def _lists_works(node: Node) -> bool:
    return node.attrs.get("name") == "bibliography" or ".. bibliography::" in node.content


def check_options(page: Document) -> Iterator[Found]:
    """Yield tables of contents that list nothing, and options that they don't have."""
    for node in page.find("toc"):
        if not node.attrs["entries"]:
            yield Found(node.line, "this table of contents lists no page")
        for name, value in node.attrs["options"].items():
            if name not in _OPTIONS:
                yield Found(node.line, f"unknown option :{name}:;{hint(name, _OPTIONS)}")
            elif name in _NUMBERS and not re.fullmatch(r"-?\d*", value):
                message = f":{name}: {value} is not a number of levels"
                yield Found(node.line, message, Severity.ERROR)


def _check_below(
    book: Book,
    path: Path,
    pages: Mapping[Path, Names],
    first: dict[Path, tuple[Path, int]],
    above: tuple[Path, ...],
) -> Iterator[Problem]:
    """Yield the problems of a page's contents and of those that they lead to.

    Where a page is first listed is added to ``first``; ``above`` are the page and those above it.
    """
    for entry, line in pages[path].contents:
        page = page_of(path, entry)
        if page in above:
            message = f"page {entry}.md already contains this page; contents can't be circular"
            yield Problem(path, line, message, Severity.PROBLEM)
        elif page in first:
            where = f"{first[page][0].as_posix()}:{first[page][1]}"
            message = f"page {entry}.md is already in the contents at {where}"
            yield Problem(path, line, message, Severity.PROBLEM)
        # A name may hold any character.
        elif page not in pages and not isfile(book.root / page):  # noqa: PTH113
            message = f"page {entry}.md doesn't exist{_other_form(book, page)}"
            yield Problem(path, line, message, Severity.PROBLEM)
        elif page not in pages and page not in book.files:
            message = f"page {entry}.md is left out by notebooks or exclusions in [build]"
            yield Problem(path, line, message, Severity.PROBLEM)
        else:
            first[page] = path, line
            if page in pages:
                yield from _check_below(book, page, pages, first, (*above, page))


def check_file_names(book: Book) -> Iterator[Problem]:
    """Yield pages whose names are those of others, or decomposed, so that no link leads to them."""
    for path in book.pages:
        if normalize("NFC", str(path)) != str(path):
            message = "this file name is in Unicode form NFD; rename it in NFC"
            yield Problem(path, 0, message, Severity.PROBLEM)
        if path.parts[0] in _OF_SITE or path.with_suffix("").as_posix() in _PAGES_OF_SITE:
            message = "the site has something else of this name; rename this"
            yield Problem(path, 0, message, Severity.PROBLEM)
        elif path.parts[0] in book.languages[1:]:
            message = f"the site has its edition in the folder {path.parts[0]}; rename this folder"
            yield Problem(path, 0, message, Severity.ERROR)


def check_symbolic_links(book: Book) -> Iterator[Problem]:
    """Yield links in the book's folder that lead to nothing, of which no build says a word."""
    build = book.config.build
    left_out = {os.path.normpath(name) for name in build["exclusions"].split()}
    left_out.add(os.path.relpath(book.config.tgt_dir, book.root))
    for folder, folders, files in os.walk(book.root):
        here = Path(folder).relative_to(book.root)
        folders[:] = [n for n in folders if n[0] != "." and str(here / n) not in left_out]
        for link in sorted(Path(folder, name) for name in files if name[0] != "."):
            if link.is_symlink() and not link.exists():
                message = f"leads to {link.readlink()}, which doesn't exist; delete this link"
                yield Problem(here / link.name, 0, message, Severity.PROBLEM)


def _other_form(book: Book, page: Path) -> str:
    forms = (normalize(form, str(page)) for form in ("NFC", "NFD"))
    if any(isfile(book.root / form) for form in forms):  # noqa: PTH113
        return "; a file name differs only in its Unicode form"
    return ""
