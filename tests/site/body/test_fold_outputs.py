from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import chdir
from pathlib import Path

import nbformat
import pytest

from ninbook.build.targets import build_targets
from ninbook.outputs import Store
from ninbook.plan import plan_page
from ninbook.site.body.code_blocks import LINES
from ninbook.source import Book, read_page


@pytest.mark.parametrize(("lines", "folded"), [(LINES, False), (LINES + 1, True)])
def test_long_outputs_are_folded(
    book_folder: Path, record_of: Callable, executed: Callable, lines: int, folded: bool
) -> None:
    with chdir(book_folder):
        book = Book.open(book_folder)
        store = Store(book_folder)
        page = read_page(book_folder, Path("chapter/page.md"))
        (plan,) = plan_page(book, page, ["jax"], "quick")
        notebook = executed(plan)
        text = "".join(f"line <{number}>\n" for number in range(lines))
        notebook.cells[-1].outputs = [nbformat.v4.new_output("stream", text=text)]
        store.freeze(plan, notebook, record_of(plan))
        build_targets(book, store, ["html"])
    html = (book_folder / "build" / "html" / "chapter" / "page.html").read_text(encoding="utf-8")
    found = re.findall(
        r'"long-output"><summary>(.*?)</summary>.*?<pre>(.*?)</pre>', html, re.DOTALL
    )
    assert len(found) == html.count("long-output") == int(folded)
    assert [summary for summary, _ in found] == [f"Output, {lines} lines"] * int(folded)
    assert f"line &lt;{lines - 1}&gt;" in html
