import hashlib
import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pytest
from safetensors.numpy import save

from ninbook.outputs import SUMS, DamagedError, Store
from ninbook.plan import PlannedNotebook, plan_notebook
from ninbook.settings import FULL, QUICK
from ninbook.source import Book, read_page
from tests.conftest import die_at, small_disk
from tests.editing import edit
from tests.executions import executed, record_of
from tests.projects import files_of

PAGE = "chapter/page"
Freeze = Callable[..., Path]
needs_sha256sum = pytest.mark.skipif(not shutil.which("sha256sum"), reason="needs sha256sum")


@pytest.fixture
def store(book_folder: Path) -> Store:
    return Store(book_folder)


@pytest.fixture
def plan_in(book_folder: Path) -> Callable[..., PlannedNotebook]:
    """Plans the page in one tab."""
    book = Book.open(book_folder)
    page = read_page(book_folder, Path(f"{PAGE}.md"))
    return lambda tab="jax", profile=QUICK.name: plan_notebook(book, page, tab, profile)


@pytest.fixture
def freeze(store: Store, plan_in: Callable[..., PlannedNotebook]) -> Freeze:
    """Freezes an execution of the page in one tab; keywords replace entries of its record."""

    def do(tab: str = "jax", profile: str = QUICK.name, **changed: Any) -> Path:
        plan = plan_in(tab, profile)
        return store.freeze(plan, executed(plan), record_of(plan, **changed))

    return do


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
    assert execution.path == path
    assert len(execution.fingerprints) == 2
    assert [cell.outputs[0].text for cell in execution.code_cells] == [
        "first output of jax (quick)\n",
        "later output of jax (quick)\n",
    ]
    assert execution.record["results"][0]["parameters"] == 1992166
    assert execution.record["started"] == "2026-11-22T04:00:35+00:00"


def test_a_frozen_file_is_an_ordinary_notebook(freeze: Freeze, book_folder: Path) -> None:
    notebook = nbformat.read(book_folder / freeze(), as_version=4)
    nbformat.validate(notebook)
    assert notebook.metadata["ninbook"]["profile"] == "quick"


def test_tabs_and_profiles_have_files_of_their_own(store: Store, freeze: Freeze) -> None:
    for tab in ("jax", "mxnet"):
        for profile in (FULL.name, QUICK.name):
            freeze(tab, profile)
    assert set(files_of(store.folder)) == {
        "SHA256SUMS",
        "chapter/page.jax.full.ipynb",
        "chapter/page.jax.quick.ipynb",
        "chapter/page.mxnet.full.ipynb",
        "chapter/page.mxnet.quick.ipynb",
    }
    assert store.damage() == []


def test_a_book_without_tabs_freezes_under_all(store: Store) -> None:
    assert store.path_of("a/b", None, "full") == Path("outputs/a/b.all.full.ipynb")


def test_the_same_execution_gives_the_same_bytes(store: Store, freeze: Freeze) -> None:
    for tab in ("jax", "mxnet"):
        freeze(tab)
    first = files_of(store.folder)
    shutil.rmtree(store.folder)
    for tab in ("mxnet", "jax"):
        freeze(tab)
    assert files_of(store.folder) == first


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


