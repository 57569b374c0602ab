from pathlib import Path
from typing import Any

import pytest

from ninbook.notebooks.hosting import hosted_address
from ninbook.notebooks.standalone import site_address
from ninbook.outputs import Store
from ninbook.pages.edition import Edition
from ninbook.pages.present import PresentedPage
from ninbook.site.downloads import DownloadFolder, downloads_of
from ninbook.source import Book
from tests.editing import edit

PAGE = Path("chapter/page.md")


def configure(folder: Path, text: str) -> Book:
    file = folder / "config.ini"
    file.write_text(f"{file.read_text()}\n{text}\n")
    return Book.open(folder)


def test_without_a_repository_there_is_only_the_file(book_folder: Path) -> None:
    pytorch, _, _, jax = downloads_of(Book.open(book_folder), PAGE, Book.open(book_folder).tabs)
    assert jax["tab"] == "jax"
    assert jax["file"] == "notebooks/chapter/page.jax.ipynb"
    assert (jax["colab"], jax["sagemaker"]) == (None, None)
    assert pytorch["file"] == "notebooks/chapter/page.pytorch.ipynb"


def test_a_repository_for_all_tabs(book_folder: Path) -> None:
    book = configure(book_folder, "[colab]\ngithub_repo = us/book-colab")
    start = "https://colab.research.google.com/github/us/book-colab/blob/master/"
    assert hosted_address(book, "colab", PAGE, "pytorch") == f"{start}colab/chapter/page.ipynb"
    assert hosted_address(book, "colab", PAGE, "jax") == f"{start}colab_jax/chapter/page.ipynb"
    korean = book.in_language("ko")
    assert hosted_address(korean, "colab", PAGE, "jax") == f"{start}ko/colab_jax/chapter/page.ipynb"
    edit(book_folder / "config.ini", "pytorch, mxnet, tensorflow, jax", "jax")
    alone = Book.open(book_folder)
    assert hosted_address(alone, "colab", PAGE, "jax") == f"{start}chapter/page.ipynb"


def test_a_repository_for_each_tab_as_d2lbook_has_it(book_folder: Path) -> None:
    book = configure(
        book_folder, "[sagemaker]\ngithub_repo = pytorch, us/torch\n    mxnet, us/mxnet"
    )
    start = "https://studiolab.sagemaker.aws/import/github/us"
    mxnet = hosted_address(book, "sagemaker", PAGE, "mxnet")
    assert mxnet == f"{start}/mxnet/blob/master/chapter/page.ipynb"
    assert hosted_address(book, "sagemaker", PAGE, "jax") is None


def test_a_page_of_the_site(book_folder: Path) -> None:
    assert site_address(Book.open(book_folder), PAGE) is None
    book = configure(book_folder, "[html]\nbase_url = https://a.b/book/")
    assert site_address(book, PAGE) == "https://a.b/book/chapter/page.html"
    korean = book.in_language("ko")
    assert site_address(korean, PAGE) == "https://a.b/book/ko/chapter/page.html"


class Site:
    """Writes a site's notebooks; remembers for which pages and tabs they were made."""

    def __init__(self, book_folder: Path) -> None:
        self.folder = book_folder / "build" / "html"
        self.made: list[str] = []

    def write(self) -> dict[str, list[dict[str, Any]]]:
        self.made.clear()
        book = Book.open(self.folder.parents[1])
        downloads = DownloadFolder(Edition(book, Store(book.root)), self.folder)
        found = downloads.offer(["mxnet", "jax"])
        downloads.write()
        return found

    def make(self, edition: Edition, page: PresentedPage, machine: str) -> str:
        self.made.append(f"{page.document.path.stem}.{page.tab}")
        return "{}"


@pytest.fixture
def site(book_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    """The site of the small book, without any notebook yet."""
    made = Site(book_folder)
    monkeypatch.setattr("ninbook.site.downloads.standalone_notebook", made.make)
    return made


def test_notebooks_are_there_for_tabs_with_code(site: Site) -> None:
    found = site.write()
    assert [each["tab"] for each in found["chapter/page"]] == ["mxnet", "jax"]
    assert found["index"] == []
    files = sorted(file.name for file in site.folder.rglob("*.ipynb"))
    assert files == ["page.jax.ipynb", "page.mxnet.ipynb"]


def test_an_unchanged_page_is_not_made_again(site: Site, book_folder: Path) -> None:
    first = site.write()
    assert site.write() == first
    assert site.made == []
    edit(book_folder / PAGE, "That is all.", "More.")
    assert site.write() == first
    assert {name.partition(".")[0] for name in site.made} == {"page"}


def test_a_changed_figure_or_number_makes_notebooks_again(site: Site, book_folder: Path) -> None:
    site.write()
    (book_folder / "img" / "square.svg").write_text("<svg/>")
    site.write()
    assert "page.jax" in site.made
    edit(book_folder / "index.md", "chapter/page\nref", "references\nchapter/page\nref")
    site.write()
    assert "page.jax" in site.made


def test_a_notebook_that_was_deleted_comes_back(site: Site) -> None:
    site.write()
    file = site.folder / "notebooks" / "chapter" / "page.jax.ipynb"
    file.unlink()
    site.write()
    assert file.is_file()


def test_notebooks_of_pages_that_are_gone_are_removed(site: Site, book_folder: Path) -> None:
    site.write()
    (book_folder / PAGE).unlink()
    site.write()
    assert list(site.folder.rglob("*.ipynb")) == []
