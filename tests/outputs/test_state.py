from collections.abc import Callable
from pathlib import Path

import pytest

from ninbook.files.write import write_atomically
from ninbook.outputs import PageStates, Store, fresh_profiles
from ninbook.outputs import state as module
from ninbook.plan import plan_page
from ninbook.source import Book, read_page
from tests.editing import edit
from tests.executions import executed, freeze_all, record_of

PAGE = Path("chapter/page.md")
OTHER = Path("index.md")


@pytest.fixture
def frozen(book_folder: Path) -> Path:
    freeze_all(book_folder)
    return book_folder


def states(folder: Path) -> dict[Path, str]:
    book = Book.open(folder)
    found = PageStates(book, Store(folder))
    return {path: found.of(path) for path in book.pages}


def fresh(folder: Path) -> dict[str | None, set[str]]:
    book, store = Book.open(folder), Store(folder)
    return dict(fresh_profiles(book, store, PageStates(book, store), [PAGE])[PAGE])


def flip(folder: Path) -> None:
    edit(folder / "outputs/chapter/page.jax.quick.ipynb", "output of jax", "output of jaz")


def unlist(folder: Path) -> None:
    sums = folder / "outputs/SHA256SUMS"
    lines = [line for line in sums.read_text().splitlines() if "jax" not in line]
    sums.write_text("\n".join(lines) + "\n")


CHANGES: dict[str, Callable[[Path], None]] = {
    "prose": lambda folder: edit(folder / PAGE, "That is all.", "That was all."),
    "code": lambda folder: edit(folder / PAGE, "x = 1", "x = 3"),
    "a damaged output": flip,
    "a checksum that is gone": unlist,
    "an output that is gone": lambda folder: (
        folder / "outputs/chapter/page.jax.quick.ipynb"
    ).unlink(),
    "a run of another seed": lambda folder: write_atomically(
        folder / "outputs/runs/chapter/page.jax.full.1.00000000.json", b"{}"
    ),
}
DAMAGE = ("a damaged output", "a checksum that is gone", "an output that is gone")


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_is_noticed_on_its_page_only(name: str, frozen: Path) -> None:
    before = states(frozen)
    CHANGES[name](frozen)
    after = states(frozen)
    assert after[PAGE] != before[PAGE]
    assert after[OTHER] == before[OTHER]


def test_a_ledger_concerns_its_page_only(translated_folder: Path) -> None:
    def korean() -> dict[Path, str]:
        book = Book.open(translated_folder).in_language("ko")
        found = PageStates(book, Store(translated_folder))
        return {path: found.of(path) for path in book.pages}

    before = korean()
    (translated_folder / "chapter/nin.ko.ledger").unlink()
    changed = [path for path, state in korean().items() if state != before[path]]
    assert changed == [Path("chapter/nin.md")]


def test_the_configuration_and_the_seed_concern_all_pages(
    frozen: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = states(frozen)
    monkeypatch.setenv("NINBOOK_SEED", "7")
    seeded = states(frozen)
    edit(frozen / "config.ini", "Small Book", "Little Book")
    for path, state in states(frozen).items():
        assert len({before[path], seeded[path], state}) == 3


def test_what_is_fresh_is_remembered_and_not_planned_again(
    frozen: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = fresh(frozen)
    assert found == {tab: {"quick"} for tab in ("pytorch", "mxnet", "tensorflow", "jax")}
    with monkeypatch.context() as patched:
        patched.delattr(module, "plan_page")
        assert fresh(frozen) == found


@pytest.mark.parametrize("name", DAMAGE)
def test_what_was_fresh_is_stale_after_damage(name: str, frozen: Path) -> None:
    fresh(frozen)
    CHANGES[name](frozen)
    found = fresh(frozen)
    assert found["jax"] == set()
    assert found["pytorch"] == {"quick"}


def test_an_edit_of_code_makes_stale_and_one_of_prose_does_not(frozen: Path) -> None:
    fresh(frozen)
    CHANGES["prose"](frozen)
    assert fresh(frozen)["jax"] == {"quick"}
    CHANGES["code"](frozen)
    assert fresh(frozen)["jax"] == set()


def test_weights_that_code_reads_concern_its_page_only(frozen: Path) -> None:
    edit(frozen / PAGE, "x = 1", "x = 1\nfile = '../outputs/chapter/w.safetensors'")
    before = states(frozen)
    (frozen / "outputs/chapter/w.safetensors").write_bytes(b"weights")
    after = states(frozen)
    assert after[PAGE] != before[PAGE]
    assert after[OTHER] == before[OTHER]


def test_without_a_training_an_execution_stands_for_all_profiles(book_folder: Path) -> None:
    book = Book.open(book_folder)
    page = read_page(book_folder, PAGE)
    trains, executes = plan_page(book, page, ["mxnet", "jax"], "quick")
    Store(book_folder).freeze(trains, executed(trains), record_of(trains))
    Store(book_folder).freeze(executes, executed(executes), record_of(executes, results=[]))
    found = fresh(book_folder)
    assert found["mxnet"] == {"quick"}
    assert found["jax"] == {"quick", "full"}