def flip_bit(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


def edit_output(file: Path) -> None:
    edit(file, "later output", "better output")


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


def test_a_missing_file_is_named(store: Store, freeze: Freeze, freeze_weights: Freeze) -> None:
    freeze("mxnet")
    freeze_weights(store, 2, 1)
    for name in (f"{NAME}.1.safetensors", f"{NAME}.ipynb"):
        (store.folder / name).unlink()
    assert problems_of(store) == [
        (f"outputs/{NAME}.1.safetensors", "is listed in SHA256SUMS but missing"),
        (f"outputs/{NAME}.ipynb", "is listed in SHA256SUMS but missing"),
    ]
    assert store.load(PAGE, "jax", QUICK.name) is None


def test_without_the_sums_every_file_is_foreign(store: Store, freeze: Freeze) -> None:
    for tab in ("jax", "mxnet"):
        freeze(tab)
    (store.folder / "SHA256SUMS").unlink()
    assert [what for _, what in problems_of(store)] == ["not frozen by this tool"] * 2
    with pytest.raises(DamagedError, match="SHA256SUMS doesn't list it"):
        store.load(PAGE, "jax", QUICK.name)


def test_sums_that_cannot_be_read_are_named(store: Store, freeze: Freeze) -> None:
    freeze()
    sums = store.folder / "SHA256SUMS"
    sums.write_text("<<<<<<< HEAD\n" + sums.read_text())
    assert [str(problem).split(": ")[0] for problem in store.damage()] == ["outputs/SHA256SUMS:1"]


def test_removing_forgets_file_and_sum(store: Store, freeze: Freeze) -> None:
    freeze("mxnet")
    before = files_of(store.folder)
    path = freeze("jax")
    store.remove(path)
    assert files_of(store.folder) == before
    store.remove(path)
    assert store.damage() == []


# Weights ----------------------------------------------------------------------------------------

NAME = "chapter/page.jax.quick"


@pytest.fixture
def freeze_weights(plan_in: Callable[..., PlannedNotebook]) -> Freeze:
    """Freezes an execution with the weights of so many trainings; a number tells it from others."""
    plan = plan_in()

    def do(store: Store, trainings: int, number: int) -> Path:
        (result,) = record_of(plan)["results"]
        contents = [weights_of(number, training) for training in range(trainings)]
        told = [{"sha256": digest(content), "bytes": len(content)} for content in contents]
        results = [result, *({**result, "weights": each} for each in told)]
        return store.freeze(
            plan,
            executed(plan),
            record_of(plan, seed=number, results=results),
            {digest(content): content for content in contents},
        )

    return do


def weights_of(number: int, training: int) -> bytes:
    return bytes(save({"weights": np.full(20, training), "execution": np.full(20, number)}))


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def names_of(trainings: int) -> list[str]:
    numbers = ("",) if trainings == 1 else (f".{number}" for number in range(trainings))
    return [f"{NAME}{number}.safetensors" for number in numbers]


def assert_whole(store: Store, trainings: int, number: int) -> None:
    """Checks that an execution is there with its weights, and nothing that is damaged."""
    execution = store.load(PAGE, "jax", QUICK.name)
    assert execution.record["seed"] == number
    assert problems_of(store) == []
    told = [result["weights"] for result in execution.record["results"] if "weights" in result]
    contents = [weights_of(number, training) for training in range(trainings)]
    names = names_of(trainings)
    assert [each["file"] for each in told] == [Path(name).name for name in names]
    assert [each["sha256"] for each in told] == [digest(content) for content in contents]
    visible = {name: found for name, found in files_of(store.folder).items() if "/." not in name}
    assert [visible.get(name) for name in names] == contents
    hidden = {name for name in visible if name.startswith(".")}
    assert visible.keys() - hidden == {"SHA256SUMS", f"{NAME}.ipynb", *names}


@pytest.mark.parametrize("trainings", [0, 1, 2])
def test_weights_are_frozen_beside_the_notebook(
    trainings: int, store: Store, freeze_weights: Freeze
) -> None:
    assert freeze_weights(store, trainings, 7) == Path(f"outputs/{NAME}.ipynb")
    assert_whole(store, trainings, 7)
    assert set(files_of(store.folder)) == {"SHA256SUMS", f"{NAME}.ipynb", *names_of(trainings)}
    for name in files_of(store.folder):
        assert (store.folder / name).stat().st_mode & 0o777 == 0o644
    if shutil.which("sha256sum"):
        assert verify(store).returncode == 0


def test_two_trainings_with_the_same_weights_have_two_files(
    store: Store, plan_in: Callable[..., PlannedNotebook]
) -> None:
    plan = plan_in()
    (result,) = record_of(plan)["results"]
    results = [{**result, "weights": {"sha256": digest(b"same")}} for _ in range(2)]
    store.freeze(plan, executed(plan), record_of(plan, results=results), {digest(b"same"): b"same"})
    assert [files_of(store.folder)[name] for name in names_of(2)] == [b"same", b"same"]
    assert store.damage() == []


def test_weights_that_were_not_handed_over_are_an_error(
    store: Store, freeze: Freeze, freeze_weights: Freeze
) -> None:
    freeze_weights(store, 1, 1)
    before = files_of(store.folder)
    with pytest.raises(KeyError):
        freeze(results=[{"weights": {"sha256": digest(b"other")}}])
    assert files_of(store.folder) == before


@pytest.mark.parametrize("old", [0, 1, 2, 3])
@pytest.mark.parametrize("new", [0, 1, 2])
def test_old_weights_are_removed(
    old: int, new: int, store: Store, freeze: Freeze, freeze_weights: Freeze
) -> None:
    freeze("mxnet")
    freeze("jax", FULL.name)
    others = files_of(store.folder).keys() - {"SHA256SUMS"}
    freeze_weights(store, old, 1)
    freeze_weights(store, new, 2)
    expected = {"SHA256SUMS", f"{NAME}.ipynb", *names_of(new)}
    assert set(files_of(store.folder)) == expected | others
    assert problems_of(store) == []
    for name in names_of(new):
        assert files_of(store.folder)[name] in [weights_of(2, training) for training in range(new)]


@pytest.mark.parametrize("suffix", ["ipynb", "safetensors"])
def test_a_changed_file_is_named_until_it_is_frozen_again(
    suffix: str, store: Store, freeze_weights: Freeze
) -> None:
    freeze_weights(store, 1, 1)
    flip_bit(store.folder / f"{NAME}.{suffix}")
    assert problems_of(store) == [(f"outputs/{NAME}.{suffix}", "damaged or edited")]
    freeze_weights(store, 1, 2)
    assert_whole(store, 1, 2)


# A process that dies while it freezes -----------------------------------------------------------


def die_after_commit(folder: Path, freeze: Callable[[Store], object]) -> None:
    """Lets a process freeze and die as soon as its checksums are there."""
    pristine = folder.with_name("pristine")
    folder.rename(pristine)
    before = (pristine / "outputs" / SUMS).read_bytes()
    for point in range(1, 200):
        shutil.copytree(pristine, folder)
        assert die_at(point, lambda: freeze(Store(folder))), "it never wrote checksums"
        if (folder / "outputs" / SUMS).read_bytes() != before:
            return
        shutil.rmtree(folder)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (None, 0),
        (None, 2),
        (0, 0),
        (0, 1),
        (1, 1),
        (2, 2),
        (1, 0),
        (2, 1),
        (1, 2),
    ],
)
def test_killed_at_any_point_the_old_or_the_new_execution_is_whole(
    old: int | None, new: int, tmp_path: Path, freeze_weights: Freeze
) -> None:
    pristine, folder = tmp_path / "pristine", tmp_path / "killed"
    pristine.mkdir()
    if old is not None:
        freeze_weights(Store(pristine), old, 1)
    found = []
    for point in range(1, 200):
        shutil.copytree(pristine, folder)
        died = die_at(point, lambda: freeze_weights(Store(folder), new, 2))
        store = Store(folder)
        store.recover()
        execution = store.load(PAGE, "jax", QUICK.name)
        found.append(execution.record["seed"] if execution else None)
        if found[-1] == 2:
            assert_whole(store, new, 2)
        elif old is None:
            assert execution is None
            assert problems_of(store) == []
        else:
            assert_whole(store, old, 1)
        # Whatever was left behind is gone after the next one.
        freeze_weights(store, new, 3)
        assert_whole(store, new, 3)
        assert not [name for name in files_of(store.folder) if Path(name).name.startswith(".")]
        shutil.rmtree(folder)
        if not died:
            break
    assert not died
    before = None if old is None else 1
    turn = found.index(2)
    assert (set(found[:turn]), set(found[turn:])) == ({before}, {2})
    assert turn >= 5 and len(found) - turn >= 3


