from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest

from ninbook.directives.annotate import annotate
from ninbook.outputs import Store
from ninbook.render.rst import Converter, find_pandoc
from ninbook.render.shown import number_cells, show
from ninbook.render.tabs import merge
from ninbook.source import Book, Document, read_page

SVG = '<svg xmlns="http://www.w3.org/2000/svg"/>'


@pytest.fixture(autouse=True)
def _pandoc() -> None:
    find_pandoc()


def notebook_of(folder: Path, page: Document) -> Any:
    book = Book.open(folder)
    shown = [show(book, Store(folder), page, tab) for tab in book.tabs]
    merged = merge([annotate(one) for one in shown if one is not None], book.tabs)
    number_cells(merged.cells)
    return merged


def files_of(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def test_the_cache_gives_what_pandoc_gives(
    book_folder: Path, freeze_all: Callable[..., None], tmp_path: Path
) -> None:
    freeze_all(book_folder)
    page = read_page(book_folder, Path("chapter/page.md"))
    cache = tmp_path / "cache"
    fresh = Converter(cache).convert(notebook_of(book_folder, page), "output_page")
    answers = files_of(cache)
    assert answers
    cached = Converter(cache).convert(notebook_of(book_folder, page), "output_page")
    assert cached == fresh
    assert files_of(cache) == answers
    assert Converter(tmp_path / "other").convert(notebook_of(book_folder, page), "output_page") == (
        fresh
    )


def test_the_cache_is_read_and_not_pandoc(book_folder: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    notebook = notebook_of(book_folder, Document(Path("a.md"), Path("a.md"), "# A\n\nWords.\n"))
    Converter(cache).convert(notebook, "output_a")
    (answer,) = cache.iterdir()
    answer.write_text(answer.read_text().replace("Words.", "Remembered words."))
    assert "Remembered words." in Converter(cache).convert(notebook, "output_a")[0]


def test_only_text_that_changed_is_asked_for_again(book_folder: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    text = (book_folder / "chapter" / "page.md").read_text()
    Converter(cache).convert(
        notebook_of(book_folder, Document(Path("a.md"), Path("a.md"), text)), "output_a"
    )
    before = files_of(cache)
    edited = text.replace("That is all.", "That is nearly all.")
    body, _ = Converter(cache).convert(
        notebook_of(book_folder, Document(Path("a.md"), Path("a.md"), edited)), "output_a"
    )
    assert "nearly" in body
    assert len(files_of(cache).keys() - before.keys()) == 1


def test_roles_images_and_equations_become_restructuredtext(
    book_folder: Path, tmp_path: Path
) -> None:
    page = read_page(book_folder, Path("chapter/page.md"))
    body, pictures = Converter(tmp_path / "cache").convert(notebook_of(book_folder, page), "x")
    assert pictures == {}
    for part in (
        ".. _sec_page:\n",
        ":numref:`sec_lenet`",
        ":cite:`Lin.Chen.Yan.2013`",
        ":label: eq_double",
        ".. figure:: ../img/square.svg",
        '<div class="tab-panel" data-framework="jax"',
        ".. rst-class:: provenance stale",
    ):
        assert part in body


def test_outputs_are_text_and_never_markup(tmp_path: Path) -> None:
    output = nbformat.v4.new_output("stream", text="see `this`_ and *that* |x|\n:ref:`y`\n")
    cell = nbformat.v4.new_code_cell("f()", outputs=[output])
    body, _ = Converter(tmp_path).convert(nbformat.v4.new_notebook(cells=[cell]), "x")
    assert "parsed-literal" not in body
    assert ".. code-block:: none\n    :class: output\n" in body
    assert "    see `this`_ and *that* |x|\n    :ref:`y`\n" in body


def test_pictures_are_named_after_page_and_place(tmp_path: Path) -> None:
    data = {"image/svg+xml": SVG}
    cells = [
        nbformat.v4.new_code_cell(
            source, outputs=[nbformat.v4.new_output("display_data", data=data)]
        )
        for source in ("f()", "g()")
    ]
    body, pictures = Converter(tmp_path).convert(nbformat.v4.new_notebook(cells=cells), "output_a")
    assert sorted(pictures) == ["output_a_0_0.svg", "output_a_1_0.svg"]
    assert all(content.strip() == SVG.encode() for content in pictures.values())
    assert all(f".. figure:: {name}" in body for name in pictures)


def test_no_temporary_file_is_left_in_the_cache(book_folder: Path, tmp_path: Path) -> None:
    page = Document(Path("a.md"), Path("a.md"), "# A\n\nWords.\n")
    Converter(tmp_path / "cache").convert(notebook_of(book_folder, page), "x")
    assert all(len(name) == 64 for name in files_of(tmp_path / "cache"))


@pytest.mark.parametrize(
    "text",
    [
        ":Caption of $x$\n:label:`tab`\n\n|a|b|\n|-|-|\n|1|2|\n\nText.",
        ":Caption of $x$\n\n|a|b|\n|-|-|\n|1|2|\n:label:`tab`\n\nText.",
        "|a|b|\n|-|-|\n|1|2|\n:Caption of $x$\n:label:`tab`\n\nText.",
    ],
)
def test_a_table_has_its_caption_and_label_wherever_they_stand(
    book_folder: Path, tmp_path: Path, text: str
) -> None:
    notebook = notebook_of(book_folder, Document(Path("a.md"), Path("a.md"), f"# A\n\n{text}\n"))
    body, _ = Converter(tmp_path / "cache").convert(notebook, "output_a")
    assert ".. _tab:\n\n.. table:: Caption of :math:`x`\n" in body
    assert "label:" not in body


@pytest.mark.parametrize(
    "text", [":bibliography:`../references.bib`", "```eval_rst\n.. bibliography:: ../a.bib\n```"]
)
def test_a_bibliography_is_that_of_the_configuration(
    book_folder: Path, tmp_path: Path, text: str
) -> None:
    notebook = notebook_of(book_folder, Document(Path("a.md"), Path("a.md"), f"# A\n\n{text}\n"))
    body, _ = Converter(tmp_path / "cache").convert(notebook, "output_a")
    assert ".. bibliography::\n" in body


def test_a_paragraph_that_begins_with_a_reference_is_no_caption(
    book_folder: Path, tmp_path: Path
) -> None:
    table = "|a|b|\n|-|-|\n|1|2|\n"
    text = f"# A\n\n:numref:`t` shows\n\n{table}\n:ref:`t` too.\n\n{table}\n:label:`t`\n"
    notebook = notebook_of(book_folder, Document(Path("a.md"), Path("a.md"), text))
    body, _ = Converter(tmp_path / "cache").convert(notebook, "output_a")
    assert ".. table::" not in body
    assert "\n:numref:`t` shows\n" in body
    assert "\n:ref:`t` too.\n" in body
    assert "\n.. _t:\n" in body
