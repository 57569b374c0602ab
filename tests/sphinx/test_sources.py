import os
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from ninbook.sphinx import sources
from ninbook.sphinx.output_forms import prefix_of
from ninbook.sphinx.sources import Source as Written
from tests.projects import files_of

PAGES = [Path("index.md"), Path("chapter/page.md")]
PICTURE = f"{prefix_of(PAGES[1])}_jax_0_0.svg"


class Source:
    """A book whose pages are in memory."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "sphinx"
        self.pages: dict[Path, Written | None] = {
            PAGES[0]: ("index", {}),
            PAGES[1]: ("page", {PICTURE: b"<svg/>"}),
        }
        self.made: list[Path] = []

    def write(self) -> int:
        self.made = []
        config = SimpleNamespace(tgt_dir=self.folder.parent)
        works = self.folder.with_name("works.bib")
        edition = SimpleNamespace(
            book=SimpleNamespace(config=config, pages=list(self.pages), bibliography=works),
            states=SimpleNamespace(of=lambda page: repr(self.pages[page])),
            numbering=SimpleNamespace(digest=""),
        )
        changed, self.wanted = sources.write_sources(edition, [], self.folder)  # type: ignore[arg-type]
        return changed

    def make(self, edition: Any, tabs: Any, page: Path) -> Written | None:
        self.made.append(page)
        return self.pages[page]

    @property
    def files(self) -> dict[str, str]:
        return {name: content.decode() for name, content in files_of(self.folder).items()}


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Source:
    made = Source(tmp_path)
    monkeypatch.setattr(sources, "_source", made.make)
    return made


def test_descriptions_of_pictures_follow_the_bibliography(source: Source) -> None:
    assert (source.write(), source.write()) == (2, 0)
    source.folder.with_name("works.bib").touch()
    assert source.write() == 2


def test_each_page_is_a_file_with_its_pictures_beside_it(source: Source) -> None:
    assert source.write() == 2
    assert source.files == {
        "index.nodes.json": "index",
        "chapter/page.nodes.json": "page",
        f"chapter/{PICTURE}": "<svg/>",
    }


def test_only_what_changed_is_made_again(source: Source) -> None:
    source.write()
    assert source.write() == 0
    source.pages[PAGES[0]] = ("other", {})
    assert source.write() == 1
    assert source.made == [PAGES[0]]
    assert source.files["index.nodes.json"] == "other"


def test_a_page_with_a_new_picture_has_a_new_time(source: Source) -> None:
    source.write()
    file = source.folder / "chapter/page.nodes.json"
    os.utime(file, ns=(0, 0))
    source.pages[PAGES[1]] = ("page", {PICTURE: b"<svg />"})
    source.write()
    assert file.stat().st_mtime_ns != 0
    assert source.files[f"chapter/{PICTURE}"] == "<svg />"


@pytest.mark.parametrize("name", ["index.nodes.json", f"chapter/{PICTURE}"])
def test_what_was_lost_or_damaged_is_made_good(source: Source, name: str) -> None:
    source.write()
    before = source.files
    (source.folder / name).write_text("damaged")
    source.write()
    assert source.files == before
    (source.folder / name).unlink()
    source.write()
    assert source.files == before


def test_what_is_gone_is_no_longer_wanted(source: Source) -> None:
    source.write()
    assert source.wanted == source.files.keys()
    source.pages[PAGES[1]] = None
    source.write()
    assert source.wanted == {"index.nodes.json"}
