import re
import shutil
from pathlib import Path

from ninbook.build.targets import build_targets
from ninbook.outputs import Store
from ninbook.site.other_formats import other_formats_of
from ninbook.source import Book


def notebook(tab: str, **hosted: str | None) -> dict[str, str | None]:
    return {"tab": tab, "file": f"../notebooks/nin.{tab}.ipynb", **hosted}


def test_only_what_there_is_is_offered() -> None:
    assert other_formats_of([], []) == []
    (jax,) = other_formats_of([notebook("jax", colab=None, sagemaker=None)], [])
    assert (jax.tab, jax.title) == ("jax", "JAX")
    assert jax.links == (("../notebooks/nin.jax.ipynb", "Notebook"),)


def test_all_forms_of_a_tab_stand_together() -> None:
    hosted = notebook("mxnet", colab="https://c/nin", sagemaker="https://s/nin")
    jax, mxnet = other_formats_of(
        [notebook("jax"), hosted], [({"mxnet": "../pdf/book-mxnet.pdf"}, "PDF")]
    )
    assert [text for _, text in jax.links] == ["Notebook"]
    assert mxnet.links == (
        ("../notebooks/nin.mxnet.ipynb", "Notebook"),
        ("https://c/nin", "Open in Colab"),
        ("https://s/nin", "Open in Studio Lab"),
        ("../pdf/book-mxnet.pdf", "PDF"),
    )


def test_a_page_without_code_offers_the_pdfs() -> None:
    offers = other_formats_of([], [({"pytorch": "pdf/a.pdf", "jax": "pdf/b.pdf"}, "PDF")], "ko")
    assert [(offer.title, offer.links) for offer in offers] == [
        ("PyTorch", (("pdf/a.pdf", "PDF"),)),
        ("JAX", (("pdf/b.pdf", "PDF"),)),
    ]


def test_the_words_are_those_of_the_language() -> None:
    (offer,) = other_formats_of([notebook("", colab="https://c/nin")], {}, "ko")
    assert [text for _, text in offer.links] == ["노트북", "Colab에서 열기"]
    assert (offer.title, offer.note) == ("", "")
    (offer,) = other_formats_of([notebook("", colab=None)], [], "ko")
    assert "노트북 업로드" in offer.note
    (offer,) = other_formats_of([], [({"": "pdf/a.pdf"}, "PDF")], "ko")
    assert offer.note == ""


def test_pages_lead_to_their_slides_that_were_built(book_folder: Path) -> None:
    book, store = Book.open(book_folder), Store(book_folder)
    page = book_folder / "chapter" / "page.md"
    page.write_text(f"{page.read_text(encoding='utf-8')}\n[**A point.**]\n", encoding="utf-8")
    site, link = book_folder / "build" / "html", "../slides/chapter/page.jax.html"
    for targets, is_offered in ((["html"], False), (["slides", "html"], True)):
        build_targets(book, store, targets)
        text = (site / "chapter" / "page.html").read_text(encoding="utf-8")
        assert (f'<a href="{link}">Slides</a>' in text) is is_offered
        assert "slides/" not in (site / "index.html").read_text(encoding="utf-8")
        assert (site / "slides" / "chapter" / "page.jax.html").is_file() is is_offered
    shutil.rmtree(book_folder / "build" / "slides_jax")
    build_targets(book, store, ["html"])
    assert not [*site.glob("slides/**/*.jax.html")]


def test_pages_lead_to_the_pdfs_that_were_built(book_folder: Path) -> None:
    pdf = book_folder / "build" / "downloads" / "small-book-jax.pdf"
    pdf.parent.mkdir(parents=True)
    pdf.write_bytes(b"%PDF-")
    build_targets(Book.open(book_folder), Store(book_folder), ["html"])
    site = book_folder / "build" / "html"
    for page, address in (("index", "pdf/"), ("chapter/page", "../pdf/")):
        text = (site / f"{page}.html").read_text(encoding="utf-8")
        (panel,) = re.findall(r'<nav class="tabs follows".*?</nav>', text, re.DOTALL)
        assert 'data-framework="jax"' in panel
        found = re.findall(r'href="([^"]+\.pdf)"', panel)
        assert found == [f"{address}small-book-jax.pdf"]
    assert (site / "pdf" / "small-book-jax.pdf").is_file()
    assert "follows" not in (site / "search.html").read_text(encoding="utf-8")
