"""A site depends on the book alone: not on where, when, or after what it was built."""

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from ninbook.files.processes import VARIABLE
from tests.cli.conftest import run_ninbook
from tests.projects import copy_chapter

Tree = Mapping[str, bytes | None]
EXTRA = """\
# Extra
:label:`sec_extra`

See :numref:`sec_nin` and :numref:`fig_extra` :cite:`Simonyan.Zisserman.2014`.

![A picture.](../img/extra.png)
:label:`fig_extra`
"""


def tree(folder: Path) -> Tree:
    """Content of each file of a site; None for a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() if path.is_file() else None
        for path in folder.rglob("*")
    }


def different(one: Tree, other: Tree) -> set[str]:
    return {
        name for name in one.keys() | other.keys() if one.get(name, b"?") != other.get(name, b"!")
    }


def build(folder: Path, *options: str, processes: int = 2) -> Tree:
    """Builds the site of the book in a folder, in two processes unless told otherwise."""
    variables = {VARIABLE: str(processes)}
    done = run_ninbook(folder, "build", "html", "--no-eval", *options, **variables)
    assert done.returncode == 0, done.stderr
    return tree(folder / "build" / "html")


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository's book."""
    return copy_chapter(tmp_path_factory.mktemp("first") / "book")


@pytest.fixture(scope="module")
def site(book: Path) -> Tree:
    """Its site, built from nothing."""
    return build(book)


def test_it_does_not_say_where_it_was_built(site: Tree, book: Path) -> None:
    assert len(site) > 50
    places = [str(path).encode() for path in (book, Path(__file__).parents[2], Path.home())]
    for name, content in site.items():
        assert not [place for place in places if place in (content or b"")], name


def test_it_holds_no_empty_folders(site: Tree) -> None:
    for folder in (name for name, content in site.items() if content is None):
        assert [name for name in site if name.startswith(f"{folder}/")], folder


def test_it_is_the_same_in_another_folder_and_order_from_one_process(
    site: Tree, tmp_path: Path
) -> None:
    other = copy_chapter(tmp_path / "an other place" / "with a name")
    build(other, "--lang", "ko", processes=1)
    assert different(build(other, processes=1), site) == set()


def test_what_was_built_before_leaves_no_trace(site: Tree, book: Path, tmp_path: Path) -> None:
    chapter = book / "chapter_cnn-modern"
    edits = {
        chapter / "nin.md": ("# Network in Network (NiN)", "# NiN, a Network in Networks"),
        chapter / "nin.ko.md": ("\n## ", "\n## X "),
        book / "index.md": (
            "\nchapter_cnn-modern/nin\n",
            "\nchapter_cnn-modern/extra\nchapter_cnn-modern/nin\n",
        ),
        book / "references.bib": ("Network in network", "Network inside network"),
        book / "img" / "nin.svg": ("</svg>", "<!-- x --></svg>"),
        book / "config.ini": ("base_url =", "base_url = https://example.org/nin/"),
    }
    before = {file: file.read_text(encoding="utf-8") for file in edits}
    static = book / "static"
    added = [chapter / "extra.md", book / "img" / "extra.png", static / "extra.css"]
    added += [static / "ninbook.css"]  # in place of the package's
    for file, (old, new) in edits.items():
        assert old in before[file]
        file.write_text(before[file].replace(old, new, 1), encoding="utf-8")
    added[0].write_text(EXTRA, encoding="utf-8")
    shutil.copy(book / "static" / "screenshot.png", added[1])
    for sheet in added[2:]:
        sheet.write_text("p { margin: 0 }\n")
    edited = build(book)
    clean = tmp_path / "clean"
    shutil.copytree(book, clean, ignore=shutil.ignore_patterns("build"))
    assert different(edited, build(clean)) == set()
    assert len(different(edited, site)) > len(edits)

    for file, text in before.items():
        file.write_text(text, encoding="utf-8")
    for file in added:
        file.unlink()
    assert different(build(book), site) == set()
