from pathlib import Path

from ninbook.pages.collected import EPUBS, PDFS
from ninbook.source import Book
from tests.editing import edit


def test_files_are_named_after_project_language_and_tab(translated_folder: Path) -> None:
    book = Book.open(translated_folder)
    assert PDFS.file(book, "jax") == Path("build/downloads/small-book-en-jax.pdf")
    korean = book.in_language("ko")
    assert EPUBS.file(korean, "jax").name == "small-book-ko-jax.epub"
    assert PDFS.file(korean, "jax") == Path("build/downloads/small-book-ko-jax.pdf")


def test_a_name_says_no_more_than_the_book_has(book_folder: Path) -> None:
    assert PDFS.file(Book.open(book_folder), "jax") == Path("build/downloads/small-book-jax.pdf")
    edit(book_folder / "config.ini", "tabs = pytorch, mxnet, tensorflow, jax", "")
    assert PDFS.file(Book.open(book_folder), None) == Path("build/downloads/small-book.pdf")


def test_a_site_has_the_pdfs_of_its_language_and_none_that_are_gone(
    translated_folder: Path,
) -> None:
    book = Book.open(translated_folder)
    korean = book.in_language("ko")
    assert PDFS.offered(korean) == {}
    for edition in (book, korean):
        file = PDFS.file(edition, "mxnet")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(edition.language.encode())
    assert PDFS.offered(korean) == {"mxnet": "pdf/small-book-ko-mxnet.pdf"}
    site = Path("build/html/ko")
    (site / "pdf").mkdir(parents=True)
    (site / "pdf" / "old.pdf").write_bytes(b"old")
    (site / "pdf" / "a-page-of-the-book.html").write_bytes(b"")
    PDFS.publish(korean, site)
    copy, _ = sorted((site / "pdf").iterdir(), reverse=True)
    assert copy.name == "small-book-ko-mxnet.pdf" and copy.read_bytes() == b"ko"


def test_pdfs_of_tabs_and_languages_that_are_gone_are_deleted(translated_folder: Path) -> None:
    book = Book.open(translated_folder)
    downloads = Path("build/downloads")
    downloads.mkdir(parents=True)
    kept = ["small-book-en-jax.pdf", "small-book-ko-mxnet.pdf", "small-book-ko.zip"]
    gone = [
        "small-book-en-numpy.pdf",
        "small-book-de-jax.pdf",
        "small-book.pdf",
        "other-en-jax.pdf",
    ]
    for name in kept + gone:
        (downloads / name).write_bytes(b"")
    PDFS.remove_outdated(book.in_language("ko").in_tab("jax"))
    assert sorted(file.name for file in downloads.iterdir()) == sorted(kept)