def test_a_reader_leaves_what_a_killed_process_began_as_it_is(
    tmp_path: Path, freeze_weights: Freeze
) -> None:
    folder = tmp_path / "killed"
    freeze_weights(Store(folder), 1, 1)
    die_after_commit(folder, lambda store: freeze_weights(store, 1, 2))
    store = Store(folder)
    before = files_of(store.folder)
    store.load_intact(PAGE, "jax", QUICK.name)
    being_frozen = "an execution is being frozen, or its process was killed"
    assert (f"outputs/{NAME}.ipynb", being_frozen) in problems_of(store)
    assert files_of(store.folder) == before
    store.recover()
    assert_whole(store, 1, 2)
    assert set(files_of(store.folder)) == {"SHA256SUMS", f"{NAME}.ipynb", f"{NAME}.safetensors"}


def test_killed_again_while_it_recovers(tmp_path: Path, freeze_weights: Freeze) -> None:
    folder, as_it_died = tmp_path / "killed", tmp_path / "as-it-died"
    freeze_weights(Store(folder), 2, 1)
    die_after_commit(folder, lambda store: freeze_weights(store, 2, 2))
    folder.rename(as_it_died)
    for point in range(1, 200):
        shutil.copytree(as_it_died, folder)
        died = die_at(point, lambda: Store(folder).recover())
        store = Store(folder)
        store.recover()
        assert_whole(store, 2, 2)
        shutil.rmtree(folder)
        if not died:
            break
    assert not died
    assert point >= 5


