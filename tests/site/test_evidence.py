from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from ninbook.cli.main import main
from ninbook.outputs import SUMS, Store
from ninbook.site.evidence import publish_evidence
from ninbook.source import Book

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


def test_the_last_line_leads_to_the_notebook_with_all_outputs(
    book_folder: Path, freeze_all: Freeze, monkeypatch: pytest.MonkeyPatch
) -> None:
    cells = [CELL.format(name) for name in "abcd"]
    text = "\n\n".join(["# A", TABS, cells[0], cells[1], "Words.", cells[2], "More.", cells[3]])
    (book_folder / "chapter" / "page.md").write_text(text)
    freeze_all(book_folder)
    monkeypatch.chdir(book_folder)
    assert main(["build", "html", "--no-eval", "--lang", "en"]) == 0
    html = (book_folder / "build/html/chapter/page.html").read_text(encoding="utf-8")
    lines = re.findall(
        r'<a href="([^"]+)">frozen notebook</a> <button type="button" class="verify" '
        r'data-name="chapter/page.jax.quick.ipynb" data-cells="([\d ]+)">Verify</button>',
        html,
    )
    address = "../outputs/chapter/page.jax.quick.ipynb"
    assert lines == [(address, "0 1 2 3")]


def test_a_page_without_outputs_has_no_evidence(
    book_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(book_folder)
    assert main(["build", "html", "--no-eval", "--lang", "en"]) == 0
    assert 'class="verify"' not in (book_folder / "build/html/chapter/page.html").read_text()


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
