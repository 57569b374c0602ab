from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

from ninbook.directives.annotate import annotate
from ninbook.outputs import SUMS, Store
from ninbook.render.evidence import evidence, publish_evidence
from ninbook.render.shown import show
from ninbook.source import Book, read_page
from ninbook.words.words import words_of

Freeze = Callable[..., None]
CELL = "```{{.python .input}}\n%%tab pytorch, mxnet, tensorflow, jax\n{}\n```\n"

TABS = """```{.python .input}
%load_ext d2lbook.tab
tab.interact_select(['pytorch', 'mxnet', 'tensorflow', 'jax'])
```"""


def published(site: Path) -> dict[str, bytes]:
    return {
        file.relative_to(site).as_posix(): file.read_bytes()
        for file in site.rglob("*")
        if file.is_file()
    }


def test_the_line_leads_to_notebook_and_cells(book_folder: Path, freeze_all: Freeze) -> None:
    freeze_all(book_folder)
    execution = Store(book_folder).load("chapter/page", "jax", "quick")
    assert execution is not None
    html = evidence(execution, [2, 5], "../../", words_of("ko"))
    assert "\n" not in html
    assert '<a href="../../outputs/chapter/page.jax.quick.ipynb">실행 결과 노트북</a>' in html
    assert 'data-name="chapter/page.jax.quick.ipynb" data-cells="2 5">일치 확인</button>' in html


def test_cells_that_no_text_separates_share_a_line(book_folder: Path, freeze_all: Freeze) -> None:
    cells = [CELL.format(name) for name in "abcd"]
    text = "\n\n".join(["# A", TABS, cells[0], cells[1], "Words.", cells[2], "More.", cells[3]])
    (book_folder / "chapter" / "page.md").write_text(text)
    freeze_all(book_folder)
    book = Book.open(book_folder)
    page = read_page(book_folder, Path("chapter/page.md"))
    shown = show(book, Store(book_folder), page, "jax")
    assert shown is not None
    sources = "\n".join(cell.source for cell in annotate(shown).cells)
    assert re.findall(r'data-cells="([\d ]+)"', sources) == ["0 1", "2", "3"]
    assert set(re.findall(r'href="([^"]+)"', sources)) == {
        "../outputs/chapter/page.jax.quick.ipynb"
    }


def test_a_page_without_outputs_has_no_evidence(book_folder: Path) -> None:
    page = read_page(book_folder, Path("chapter/page.md"))
    shown = show(Book.open(book_folder), Store(book_folder), page, "jax")
    assert shown is not None
    assert "evidence" not in "".join(cell.source for cell in annotate(shown).cells)


def test_the_site_holds_the_frozen_notebooks(
    book_folder: Path, freeze_all: Freeze, tmp_path: Path
) -> None:
    freeze_all(book_folder)
    store = Store(book_folder)
    (book_folder / "outputs" / "chapter" / "page.jax.full.safetensors").write_bytes(b"weights")
    publish_evidence(store, tmp_path / "site")
    names = [f"outputs/chapter/page.{tab}.quick.ipynb" for tab in Book.open(book_folder).tabs]
    found = published(tmp_path / "site")
    assert sorted(found) == sorted([f"outputs/{SUMS}", *names])
    assert all(found[name] == (book_folder / name).read_bytes() for name in found)


def test_what_is_gone_from_the_store_leaves_the_site(
    book_folder: Path, freeze_all: Freeze, tmp_path: Path
) -> None:
    freeze_all(book_folder)
    publish_evidence(Store(book_folder), tmp_path / "site")
    Store(book_folder).remove(Path("outputs/chapter/page.jax.quick.ipynb"))
    publish_evidence(Store(book_folder), tmp_path / "site")
    assert not [name for name in published(tmp_path / "site") if "jax" in name]
    shutil.rmtree(book_folder / "outputs")
    publish_evidence(Store(book_folder), tmp_path / "site")
    assert published(tmp_path / "site") == {}