def test_recovers_in_a_folder_that_was_moved(tmp_path: Path, freeze_weights: Freeze) -> None:
    folder = tmp_path / "killed"
    freeze_weights(Store(folder), 1, 1)
    die_after_commit(folder, lambda store: freeze_weights(store, 1, 2))
    store = Store(folder.rename(tmp_path / "moved"))
    store.recover()
    assert_whole(store, 1, 2)


def test_links_among_what_is_set_aside_move_nothing(
    tmp_path: Path, store: Store, freeze: Freeze
) -> None:
    freeze()
    outside = tmp_path / "outside"
    outside.mkdir()
    names = {"link/a.ipynb": "1" * 64, "b.ipynb": "2" * 64}
    with (store.folder / SUMS).open("a") as stream:
        stream.writelines(f"{digest}  {name}\n" for name, digest in names.items())
    (outside / ".a.ipynb.11111111").write_text("mine")
    (outside / "mine.ipynb").write_text("mine")
    (store.folder / "link").symlink_to(outside)
    (store.folder / ".b.ipynb.22222222").symlink_to(outside / "mine.ipynb")
    before = {file: file.read_bytes() for file in outside.iterdir()}
    store.recover()
    freeze()
    assert before == {file: file.read_bytes() for file in outside.iterdir()}
    assert not (store.folder / "b.ipynb").is_symlink()


def test_what_killed_processes_left_is_removed(store: Store, freeze: Freeze) -> None:
    path = freeze()
    before = files_of(store.folder)
    for left in (
        ".SHA256SUMS.x1ab_cd2",
        "chapter/.page.jax.quick.ipynb.x3ab_cd4",
    ):
        (store.folder / left).write_bytes(b"half")
    assert store.damage() == []
    assert store.load(PAGE, "jax", QUICK.name) is not None
    freeze()
    assert files_of(store.folder) == before
    (store.folder / "chapter" / ".page.jax.quick.safetensors.x4ab_cd5").write_bytes(b"half")
    store.remove(path)
    assert files_of(store.folder) == {"SHA256SUMS": b""}


def test_hidden_files_of_others_stay(store: Store, freeze: Freeze) -> None:
    (store.folder / "chapter").mkdir(parents=True)
    theirs = {".gitattributes": b"*.ipynb -diff\n", "chapter/.notes": b"mine\n"}
    for name, content in theirs.items():
        (store.folder / name).write_bytes(content)
    freeze()
    assert {name: files_of(store.folder).get(name) for name in theirs} == theirs


# Writes that fail -------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [100, 800])  # for no file, and for the weights alone
@pytest.mark.parametrize(("old", "new"), [(1, 1), (0, 1), (2, 1)])
def test_a_full_disk_leaves_the_old_execution(
    size: int, old: int, new: int, store: Store, freeze_weights: Freeze
) -> None:
    path = freeze_weights(store, old, 1)
    assert len(weights_of(2, 0)) < 800 < len((store.folder.parent / path).read_bytes())
    before = files_of(store.folder)
    with small_disk(size), pytest.raises(OSError, match="File too large"):
        freeze_weights(store, new, 2)
    assert files_of(store.folder) == before  # and no leftovers
    assert_whole(store, old, 1)
    freeze_weights(store, new, 3)
    assert_whole(store, new, 3)


def test_a_move_that_fails_leaves_what_was_there(
    store: Store, freeze: Freeze, freeze_weights: Freeze
) -> None:
    freeze("mxnet")
    before = files_of(store.folder)
    (store.folder / f"{NAME}.ipynb" / "in the way").mkdir(parents=True)
    with pytest.raises(IsADirectoryError):
        freeze_weights(store, 1, 1)
    assert files_of(store.folder) == before
    assert problems_of(store) == []
