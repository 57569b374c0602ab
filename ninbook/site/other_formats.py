"""Links from a page to its other forms, those there are: notebook, Colab, slides, PDF, EPUB."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from posixpath import dirname, relpath
from typing import Any

from sphinx.application import Sphinx

from ninbook.files.write import mirror
from ninbook.frameworks import title_of
from ninbook.site.languages import language_of
from ninbook.source import Book
from ninbook.words.words import words_in, words_of

SLIDES = "slides"
"""Folder of the decks of slides in the site of each language."""


@dataclass(frozen=True)
class Offer:
    """The other forms of a page in one tab."""

    tab: str  # empty in a book without tabs
    title: str
    links: tuple[tuple[str, str], ...]  # addresses and their words, in their order
    note: str = ""  # how to open the notebook on Colab, if nothing leads there


def other_formats_of(
    notebooks: Sequence[Mapping[str, Any]],
    files: Sequence[tuple[Mapping[str, str], str]],
    language: str = "en",
) -> list[Offer]:
    """Return what there is of a page, by tab; tabs of which there is nothing are left out.

    ``notebooks`` are those of `downloads_of`, with the address of each ``file`` as the page has it;
    ``files`` are addresses by tab of each kind of file that holds the page or the book, and its
    name.
    """
    words, note = words_of(language), words_in("notebooks", language)["open_colab"]
    by_tab = {entry["tab"]: entry for entry in notebooks}
    offers = []
    for tab in dict.fromkeys([*by_tab, *(tab for addresses, _ in files for tab in addresses)]):
        entry = by_tab.get(tab, {})
        links = (
            (entry.get("file"), words.notebook),
            (entry.get("colab"), words.open_in_colab),
            (entry.get("sagemaker"), words.open_in_studio_lab),
            *((addresses.get(tab), name) for addresses, name in files),
        )
        found = tuple((address, text) for address, text in links if address)
        if found:
            is_closed = bool(entry) and not entry.get("colab")
            title = title_of(tab) if tab else ""
            offers.append(Offer(tab, title, found, note if is_closed else ""))
    return offers


def _set_other_formats(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: Any
) -> None:
    """Tell the templates what to offer; pages that aren't in the book offer nothing."""
    if doctree is None:
        return
    folder = dirname(page) or "."
    language = language_of(app)
    notebooks = app.config.ninbook_notebooks.get(page, ())
    own = [{**each, "file": relpath(each["file"], folder)} for each in notebooks]
    decks = app.config.ninbook_decks.get(page, {})
    files = [
        ({tab: relpath(there, folder) for tab, there in addresses.items()}, name)
        for addresses, name in [(decks, words_of(language).slides), *app.config.ninbook_files]
    ]
    context["offers"] = other_formats_of(own, files, language)


class Decks:
    """The decks of slides that were built of an edition."""

    def __init__(self, book: Book) -> None:
        self.offered: dict[str, dict[str, str]] = {}
        """For each page that has decks, their addresses by tab, relative to the edition's site."""
        self._files: dict[str, Path] = {}
        for tab in book.tabs_or_none:
            folder = Path(book.in_tab(tab).config.slides_dir)
            for page in book.pages:
                name = page.with_suffix("").as_posix()
                file, suffix = folder / f"{name}.html", f".{tab}" if tab else ""
                if file.is_file():
                    self._files[f"{name}{suffix}.html"] = file
                    address = f"{SLIDES}/{name}{suffix}.html"
                    self.offered.setdefault(name, {})[tab or ""] = address

    def publish(self, site: Path) -> None:
        """Copy the decks into a site, and delete there those that are offered no more."""
        mirror(site / SLIDES, self._files)


def setup(app: Sphinx) -> None:
    """Register this module with Sphinx."""
    # Files of each kind by tab, as addresses from the root of the edition's site.
    app.add_config_value("ninbook_files", [], "html", list)
    # Decks of slides by page and tab, as addresses from there, too.
    app.add_config_value("ninbook_decks", {}, "html", dict)
    # Repositories of notebooks, to which every page leads.
    app.add_config_value("ninbook_hosts", [], "html", list)
    # What `DownloadFolder.offer` returned; a page that has other notebooks has changed itself.
    app.add_config_value("ninbook_notebooks", {}, "", dict)
    app.connect("html-page-context", _set_other_formats)
