from __future__ import annotations

import re
from pathlib import Path

import pytest

from ninbook.render.rst import Converter, find_pandoc
from ninbook.render.tab_notebook import notebook_for
from ninbook.source import Book, Document
from ninbook.translation.sync import synchronise
from ninbook.translation.translation import Translation

_RAW = re.compile(r"\.\. raw:: html\n\n(?:   .*\n|\n)+")


@pytest.fixture
def converter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Converter:
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    find_pandoc()
    return Converter(tmp_path / "answers")


def rendered(converter: Converter, book: Book, text: str, tab: str) -> str:
    page = Document(Path("chapter/nin.ko.md"), Path("chapter/nin.ko.md"), text)
    return converter.convert(notebook_for(page, tab, book.config), "key")[0]


@pytest.mark.parametrize("tab", ["pytorch", "jax"])
def test_marks_show_nothing(tab: str, translated_folder: Path, converter: Converter) -> None:
    english, korean = Path("chapter/nin.md"), Path("chapter/nin.ko.md")
    text = english.read_text(encoding="utf-8")
    for old, new in (
        ("The first sentence.", "The (**first**) sentence."),
        ("Words for JAX.", "Some words for JAX.\n\nAnd more."),
        ("1. What changes", "1. A new one, see :numref:`fig_small`.\n1. What now changes"),
        ("A square of", "A red square of"),
        ("## Exercises\n", "New --> text.\n\n## Exercises\n"),
    ):
        assert old in text
        text = text.replace(old, new)
    english.write_text(text, encoding="utf-8")
    book = Book.open(translated_folder)
    done = synchronise(Translation.read(book, english, "ko"))
    assert len(done.marked) == 7
    before = rendered(converter, book, korean.read_text(encoding="utf-8"), tab)
    after = rendered(converter, book, done.text, tab)
    assert after != before
    assert _RAW.sub("", after).split() == before.split()
