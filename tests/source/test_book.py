from pathlib import Path

import pytest

from ninbook.dataset import digests
from ninbook.source import Book, BookError
from tests.editing import edit


def test_a_book_is_opened(book_folder: Path) -> None:
    book = Book.open(book_folder)
    assert book.tabs == ["pytorch", "mxnet", "tensorflow", "jax"]
    assert book.bibliography == Path("references.bib")
    assert book.deadline_seconds == 600


def test_pages_come_in_the_order_of_the_tables_of_contents(book_folder: Path) -> None:
    (book_folder / "chapter" / "a_page_of_no_toc.md").write_text("# Alone\n")
    assert Book.open(book_folder).pages == [
        Path("index.md"),
        Path("chapter/page.md"),
        Path("references.md"),
        Path("chapter/a_page_of_no_toc.md"),
    ]


def test_translations_are_no_pages_of_their_own(translated_folder: Path) -> None:
    edit(translated_folder / "config.ini", " *.ko.md */*.ko.md", "")
    assert Book.open(translated_folder).pages == [Path("index.md"), Path("chapter/nin.md")]


@pytest.mark.parametrize(
    ("lang", "named", "languages"),
    [
        ("en", "en, ko", ("en", "ko")),
        ("en", "ko", ("en", "ko")),
        ("", "ko, en", ("ko", "en")),
        ("", "", ("en",)),
        ("ko", "", ("ko",)),
        ("pt_BR", "pt-BR, ko_KR", ("pt-BR", "ko-KR")),
    ],
)
def test_the_first_language_has_no_suffix(
    lang: str, named: str, languages: tuple[str, ...], book_folder: Path
) -> None:
    edit(book_folder / "config.ini", "lang = en", f"lang = {lang}")
    edit(book_folder / "config.ini", "languages = en", f"languages = {named}")
    assert Book.open(book_folder).languages == languages


def test_a_book_may_have_no_tabs_no_bibliography_and_no_deadline(book_folder: Path) -> None:
    config = (book_folder / "config.ini").read_text()
    for line in ("tabs = pytorch, mxnet, tensorflow, jax", "bibfile = ../../references.bib"):
        config = config.replace(line, line.split("=")[0] + "=")
    (book_folder / "config.ini").write_text(config.split("[ninbook]")[0])
    book = Book.open(book_folder)
    assert book.tabs == []
    assert book.bibliography is None
    assert book.deadline_seconds == 24 * 3600


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        ("", ""),
        ("https://example.org", "https://example.org/"),
        ("http://example.org/a/b//", "http://example.org/a/b/"),
    ],
)
def test_the_address_of_the_site_ends_with_a_slash(
    named: str, expected: str, book_folder: Path
) -> None:
    edit(book_folder / "config.ini", "[pdf]", f"[html]\nbase_url = {named}\n[pdf]")
    assert Book.open(book_folder).base_url == expected


def test_a_translation_has_a_title_of_its_own(translated_folder: Path) -> None:
    edit(translated_folder / "config.ini", "[pdf]", "[ninbook.ko]\ntitle = 100% 책\n\n[pdf]")
    book = Book.open(translated_folder)
    titles = [each.config.project["title"] for each in (book, book.in_language("ko"))]
    assert titles == ["Small Book", "100% 책"]


def test_a_file_is_read_once_for_all_editions(translated_folder: Path) -> None:
    book = Book.open(translated_folder)
    page = Path("chapter/nin.md")
    before = book.content(page)
    (translated_folder / page).write_text("# Other\n")
    assert book.in_language("ko").content(page) == before
    assert book.in_tab("jax").content(page) == before
    assert Book.open(translated_folder).content(page) == b"# Other\n"
    with pytest.raises(FileNotFoundError):
        book.content(Path("nothing.md"))


def test_a_book_names_the_data_that_its_code_loads(book_folder: Path) -> None:
    config = book_folder / "config.ini"
    assert Book.open(book_folder).data_digest == ""
    edit(config, "[ninbook]", "[ninbook]\ndatasets = fashion-mnist")
    assert Book.open(book_folder).data_digest == digests()["fashion-mnist"]
    edit(config, "fashion-mnist", "mnist")
    with pytest.raises(
        BookError, match=r"^config\.ini:\d+: \[ninbook\] datasets: 'mnist' is not a known"
    ):
        Book.open(book_folder)
