from pathlib import Path

import pytest

from tests.cli.conftest import Command
from tests.editing import edit


def test_a_tab_is_activated_and_all_again(
    book_folder: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = book_folder / "chapter/page.md"
    before = file.read_bytes()
    done = command("activate", "jax", "chapter/*.md")
    assert done == (0, "chapter/page.md: 2 cells active, 2 not\n", "")
    assert file.read_bytes() == before.replace(
        b"```{.python .input}\n%%tab pytorch", b"```python\n%%tab pytorch"
    ).replace(b"```{.python .input}\n%%tab tensor", b"```python\n%%tab tensor")
    monkeypatch.chdir("chapter")  # pages are named from where one is
    assert command("activate", "all", "page.md")[1] == "chapter/page.md: 4 cells active, 0 not\n"
    assert file.read_bytes() == before


def test_default_is_the_first_tab(book_folder: Path, command: Command) -> None:
    command("activate", "default", "chapter/page.md")
    text = (book_folder / "chapter/page.md").read_text()
    assert "```{.python .input}\n%%tab pytorch, mxnet" in text
    assert "```python\n%%tab jax" in text


def test_default_of_a_book_without_tabs_is_wrong_usage(book_folder: Path, command: Command) -> None:
    edit(book_folder / "config.ini", "tabs = pytorch, mxnet, tensorflow, jax", "tabs =")
    before = (book_folder / "chapter/page.md").read_bytes()
    code, _, err = command("activate", "default", "chapter/page.md")
    assert (code, err) == (2, "d2lbook: unknown tab 'default'; the book has none\n")
    assert (book_folder / "chapter/page.md").read_bytes() == before


def test_a_pattern_stands_for_pages_alone(book_folder: Path, command: Command) -> None:
    code, out, _ = command("activate", "jax", "**")
    assert code == 0
    assert {line.partition(":")[0] for line in out.splitlines()} == {
        *("index.md", "references.md", "chapter/page.md")
    }


def test_check_names_what_is_activated_and_nothing_else(
    chapter_copy: Path, command: Command
) -> None:
    command("activate", "jax", "chapter_cnn-modern/nin.md")
    code, out, _ = command("check")
    said, count = out.splitlines()
    assert said.startswith("chapter_cnn-modern/nin.md:")
    assert "activated for one tab, so " in said
    assert said.endswith("; to undo it, run ./d2lbook activate all chapter_cnn-modern/nin.md")
    assert (code, count.split(" in ")[0]) == (1, "1 problem")


def test_a_build_names_what_is_activated(book_folder: Path, command: Command) -> None:
    command("activate", "jax", "chapter/page.md")
    code, _, errors = command("build", "colab", "--tab", "jax", "--no-eval")
    assert code == 0
    assert "chapter/page.md:33: activated for one tab, so 2 cells are listings; " in errors
