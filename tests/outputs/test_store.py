from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest

from ninbook.outputs import DamagedError, Store
from ninbook.plan import PlannedNotebook, plan_notebook
from ninbook.settings import FULL, QUICK
from ninbook.source import Book, read_page

PAGE = "chapter/page"
EXECUTED = Callable[[PlannedNotebook], Any]
RECORD = Callable[..., dict[str, Any]]
Freeze = Callable[..., Path]
needs_sha256sum = pytest.mark.skipif(not shutil.which("sha256sum"), reason="needs sha256sum")


@pytest.fixture
def store(book_folder: Path) -> Store:
    return Store(book_folder)


@pytest.fixture
def freeze(store: Store, book_folder: Path, executed: EXECUTED, record_of: RECORD) -> Freeze:
    """Freezes an execution of the page in one tab; keywords replace entries of its record."""

    def do(tab: str = "jax", profile: str = QUICK.name, **changed: Any) -> Path:
        book = Book.open(book_folder)
        plan = plan_notebook(book, read_page(book_folder, Path(f"{PAGE}.md")), tab, profile)
        assert plan is not None
        return store.freeze(plan, executed(plan), record_of(plan, **changed))

    return do


def files_of(store: Store) -> dict[str, bytes]:
    return {
        file.relative_to(store.folder).as_posix(): file.read_bytes()
        for file in store.folder.rglob("*")
        if file.is_file()
    }


def problems_of(store: Store) -> list[tuple[str, str]]:
    """Files with a problem, and the first words of what it is."""
    found = [str(problem).split(":", 2) for problem in store.damage()]
    assert all(line == "1" for _, line, _ in found)
    return [(path, message.strip().split(":")[0].split(";")[0]) for path, _, message in found]


def test_an_empty_store_has_nothing_and_no_damage(store: Store) -> None:
    assert store.load(PAGE, "jax", QUICK.name) is None
    assert store.damage() == []


def test_what_was_frozen_is_loaded(store: Store, freeze: Freeze) -> None:
    path = freeze()
    assert path == Path("outputs/chapter/page.jax.quick.ipynb")
    execution = store.load(PAGE, "jax", QUICK.name)
    assert execution is not None
    assert execution.path == path
    assert len(execution.fingerprints) == 2
    assert [cell.outputs[0].text for cell in execution.code_cells] == [
        "first output of jax (quick)\n",
        "later output of jax (quick)\n",
    ]
    assert execution.record["results"][0]["parameters"] == 1992166
    assert execution.record["started"] == "2026-11-22T04:00:35+00:00"


def test_a_frozen_file_is_an_ordinary_notebook(
    store: Store, freeze: Freeze, book_folder: Path
) -> None:
    notebook = nbformat.read(book_folder / freeze(), as_version=4)
    nbformat.validate(notebook)
    assert notebook.metadata["ninbook"]["profile"] == "quick"


def test_tabs_and_profiles_have_files_of_their_own(store: Store, freeze: Freeze) -> None:
    for tab in ("jax", "mxnet"):
        for profile in (FULL.name, QUICK.name):
            freeze(tab, profile)
    assert set(files_of(store)) == {
        "SHA256SUMS",
        "chapter/page.jax.full.ipynb",
        "chapter/page.jax.quick.ipynb",
        "chapter/page.mxnet.full.ipynb",
        "chapter/page.mxnet.quick.ipynb",
    }
    assert store.damage() == []


def test_a_book_without_tabs_freezes_under_all(store: Store) -> None:
    assert store.path_of("a/b", None, "full") == Path("outputs/a/b.all.full.ipynb")


def test_freezing_twice_replaces(store: Store, freeze: Freeze) -> None:
    freeze()
    freeze(seed=7)
    execution = store.load(PAGE, "jax", QUICK.name)
    assert execution is not None
    assert execution.record["seed"] == 7
    assert len(files_of(store)) == 2
    assert store.damage() == []


def test_the_same_execution_gives_the_same_bytes(
    store: Store, freeze: Freeze, tmp_path: Path
) -> None:
    for tab in ("jax", "mxnet"):
        freeze(tab)
    first = files_of(store)
    shutil.rmtree(store.folder)
    for tab in ("mxnet", "jax"):
        freeze(tab)
    assert files_of(store) == first


def test_sums_are_sorted_and_right(store: Store, freeze: Freeze) -> None:
    for tab in ("pytorch", "jax"):
        freeze(tab)
    lines = (store.folder / "SHA256SUMS").read_text().splitlines()
    names = ["chapter/page.jax.quick.ipynb", "chapter/page.pytorch.quick.ipynb"]
    assert lines == [
        f"{hashlib.sha256((store.folder / name).read_bytes()).hexdigest()}  {name}"
        for name in names
    ]


def verify(store: Store) -> subprocess.CompletedProcess[str]:
    command = ["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"]
    return subprocess.run(command, cwd=store.folder, capture_output=True, text=True, check=False)


