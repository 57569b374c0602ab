from pathlib import Path
from typing import Any

import pytest

from ninbook.outputs import Store
from ninbook.plan import PlannedNotebook, plan_notebook, plan_page
from ninbook.settings import FULL, PROFILES, QUICK, SEED, SEED_VARIABLE
from ninbook.source import Book, Document, read_page
from tests.editing import edit

TABS = ["pytorch", "mxnet", "tensorflow", "jax"]


def plans_of(folder: Path, profile: str = QUICK.name) -> list[PlannedNotebook]:
    book = Book.open(folder)
    pages = [read_page(folder, path) for path in book.pages]
    return [plan for page in pages for plan in plan_page(book, page, book.tabs, profile)]


def fingerprints_of(folder: Path) -> dict[str | None, tuple[str, ...]]:
    return {plan.tab: plan.fingerprints for plan in plans_of(folder)}


def test_every_page_with_code_is_planned_for_every_tab(book_folder: Path) -> None:
    plans = plans_of(book_folder)
    assert [(plan.page, plan.tab) for plan in plans] == [("chapter/page", tab) for tab in TABS]
    assert [plan.title for plan in plans] == [f"chapter/page [{tab}]" for tab in TABS]
    assert all(len(plan.fingerprints) == len(plan.cells) == 2 for plan in plans)


def test_a_page_is_planned_for_the_tabs_that_it_has(book_folder: Path) -> None:
    def tabs_of(text: str) -> list[str | None]:
        page = Document(Path("a.md"), Path("a.md"), text)
        return [plan.tab for plan in plan_page(Book.open(book_folder), page, TABS, QUICK.name)]

    assert tabs_of("# A\n\n```{.python .input}\n%%tab jax, mxnet\nx\n```\n") == ["mxnet", "jax"]
    assert tabs_of("# A\n\nWords.\n") == []


def test_a_book_without_tabs_has_one_plan_per_page(book_folder: Path) -> None:
    edit(book_folder / "config.ini", "pytorch, mxnet, tensorflow, jax", "")
    (book_folder / "chapter" / "page.md").write_text("# A\n\n```{.python .input}\nx\n```\n")
    (plan,) = plans_of(book_folder)
    assert (plan.tab, plan.title) == (None, "chapter/page")


def test_freshness_counts_the_first_cells_that_agree(book_folder: Path) -> None:
    plan = plans_of(book_folder)[0]
    first, second = plan.fingerprints
    for recorded, count, fresh in [
        (None, 0, False),
        ([], 0, False),
        ([first], 1, False),
        ([first, second], 2, True),
        ((first, second), 2, True),
        ([first, "0"], 1, False),
        (["0", second], 0, False),
        ([first, second, "0"], 2, False),
    ]:
        assert plan.fresh_cells(recorded) == count
        assert plan.is_fresh(recorded) is fresh


EDITS = [
    ("LeNet (", "LeNet, a network of 1998 (", set()),
    ("# Doubling\n", "# Doubling a Number\n\nA new paragraph.\n", set()),
    ("Words for PyTorch.", "Other words.", set()),
    ("$$y = 2 x$$", "$$y = x + x$$", set()),
    ("print(2 * x)\n", "print(2 * x)  # twice\n", set()),
    ("<!-- ninbook: results -->\n", "", set()),
    ("Now the results.\n", "Now the results.\n\n```bash\necho not a cell\n```\n", set()),
    ("print(2 * x)\n", "print(3 * x)\n", {"pytorch", "mxnet"}),
    ("x = 1\n", "x = 2\n", set(TABS)),
    ("```{.python .input}\n%%tab jax\nprint(2 * x + 20)\n```\n", "", {"jax"}),
]


@pytest.mark.parametrize(("old", "new", "stale"), EDITS)
def test_an_edit_makes_the_tabs_stale_whose_code_it_changes(
    old: str, new: str, stale: set[str], book_folder: Path
) -> None:
    before = fingerprints_of(book_folder)
    edit("chapter/page.md", old, new)
    after = fingerprints_of(book_folder)
    assert {tab for tab in TABS if before[tab] != after[tab]} == stale


def fresh_in(folder: Path) -> dict[tuple[str, str | None, str], int]:
    """Executions of the store that are fresh, with the number of their cells."""
    store, fresh = Store(folder), {}
    for profile in PROFILES:
        for plan in plans_of(folder, profile):
            execution = store.load(plan.page, plan.tab, profile)
            if execution and plan.is_fresh(execution.fingerprints):
                fresh[plan.page, plan.tab, profile] = len(plan.fingerprints)
    return fresh


def test_an_edit_to_one_cell_of_jax_makes_only_jax_stale(chapter_copy: Path) -> None:
    before = fresh_in(chapter_copy)
    assert before, "the chapter has no frozen output that is fresh"
    for name in ("nin.md", "nin.ko.md"):
        file = chapter_copy / "chapter_cnn-modern" / name
        edit(file, "NiN(training=False).layer_summary", "NiN(training=True).layer_summary")
    changed = ("chapter_cnn-modern/nin", "jax")
    assert fresh_in(chapter_copy) == {key: n for key, n in before.items() if key[:2] != changed}
    for profile in PROFILES:
        for plan in plans_of(chapter_copy, profile):
            execution = Store(chapter_copy).load(plan.page, plan.tab, profile)
            if execution and (plan.page, plan.tab) == changed:
                assert plan.fresh_cells(execution.fingerprints) == 3


def test_a_plan_does_not_depend_on_the_profile_but_its_fingerprints_do(book_folder: Path) -> None:
    book, page = Book.open(book_folder), read_page(book_folder, Path("chapter/page.md"))
    plans: dict[str, Any] = {
        profile: plan_notebook(book, page, "jax", profile) for profile in (FULL.name, QUICK.name)
    }
    assert [c.source for c in plans["full"].cells] == [c.source for c in plans["quick"].cells]
    assert not set(plans["full"].fingerprints) & set(plans["quick"].fingerprints)


def test_a_seed_is_the_environments_or_one_that_is_named(
    book_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = Path("chapter/page.md")
    before = fingerprints_of(book_folder)
    edit(page, "<!-- ninbook: results -->", "<!-- ninbook: seeds 0.8 -->")
    assert {plan.seed for plan in plans_of(book_folder)} == {SEED}
    assert fingerprints_of(book_folder) == before
    monkeypatch.setenv(SEED_VARIABLE, "7")
    assert {plan.seed for plan in plans_of(book_folder)} == {7}
    assert all(before[tab] != prints for tab, prints in fingerprints_of(book_folder).items())
    book = Book.open(book_folder)
    plan = plan_notebook(book, read_page(book_folder, page), "jax", QUICK.name, seed=SEED)
    assert plan.fingerprints == before["jax"]
