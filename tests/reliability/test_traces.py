"""What was deleted leaves no trace, and what was damaged is made anew."""

import random
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from ninbook.cli import main
from tests.editing import edit
from tests.reliability.conftest import different, readable

BUILD = ["build", "html", "--no-eval"]
ALL = ["build", "html", "slides", "ipynb", "colab", "pkg", "--no-eval"]


def clean_build(
    folder: Path, scratch: Path, monkeypatch: pytest.MonkeyPatch, command: list[str] = BUILD
) -> dict[str, bytes]:
    """What a build gives that knows nothing of earlier ones."""
    clean = scratch / folder.name
    shutil.copytree(folder, clean, ignore=shutil.ignore_patterns("build"))
    monkeypatch.chdir(clean)
    assert main(command) == 0
    monkeypatch.chdir(folder)
    return readable(clean)


def delete_page() -> None:
    for name in ("more.md", "more.ko.md"):
        Path("chapter", name).unlink()
    for name in ("index.md", "index.ko.md"):
        edit(name, "chapter/more\n", "")


def delete_picture() -> None:
    for name in ("more.md", "more.ko.md"):
        edit(f"chapter/{name}", "![Shape.](../img/shape.svg)\n", "")
    Path("img/shape.svg").unlink()


DELETIONS = {
    "page": delete_page,
    "picture": delete_picture,
    "unused picture": lambda: Path("img/unused.svg").unlink(),
    "language": partial(edit, "config.ini", "languages = en, ko", "languages = en"),
    "resources": partial(edit, "config.ini", "resources = img/ references.bib", "resources = img/"),
    "style sheet": lambda: Path("static/own.css").unlink(),
    "label": partial(edit, "chapter/more.md", ":label:`sec_more`\n", ""),
}


@pytest.fixture
def grown(translated_folder: Path) -> Path:
    """A book in two languages with a page more; the working directory is there."""
    page = "# More\n:label:`sec_more`\n\nZebra.\n\n![Shape.](../img/shape.svg)\n"
    for suffix, title in (("", "More"), (".ko", "더")):
        (translated_folder / f"chapter/more{suffix}.md").write_text(page.replace("More", title))
        edit(f"index{suffix}.md", "\nchapter/nin\n", "\nchapter/nin\nchapter/more\n")
    square = (translated_folder / "img/square.svg").read_text().replace(' class="adaptive"', "")
    for name in ("shape", "unused"):
        (translated_folder / f"img/{name}.svg").write_text(square.replace("9", "7"))
    (translated_folder / "static").mkdir()
    (translated_folder / "static/own.css").write_text("p { margin: 0 }\n")
    return translated_folder


@pytest.mark.parametrize("deleted", DELETIONS)
def test_what_is_deleted_leaves_no_trace(
    deleted: str, grown: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = ALL if deleted == "picture" else BUILD
    assert main(command) == 0
    DELETIONS[deleted]()
    assert main(command) == 0
    clean = clean_build(grown, tmp_path / "clean", monkeypatch, command)
    found = readable(grown)
    if deleted == "language":  # other targets' folders of it stay until `clear`
        found = {name: each for name, each in found.items() if not name.startswith("build/ko/")}
    assert different(found, clean) == []


def flip(content: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(len(content))
    flipped = bytes([content[place] ^ 1 << chance.randrange(8)])
    return content[:place] + flipped + content[place + 1 :]


DAMAGES: dict[str, Callable[[bytes, random.Random], bytes]] = {
    "flipped": flip,
    "truncated": lambda content, chance: content[: len(content) // 2],
    "emptied": lambda content, chance: b"",
    "random": lambda content, chance: chance.randbytes(len(content)),
}


def cached(folder: Path) -> list[Path]:
    files = [file for file in (folder / "build").rglob("*") if file.is_file()]
    cache = [file for file in files if "cache" in file.parts]
    return sorted(file for file in cache if file.stat().st_size)


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_cache_is_made_anew(
    damage: str, grown: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(BUILD) == 0
    edit("chapter/more.md", "Zebra", "Giraffe")
    assert len(cached(grown)) > 20
    for number, file in enumerate(cached(grown)):
        file.write_bytes(DAMAGES[damage](file.read_bytes(), random.Random(number)))
    assert main(BUILD) == 0
    assert different(readable(grown), clean_build(grown, tmp_path / "clean", monkeypatch)) == []


@pytest.mark.slow
@pytest.mark.parametrize("damage", DAMAGES)
def test_each_damaged_file_is_made_anew(
    damage: str, grown: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(BUILD) == 0
    edit("chapter/more.md", "Zebra", "Giraffe")
    clean = clean_build(grown, tmp_path / "clean", monkeypatch)
    shutil.copytree(grown / "build", tmp_path / "kept")
    for number, name in enumerate(file.relative_to(grown) for file in cached(grown)):
        shutil.rmtree(grown / "build")
        shutil.copytree(tmp_path / "kept", grown / "build")
        (grown / name).write_bytes(
            DAMAGES[damage]((grown / name).read_bytes(), random.Random(number))
        )
        assert main(BUILD) == 0, name
        assert different(readable(grown), clean) == [], name