@needs_sha256sum
def test_sums_can_be_checked_with_sha256sum(store: Store, freeze: Freeze) -> None:
    for tab in ("pytorch", "jax"):
        path = freeze(tab)
    assert verify(store).returncode == 0
    with (store.folder.parent / path).open("ab") as stream:
        stream.write(b" ")
    done = verify(store)
    assert done.returncode == 1
    assert "chapter/page.jax.quick.ipynb: FAILED" in done.stdout


@needs_sha256sum
def test_the_repository_s_own_store_is_whole(chapter_copy: Path) -> None:
    store = Store(chapter_copy)
    assert store.damage() == []
    assert verify(store).returncode == 0


def flip_bit(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


def edit_output(file: Path) -> None:
    file.write_text(file.read_text().replace("later output", "better output"))


def append_newline(file: Path) -> None:
    file.write_bytes(file.read_bytes() + b"\n")


def truncate(file: Path) -> None:
    file.write_bytes(b"")


def reformat(file: Path) -> None:
    file.write_text(json.dumps(json.loads(file.read_text())))


@pytest.mark.parametrize("harm", [flip_bit, edit_output, append_newline, truncate, reformat])
def test_a_changed_file_is_named_and_not_loaded(
    harm: Callable[[Path], None], store: Store, freeze: Freeze, book_folder: Path
) -> None:
    freeze("mxnet")
    harm(book_folder / freeze("jax"))
    name = "outputs/chapter/page.jax.quick.ipynb"
    assert problems_of(store) == [(name, "damaged or edited")]
    assert "restore it (git checkout)" in str(store.damage()[0])
    with pytest.raises(DamagedError, match=f"^{name}:1: damaged or edited: "):
        store.load(PAGE, "jax", QUICK.name)
    assert store.load(PAGE, "mxnet", QUICK.name) is not None


def test_a_foreign_file_is_named_and_not_loaded(store: Store, freeze: Freeze) -> None:
    freeze("jax")
    foreign = store.folder / "chapter" / "page.mxnet.quick.ipynb"
    shutil.copy(store.folder / "chapter" / "page.jax.quick.ipynb", foreign)
    (store.folder / "notes.txt").write_text("Not frozen.\n")
    assert problems_of(store) == [
        ("outputs/chapter/page.mxnet.quick.ipynb", "not frozen by this tool"),
        ("outputs/notes.txt", "not frozen by this tool"),
    ]
    with pytest.raises(DamagedError, match=r"page\.mxnet\.quick\.ipynb:1: not frozen by this tool"):
        store.load(PAGE, "mxnet", QUICK.name)


def test_a_missing_file_is_named(store: Store, freeze: Freeze, book_folder: Path) -> None:
    freeze("mxnet")
    (book_folder / freeze("jax")).unlink()
    assert problems_of(store) == [
        ("outputs/chapter/page.jax.quick.ipynb", "is listed in SHA256SUMS but missing")
    ]
    assert store.load(PAGE, "jax", QUICK.name) is None


def test_without_the_sums_every_file_is_foreign(store: Store, freeze: Freeze) -> None:
    for tab in ("jax", "mxnet"):
        freeze(tab)
    (store.folder / "SHA256SUMS").unlink()
    assert [what for _, what in problems_of(store)] == ["not frozen by this tool"] * 2
    with pytest.raises(DamagedError, match="SHA256SUMS doesn't list it"):
        store.load(PAGE, "jax", QUICK.name)


def test_freezing_again_mends_damage(store: Store, freeze: Freeze, book_folder: Path) -> None:
    flip_bit(book_folder / freeze())
    assert store.damage()
    freeze()
    assert store.damage() == []
    assert store.load(PAGE, "jax", QUICK.name) is not None


def test_sums_that_cannot_be_read_are_named(store: Store, freeze: Freeze) -> None:
    freeze()
    sums = store.folder / "SHA256SUMS"
    sums.write_text("<<<<<<< HEAD\n" + sums.read_text())
    assert [str(problem).split(": ")[0] for problem in store.damage()] == ["outputs/SHA256SUMS:1"]


def test_no_temporary_file_is_left(store: Store, freeze: Freeze) -> None:
    freeze()
    assert set(files_of(store)) == {"SHA256SUMS", "chapter/page.jax.quick.ipynb"}


def test_a_failed_write_leaves_what_was_there(
    store: Store, freeze: Freeze, book_folder: Path
) -> None:
    freeze("mxnet")
    before = files_of(store)
    (book_folder / store.path_of(PAGE, "jax", QUICK.name) / "in the way").mkdir(parents=True)
    with pytest.raises(IsADirectoryError):
        freeze("jax")
    assert files_of(store) == before


def test_removing_forgets_file_and_sum(store: Store, freeze: Freeze) -> None:
    freeze("mxnet")
    before = files_of(store)
    path = freeze("jax")
    store.remove(path)
    assert files_of(store) == before
    store.remove(path)
    assert store.damage() == []


def test_frozen_files_are_readable_by_everyone(freeze: Freeze, book_folder: Path) -> None:
    assert (book_folder / freeze()).stat().st_mode & 0o777 == 0o644
