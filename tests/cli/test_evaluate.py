"""What is executed for a page, and what an execution that is frozen does to others of it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from ninbook.cli.evaluate import Conditions, evaluate
from ninbook.outputs import Store
from ninbook.plan import plan_page
from ninbook.source import Book, read_page
from tests.cli.conftest import Command
from tests.editing import edit
from tests.executions import executed, record_of

Writes = Callable[[dict[int, float]], None]
SEARCHING = """\
# A

<!-- ninbook: seeds 0.80 -->

```{.python .input}
from ninbook.runtime.channel import report_result
from ninbook.settings import seed_of_environment
accuracy = ACCURACIES.get(seed_of_environment(), 0.5)
report_result({
    'curves': {}, 'final': {'val_acc': accuracy}, 'parameters': 1, 'seconds_per_epoch': 1.0,
    'epochs': 1, 'train_batches': 1, 'steps': 1, 'device': 'CPU',
})
print(accuracy)
```
"""


@pytest.mark.parametrize("trained", [True, False])
def test_a_trained_execution_is_never_removed(trained: bool, book_folder: Path) -> None:
    edit("config.ini", "pytorch, mxnet, tensorflow, jax", "")
    path = Path("chapter/page.md")
    path.write_text("# A\n\n```{.python .input}\nprint(1)\n```\n")
    book, store = Book.open(book_folder), Store(book_folder)
    (full,) = plan_page(book, read_page(book_folder, path), [], "full")
    (quick,) = plan_page(book, read_page(book_folder, path), [], "quick")
    store.freeze(full, executed(full), record_of(full, **({} if trained else {"results": []})))
    assert evaluate(book, store, [quick], Conditions(1, 60)) == 0
    assert store.load("chapter/page", None, "quick") is not None
    assert (store.load("chapter/page", None, "full") is not None) is trained


@pytest.fixture
def page_that_trains(book_folder: Path) -> Writes:
    """Writes a book without tabs whose page reports accuracies by seeds, 0.5 if none is named."""

    def write(accuracies: dict[int, float]) -> None:
        edit("config.ini", "pytorch, mxnet, tensorflow, jax", "")
        text = SEARCHING.replace("ACCURACIES", str(accuracies))
        (book_folder / "chapter/page.md").write_text(text)

    return write


def executed_in_full(command: Command, *options: str) -> tuple[int, str]:
    """Exit code and messages of an execution in full, without the breaks of the console's lines."""
    code, _, said = command("build", "eval", "--profile", "full", *options)
    return code, " ".join(said.split())


def test_seed_after_seed_is_executed_until_one_reaches_what_the_page_asks_for(
    page_that_trains: Writes, book_folder: Path, command: Command
) -> None:
    page_that_trains({2: 0.9})
    code, said = executed_in_full(command)
    assert code == 0
    assert said.count("seed 2013 ended with an accuracy of 0.500; that is below 0.80") == 2
    assert [f"seed {seed} comes next" in said for seed in (1, 2, 3)] == [True, True, False]
    store = Store(book_folder)
    execution = store.load("chapter/page", None, "full")
    assert execution.record["seed"] == 2
    assert sorted(run.seed for run in store.runs("chapter/page", None)) == [1, 2013]
    code, said = executed_in_full(command)
    assert (code, "executed" in said) == (0, False)
    code, said = executed_in_full(command, "--force")
    assert (code, "executed chapter/page (full)" in said) == (0, True)


def test_a_seed_that_is_asked_for_is_executed_alone(
    page_that_trains: Writes, book_folder: Path, monkeypatch: pytest.MonkeyPatch, command: Command
) -> None:
    page_that_trains({2013: 0.9})
    assert executed_in_full(command)[0] == 0
    monkeypatch.setenv("NINBOOK_SEED", "")  # which the option replaces until the test is over
    for done in (1, 0):
        code, said = executed_in_full(command, "--seed", "7")
        assert (code, said.count("-> outputs/runs/chapter/page.all.full.7.")) == (0, done)
    execution = Store(book_folder).load("chapter/page", None, "full")
    assert execution.record["seed"] == 2013


@pytest.mark.slow
def test_ten_seeds_without_success_are_an_error(page_that_trains: Writes, command: Command) -> None:
    page_that_trains({})
    code, said = executed_in_full(command)
    assert (code, "none of the 10 seeds reached 0.80" in said) == (1, True)


def test_a_page_that_asks_and_trains_nothing_is_executed_once(
    book_folder: Path, page_that_trains: Writes, command: Command
) -> None:
    page_that_trains({})
    edit("chapter/page.md", "report_result(", "print(")
    for done in (1, 0):
        code, said = executed_in_full(command)
        assert (code, said.count("executed chapter/page")) == (0, done)
