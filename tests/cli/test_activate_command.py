from __future__ import annotations

from pathlib import Path


def test_a_tab_is_activated_and_all_again(book_folder: Path, run) -> None:
    file = book_folder / "chapter/page.md"
    before = file.read_bytes()
    done = run(book_folder, "activate", "jax", "chapter/*.md")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "chapter/page.md: 2 cells active, 2 not\n"
    assert file.read_bytes() == before.replace(
        b"```{.python .input}\n%%tab pytorch", b"```python\n%%tab pytorch"
    ).replace(b"```{.python .input}\n%%tab tensor", b"```python\n%%tab tensor")
    done = run(book_folder / "chapter", "activate", "all", "page.md")  # named from where one is
    assert done.stdout == "chapter/page.md: 4 cells active, 0 not\n"
    assert file.read_bytes() == before


def test_default_is_the_first_tab(book_folder: Path, run) -> None:
    run(book_folder, "activate", "default", "chapter/page.md")
    text = (book_folder / "chapter/page.md").read_text()
    assert "```{.python .input}\n%%tab pytorch, mxnet" in text
    assert "```python\n%%tab jax" in text


def test_unknown_tabs_and_pages_are_named(book_folder: Path, run) -> None:
    done = run(book_folder, "activate", "paddle", "chapter/page.md")
    assert done.returncode == 2
    assert done.stderr == (
        "d2lbook: unknown tab 'paddle'; the book has pytorch, mxnet, tensorflow, jax\n"
    )
    done = run(book_folder, "activate", "jax", "chapter/nothing.md")
    assert (done.returncode, done.stderr) == (2, "d2lbook: chapter/nothing.md: no such page\n")


def test_check_names_what_is_activated_and_nothing_else(chapter_copy: Path, run) -> None:
    run(chapter_copy, "activate", "jax", "chapter_cnn-modern/nin.md")
    done = run(chapter_copy, "check")
    said, count = done.stdout.splitlines()
    assert said.startswith("chapter_cnn-modern/nin.md:")
    assert "activated for one tab, so " in said
    assert said.endswith("after ./d2lbook activate all chapter_cnn-modern/nin.md")
    assert (done.returncode, count.split(" in ")[0]) == (1, "1 problem")
