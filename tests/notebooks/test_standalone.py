from pathlib import Path
from typing import Any

import nbformat
import pytest

from ninbook.notebooks.build import standalone_notebook
from ninbook.notebooks.standalone import JUPYTER, add_setup_cells
from ninbook.outputs import Store
from ninbook.pages.edition import Edition
from ninbook.pages.notebook_cells import notebook_of
from ninbook.source import Book
from tests.editing import edit
from tests.executions import freeze_all
from tests.notebooks.conftest import PAGE


def made(folder: Path, tab: str | None, machine: str = "colab") -> Any:
    edition = Edition(Book.open(folder), Store(folder))
    page = edition.page(PAGE, tab)
    assert page is not None
    return nbformat.reads(standalone_notebook(edition, page, machine), as_version=4)


def sources(notebook: Any, kind: str) -> list[str]:
    return [cell.source for cell in notebook.cells if cell.cell_type == kind]


def test_times_are_those_of_the_frozen_executions_without_a_gpu(book_folder: Path) -> None:
    freeze_all(book_folder, "full")
    took = "What the whole page took without a GPU: "
    full, quick = (f"`{profile}` 1 s (CPU, 2 cores)" for profile in ("full", "quick"))
    assert sources(made(book_folder, "jax"), "markdown")[0].endswith(f"{took}{full}.")
    freeze_all(book_folder, "quick")
    assert sources(made(book_folder, "jax"), "markdown")[0].endswith(f"{took}{full}; {quick}.")
    freeze_all(book_folder, "full", device="NVIDIA H100 80GB HBM3")
    assert sources(made(book_folder, "jax"), "markdown")[0].endswith(f"{took}{quick}.")


def test_a_notebook_says_that_it_asks_for_a_gpu_if_it_does(book_folder: Path) -> None:
    said = "The notebook's settings ask Colab for a GPU"
    gpu = "print('gpu')"
    for tab, code, asks in (("jax", "print(1)", False), ("jax", gpu, True), ("mxnet", gpu, False)):
        page = f"# A\n\n```{{.python .input}}\n%%tab all\n{code}\n```\n"
        (book_folder / PAGE).write_text(page)
        notebook = made(book_folder, tab)
        assert ("accelerator" in notebook.metadata) == asks
        assert (said in sources(notebook, "markdown")[0]) == asks


def test_a_drawing_stands_where_the_figure_was(book_folder: Path) -> None:
    cells = made(book_folder, "jax").cells
    (place,) = [index for index, cell in enumerate(cells) if cell.source.startswith("%%svg")]
    assert cells[place - 1].source.endswith('<a id="fig_square"></a>')
    assert cells[place + 1].source.startswith("**Fig.\u00a01.1.** A square.")


def test_links_lead_to_where_notebooks_are_hosted(book_folder: Path) -> None:
    (book_folder / PAGE).write_text("# A\n\nSee :numref:`chap_small`.\n")
    assert "See Small Book." in sources(made(book_folder, "jax"), "markdown")[1]
    config = book_folder / "config.ini"
    edit(config, "[pdf]", "[html]\nbase_url = https://a.b\n[pdf]")
    assert (
        "[Small Book](https://a.b/index.html)" in sources(made(book_folder, "jax"), "markdown")[1]
    )
    edit(config, "[pdf]", "[colab]\ngithub_repo = us/book\n[pdf]")
    hosted = "https://colab.research.google.com/github/us/book/blob/master/colab_jax/index.ipynb"
    text = sources(made(book_folder, "jax"), "markdown")[1]
    assert f"[Small Book]({hosted}#chap_small)" in text


def test_a_page_without_code_names_the_book_and_has_no_button_to_nowhere(
    book_folder: Path,
) -> None:
    there = "**Note** **[Up](../index.md)** **[Out](https://a.b)**"
    (book_folder / PAGE).write_text(f"# A\n\n<div class='start'>\n\n{there}\n\n</div>\n\n{there}\n")
    notebook = made(book_folder, "jax")
    assert sources(notebook, "code") == []
    book, text = sources(notebook, "markdown")
    assert "a page of the book *Small Book*" in book
    out = "**[Out](https://a.b)**"
    shown = [f"**Note**  {out}", "</div>", f"**Note** **Up** {out}"]
    assert text.split("\n\n")[2:] == shown


def test_the_book_is_named_and_its_site_if_it_has_one(book_folder: Path) -> None:
    named = "This notebook is a page of the book *Small Book*, as are the sections"
    assert named in sources(made(book_folder, "jax"), "markdown")[0]
    edit(book_folder / "config.ini", "[pdf]", "[html]\nbase_url = https://a.b\n[pdf]")
    named = "the book [Small Book](https://a.b/chapter/page.html), as are"
    assert named in sources(made(book_folder, "jax"), "markdown")[0]


def test_patches_come_from_the_site_if_its_address_is_known(book_folder: Path) -> None:
    edit(book_folder / "config.ini", "[pdf]", "[html]\nbase_url = https://a.b\n[pdf]")
    setup = sources(made(book_folder, "jax"), "code")[0]
    assert '"https://a.b/wheels/d2l_mends_jax-1-py3-none-any.whl"' in setup
    assert len(setup.splitlines()) < 60
    edition = Edition(Book.open(book_folder), Store(book_folder))
    page = edition.page(PAGE, "jax")
    assert page is not None
    own = add_setup_cells(notebook_of([]), edition, page, JUPYTER)
    assert "MENDS = r" in sources(own, "code")[0]


def test_a_missing_image_is_linked_as_it_was(book_folder: Path) -> None:
    (book_folder / PAGE).write_text("# A\n\n![Gone.](gone.svg)\n\n![There](https://a.b/c.png)\n")
    text = sources(made(book_folder, "jax"), "markdown")[1]
    assert '<img src="gone.svg" alt="Gone.">' in text
    assert '<img src="https://a.b/c.png" alt="There">' in text


@pytest.mark.parametrize("tab", ["jax", "mxnet"])
def test_the_kernel_is_the_usual_one_unless_the_book_names_another(
    tab: str, book_folder: Path
) -> None:
    assert made(book_folder, tab, "sagemaker").metadata.kernelspec.name == "python3"
    edit(book_folder / "config.ini", "[pdf]", "[sagemaker]\nkernel = conda_python3\n[pdf]")
    notebook = made(book_folder, tab, "sagemaker")
    assert notebook.metadata.kernelspec.name == "conda_python3"
    assert "colab" not in notebook.metadata
    introduction = sources(notebook, "markdown")[0]
    assert "Studio Lab" in introduction
    assert ("without CUDA" in introduction) == (tab == "mxnet")


def test_a_tab_that_is_no_framework_has_no_set_up(book_folder: Path) -> None:
    edit(book_folder / "config.ini", "pytorch, mxnet, tensorflow, jax", "numpy")
    (book_folder / PAGE).write_text("# A\n\n```{.python .input}\n%%tab numpy\nprint(1)\n```\n")
    assert sources(made(book_folder, "numpy"), "code") == ["print(1)"]
