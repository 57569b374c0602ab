"""Which of several trainings a page shows."""

from collections.abc import Callable
from pathlib import Path

import pytest
from safetensors.numpy import load

from ninbook.document.document import Document
from ninbook.outputs import Run, SeedSearch, Store, plan_of, seed_search
from ninbook.settings import FULL, QUICK, SEED, SEED_VARIABLE
from ninbook.source import Book
from tests.editing import edit

SHOWN = Path("outputs/chapter/page.jax.full.ipynb")
Searching = Callable[[], tuple[Book, Store, Document]]
Train = Callable[..., Path]


def search(searching: Searching) -> SeedSearch:
    return seed_search(*searching(), "jax")


def seeds(runs: tuple[Run, ...]) -> list[int]:
    return [run.seed for run in runs]


def test_seeds_are_tried_in_their_order(searching: Searching, train: Train) -> None:
    assert search(searching).next_seed == SEED
    assert train(SEED, 0.5, 0.7999) == SHOWN
    assert search(searching).next_seed == 1
    train(1, 0.1, 0.1)
    found = search(searching)
    assert (found.next_seed, found.is_over, found.has_next) == (2, False, True)
    assert (found.shown.seed, seeds(found.tried)) == (SEED, [SEED, 1])
    assert train(2, 0.5, 0.8) == SHOWN
    found = search(searching)
    assert (found.seed, found.is_over, found.has_next, found.problem) == (2, True, False, None)
    assert (seeds(found.tried), found.archived) == ([SEED, 1, 2], ())


def test_of_seeds_that_are_not_shown_the_runs_are_kept(searching: Searching, train: Train) -> None:
    train(SEED, 0.1, 0.1)
    assert train(1, 0.3).match("outputs/runs/chapter/page.jax.full.1.*.json")
    train(2, 0.9)
    _, store, _ = searching()
    assert [run.seed for run in store.runs("chapter/page", "jax")] == [1, SEED]
    assert sorted(file.name for file in store.folder.rglob("page*") if file.suffix != ".json") == [
        "page.jax.full.ipynb",
        "page.jax.full.safetensors",
    ]
    execution = store.load("chapter/page", "jax", FULL.name)
    assert execution.record["seed"] == 2
    (content,) = store.weights(execution).values()
    assert load(content)["seed"] == [2]
    assert store.damage() == []


def test_the_first_that_reaches_it_is_shown_whatever_comes_later(
    searching: Searching, train: Train
) -> None:
    train(2, 0.9)
    found = search(searching)
    assert (found.is_over, found.next_seed) == (False, SEED)
    assert found.problem == "seed 2 ended with an accuracy of 0.900; seed 2013 comes next"
    train(1, 0.85)
    train(SEED, 0.2)
    found = search(searching)
    assert (found.is_over, found.seed) == (True, 1)
    train(3, 0.95)
    assert search(searching).is_over
    assert seeds(search(searching).tried) == [SEED, 1, 2, 3]


def test_a_run_that_died_is_named(searching: Searching, train: Train) -> None:
    train(SEED, 0.2, 0.1, 0.1)
    found = search(searching)
    assert found.problem == (
        "seed 2013 ended with an accuracy of 0.100, dead after epoch 3; "
        "that is below 0.80, which the page asks for; seed 1 comes next"
    )


def test_ten_seeds_are_enough(searching: Searching, train: Train) -> None:
    for seed in (SEED, *range(1, 10)):
        train(seed, 0.2)
    found = search(searching)
    assert (found.next_seed, found.is_over, found.has_next) == (None, False, False)
    assert found.problem == (
        "none of the 10 seeds reached 0.80, which the page asks for; ask for less"
    )


@pytest.mark.parametrize("seed", [0, 5])
def test_the_environment_asks_for_a_seed(
    seed: int, searching: Searching, train: Train, monkeypatch: pytest.MonkeyPatch
) -> None:
    train(SEED, 0.9)
    monkeypatch.setenv(SEED_VARIABLE, str(seed))
    assert (search(searching).next_seed, search(searching).has_next) == (seed, True)
    assert train(seed, 0.95) != SHOWN
    assert (search(searching).next_seed, search(searching).has_next) == (seed, False)
    assert search(searching).is_over


def test_other_code_does_not_count_but_is_kept(searching: Searching, train: Train) -> None:
    train(SEED, 0.2)
    train(1, 0.9)
    book, store, page = searching()
    file = book.root / page.path
    edit(file, "print(2 * x + 20)", "print(2 * x + 30)")
    found = search(searching)
    assert (found.tried, seeds(found.archived), found.shown) == ((), [SEED, 1], None)
    assert (found.next_seed, found.has_next, found.problem) == (SEED, True, None)
    assert train(SEED, 0.85) == SHOWN
    found = search(searching)
    assert found.is_over
    assert (seeds(found.tried), seeds(found.archived)) == ([SEED], [SEED, 1])
    assert len(store.runs("chapter/page", "jax")) == 2


def test_a_run_counts_while_the_code_up_to_its_training_is_the_same(
    searching: Searching, train: Train
) -> None:
    train(SEED, 0.2)
    train(1, 0.9)
    book, _, page = searching()
    file = book.root / page.path
    cell = "```{.python .input}\n%%tab jax\nprint('later')\n```\n"
    edit(file, "Now the results.", f"{cell}\nNow the results.")
    found = search(searching)
    assert (seeds(found.tried), found.shown) == ([SEED, 1], None)
    # The notebook misses an output, so that seed is executed again.
    assert (found.next_seed, found.has_next) == (1, True)


def test_the_same_seed_again_replaces_its_run(searching: Searching, train: Train) -> None:
    train(SEED, 0.9)
    assert train(SEED, 0.85) == SHOWN
    assert [run.accuracy for run in search(searching).tried] == [0.85]
    _, store, _ = searching()
    assert store.runs("chapter/page", "jax") == []


def test_a_frozen_execution_is_shown_with_its_own_seed(searching: Searching, train: Train) -> None:
    train(3, 0.2)
    book, store, page = searching()
    execution = store.load("chapter/page", "jax", FULL.name)
    full = plan_of(book, page, "jax", FULL.name, execution)
    quick = plan_of(book, page, "jax", QUICK.name, execution)
    assert (full.seed, quick.seed) == (3, SEED)
    assert full.is_fresh(execution.fingerprints)


def test_a_damaged_run_does_not_count(searching: Searching, train: Train) -> None:
    train(SEED, 0.2)
    file = train(1, 0.2)
    book, store, _ = searching()
    (book.root / file).write_text("{}")
    assert search(searching).next_seed == 1
    assert [problem.path for problem in store.damage()] == [file]


def test_a_page_that_asks_for_nothing_has_no_search(book_folder: Path) -> None:
    book = Book.open(book_folder)
    page = book.page(Path("chapter/page.md"))
    assert seed_search(book, Store(book_folder), page, "jax") is None
