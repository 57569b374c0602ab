"""A site is up to date as long as nothing that it is made of has changed."""

from collections.abc import Callable
from pathlib import Path

import pytest

from ninbook.build.stamp import Stamp
from ninbook.outputs import Store
from ninbook.source import Book
from tests.editing import edit
from tests.executions import freeze_all

CHANGED = [
    *("config.ini", "references.bib", "img/square.svg", "static/own.css"),
    *("chapter/nin.md", "chapter/nin.ko.md", "chapter/nin.ko.ledger"),
    *("outputs/chapter/nin.jax.quick.ipynb", "outputs/SHA256SUMS"),
    *("build/downloads/book-jax.pdf", "more.rst", "own/icon.svg", "own/more.css"),
]
REMOVED = [name for name in CHANGED if name not in ("config.ini", "chapter/nin.md")]
ADDED = [
    *("chapter/other.md", "img/other.svg", "static/other.css"),
    *("outputs/chapter/other.jax.quick.ipynb", "build/downloads/other-jax.pdf"),
    *("build/downloads/other-jax.epub", "build/slides_jax/a/b.html", "build/ko/slides/a.html"),
]


@pytest.fixture
def is_current(translated_folder: Path) -> Callable[[], bool]:
    """Tells whether the site, which was just built, is up to date."""
    freeze_all(translated_folder)
    config = translated_folder / "config.ini"
    edit(
        config,
        "[pdf]",
        "rsts = *.rst\n[html]\nfavicon = own/icon.svg\ninclude_css = own/*.css\n[pdf]",
    )
    own = ("more.rst", "own/icon.svg", "own/more.css")
    for name in (*own, "static/own.css", "build/downloads/book-jax.pdf", "build/html/index.html"):
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text("before")

    def stamp() -> Stamp:
        store = Store(translated_folder)
        return Stamp(Book.open(translated_folder), store, store.look(), None)

    built = stamp()
    built.forget()
    built.write("warning: one\nwarning: two")
    assert stamp().recall() == "warning: one\nwarning: two"
    return lambda: stamp().recall() is not None


@pytest.mark.parametrize("name", CHANGED)
def test_a_change_is_noticed(name: str, is_current: Callable[[], bool]) -> None:
    Path(name).write_text(Path(name).read_text() + "\n")
    assert not is_current()


@pytest.mark.parametrize("name", REMOVED)
def test_a_file_that_is_gone_is_noticed(name: str, is_current: Callable[[], bool]) -> None:
    Path(name).unlink()
    assert not is_current()


@pytest.mark.parametrize("name", ADDED)
def test_a_new_file_is_noticed(name: str, is_current: Callable[[], bool]) -> None:
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    Path(name).write_text("# New\n")
    assert not is_current()


def test_what_no_page_is_made_of_is_not(is_current: Callable[[], bool]) -> None:
    Path("notes.txt").write_text("Words.")
    assert is_current()


def test_the_first_page_may_be_in_a_folder(book_folder: Path) -> None:
    edit(book_folder / "config.ini", "index = index", "index = chapter/page")
    store = Store(book_folder)
    stamp = Stamp(Book.open(book_folder), store, store.look(), None)
    stamp.write("")
    assert stamp.recall() is None
    site = book_folder / "build" / "html" / "chapter"
    site.mkdir(parents=True)
    (site / "page.html").touch()
    assert stamp.recall() == ""
