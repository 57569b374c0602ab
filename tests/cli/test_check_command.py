from pathlib import Path

import pytest

from ninbook.cli.check_command import check_outputs
from ninbook.outputs import Store
from ninbook.plan import plan_page
from ninbook.settings import NUMERICS
from ninbook.source import Book, read_page
from tests.cli.conftest import Command
from tests.editing import edit
from tests.executions import executed, freeze_all, record_of
from tests.projects import files_of


def problems_of(folder: Path) -> list[str]:
    return [str(problem) for problem in check_outputs(Book.open(folder), Store(folder))]


def test_a_clean_book_ends_with_code_0_and_stays_as_it_is(
    book_folder: Path, command: Command
) -> None:
    freeze_all(book_folder)
    before = files_of(book_folder)
    code, out, err = command("check")
    assert (code, err, out.splitlines()[-1]) == (0, "", "0 problems in 3 pages")
    assert files_of(book_folder) == before


def test_every_problem_is_printed(book_folder: Path, command: Command) -> None:
    freeze_all(book_folder)
    (book_folder / "chapter" / "more.md").write_text("# A\n\n:numref:`sec_pagee`\n\n:end_tab:\n")
    (book_folder / "outputs" / "chapter" / "page.jax.quick.ipynb").write_text("{}\n")
    code, out, _ = command("check")
    label, mark, damage, *_, count = out.splitlines()
    assert code == 1
    assert label == "chapter/more.md:3: label 'sec_pagee' is not defined; did you mean 'sec_page'?"
    assert mark == "chapter/more.md:5: :end_tab: without :begin_tab:"
    assert damage.startswith("outputs/chapter/page.jax.quick.ipynb:1: damaged or edited: ")
    assert count == "3 problems in 4 pages"


def test_warnings_are_no_problems(book_folder: Path, command: Command) -> None:
    blocks = ":begin_tab:`jax`\nA\n\n:begin_tab:`mxnet`\nB\n:end_tab:\n"
    with (book_folder / "index.md").open("a") as page:
        page.write(f"\n{blocks}")
    code, out, _ = command("check", "--no-outputs")
    said, count = out.splitlines()
    assert "warning: :begin_tab: is not closed before the next one;" in said
    assert (code, count) == (0, "0 problems and 1 warning in 3 pages")


def test_missing_executions_are_named_with_the_remedy(book_folder: Path) -> None:
    assert problems_of(book_folder) == [
        f"outputs/chapter/page.{tab}.quick.ipynb:1: is missing; run ./d2lbook build eval "
        f"--tab {tab} --profile quick"
        for tab in ("jax", "mxnet", "pytorch", "tensorflow")
    ]


@pytest.mark.parametrize("profile", ["full", "quick"])
def test_one_profile_is_enough_and_is_named_when_it_is_stale(
    profile: str, book_folder: Path
) -> None:
    freeze_all(book_folder, profile)
    assert problems_of(book_folder) == []
    edit("chapter/page.md", "print(2 * x + 20)", "print(2 * x + 30)")
    assert problems_of(book_folder) == [
        f"outputs/chapter/page.jax.{profile}.ipynb:1: is stale, chapter/page.md changed; "
        f"run ./d2lbook build eval --tab jax --profile {profile}"
    ]


def test_each_damaged_file_is_named_once(book_folder: Path) -> None:
    freeze_all(book_folder)
    store = book_folder / "outputs"
    (store / "chapter" / "page.jax.quick.ipynb").write_text("{}")
    (store / "chapter" / "page.mxnet.quick.ipynb").unlink()
    (store / "foreign.txt").write_text("")
    named = [line.split(":")[0] for line in problems_of(book_folder)]
    assert named == [
        "outputs/chapter/page.jax.quick.ipynb",
        "outputs/chapter/page.mxnet.quick.ipynb",
        "outputs/foreign.txt",
    ]


def test_other_versions_than_the_locked_ones_are_noted_and_no_problem(
    book_folder: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    freeze_all(book_folder)
    monkeypatch.setattr("ninbook.cli.check_command.LOCKS", book_folder)
    lock = book_folder / "frameworks.txt"
    lock.write_text("torch==2.9.1 \\\n    --hash=sha256:00\njax==9.9.9 ; python_version > '3'\n")
    code, out, _ = command("check")
    note = "note: outputs/chapter/page.jax.quick.ipynb: executed with jax 0.8.1, locked is 9.9.9\n"
    assert (code, note in out) == (0, True)
    assert "torch" not in out.replace("pytorch", "")


def test_a_stale_execution_is_no_problem_where_a_fresh_one_trains_nothing(
    book_folder: Path,
) -> None:
    freeze_all(book_folder, "full")
    edit("chapter/page.md", "print(2 * x + 20)", "print(2 * x + 30)")
    book = Book.open(book_folder)
    (plan,) = plan_page(book, read_page(book_folder, Path("chapter/page.md")), ["jax"], "quick")
    Store(book_folder).freeze(plan, executed(plan), record_of(plan))
    assert len(problems_of(book_folder)) == 1
    Store(book_folder).freeze(plan, executed(plan), record_of(plan, results=[]))
    assert problems_of(book_folder) == []


def test_an_accuracy_that_is_missed_is_named_with_the_remedy(book_folder: Path) -> None:
    page = book_folder / "chapter" / "page.md"
    edit(page, "ninbook: results", "ninbook: seeds 0.90")
    freeze_all(book_folder, "full")
    assert problems_of(book_folder)[0] == (
        "outputs/chapter/page.jax.full.ipynb:1: seed 2013 ended with an accuracy of 0.812; that is "
        "below 0.90, which the page asks for; seed 1 comes next; run ./d2lbook build eval --tab "
        "jax --profile full"
    )
    assert len(problems_of(book_folder)) == 4
    edit(page, "ninbook: seeds 0.90", "ninbook: seeds 0.80")
    assert problems_of(book_folder) == []


def test_other_numerics_and_another_seed_are_named(
    book_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    freeze_all(book_folder, "full")
    with monkeypatch.context() as patch:
        patch.setattr("ninbook.settings.NUMERICS", NUMERICS | {"jax": 99})
        assert problems_of(book_folder) == [
            "outputs/chapter/page.jax.full.ipynb:1: is stale, executed with version "
            f"{NUMERICS['jax']} of the runtime's numerics, not 99; run ./d2lbook build eval "
            "--tab jax --profile full"
        ]
    monkeypatch.setenv("NINBOOK_SEED", "7")
    assert "is stale, executed from seed 2013, not 7; run " in problems_of(book_folder)[0]


def test_a_kept_run_of_other_code_is_noted_until_it_has_a_label(
    book_folder: Path, command: Command
) -> None:
    freeze_all(book_folder, "full")
    edit("chapter/page.md", "print(2 * x + 20)", "print(2 * x + 30)")
    assert command("outputs", "archive", "outputs/chapter/page.jax.full.ipynb")[0] == 0
    (run,) = (book_folder / "outputs" / "runs").rglob("*.json")
    note = f"note: {run.relative_to(book_folder)}: run of other code, which doesn't count; say why"
    assert note in command("check")[1]
    assert command("outputs", "archive", str(run), "--label", "the old sum")[0] == 0
    assert "run of other code" not in command("check")[1]
