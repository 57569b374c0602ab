from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ninbook.outputs import Run, Store
from ninbook.plan import plan_notebook
from ninbook.source import Book, BookError, read_page
from tests.directives.conftest import PAGE, presented, rows
from tests.editing import edit
from tests.executions import freeze_all


def rows_of_runs(folder: Path, language: str = "en") -> list[list[str]]:
    """Returns the rows of the table of runs."""
    tables = (node for node in presented(folder, "jax", language) if node.type == "table")
    (found,) = (table for table in tables if len(table.attrs["aligns"]) > 5)
    return rows(found)


@pytest.fixture
def frozen(book_folder: Path) -> Path:
    """The small book: a run in each tab that ends at 0.8125, and three more in JAX."""
    comments = "ninbook: seeds 0.80 -->\n\n<!-- ninbook: runs"
    edit(book_folder / PAGE, "ninbook: results", comments)
    config = book_folder / "config.ini"
    edit(config, "languages = en", "languages = en, ko")
    published = "[ninbook.published]\nchapter/page = jax 0.9, pytorch 0.85\n"
    edit(config, "[pdf]", f"{published}[ninbook.ko.labels]\nold code = 옛 코드\n[pdf]")
    freeze_all(book_folder, "full")
    book, store = Book.open(book_folder), Store(book_folder)
    execution = store.load("chapter/page", "jax", "full")
    run = Run.of(execution.record) if execution else None
    assert run is not None
    guess: dict[str, Any] = {
        "curves": {
            "val_loss": [[1, 2.3025853], [2, 2.3025853]],
            "val_acc": [[1, 0.1], [2, 0.1]],
        },
        "final": {"val_acc": 0.1},
    }
    for seed, changed in ((1, {}), (2, guess)):
        plan = plan_notebook(book, read_page(book_folder, PAGE), "jax", "full", seed)
        assert plan is not None
        fingerprint = plan.fingerprints[run.result["cell"]]
        new = replace(run, seed=seed, fingerprint=fingerprint, result={**run.result, **changed})
        store.keep(new)
    store.keep(replace(run, seed=9, fingerprint="0" * 64, label="Old code"))
    return book_folder


def test_all_runs_are_listed(frozen: Path) -> None:
    head, *runs = rows_of_runs(frozen)
    assert head[:4] == ["Framework", "Seed", "Validation accuracy", "Published accuracy"]
    assert head[4:] == ["Outcome", "Device", "Date"]
    shared = ["CPU", "2026-11-22"]
    reached = "reached 0.80"
    shown = f"{reached}, shown here"
    assert runs == [
        ["PyTorch", "2013", "0.812", "0.85", shown, *shared],
        ["MXNet", "2013", "0.812", "–", shown, *shared],
        ["TensorFlow", "2013", "0.812", "–", shown, *shared],
        ["JAX", "2013", "0.812", "0.9", shown, *shared],
        ["JAX", "1", "0.812", "0.9", reached, *shared],
        ["JAX", "2", "0.100", "0.9", "dead after epoch 2", *shared],
        ["JAX", "9", "0.812", "0.9", f"{reached}; outside the rule (Old code)", *shared],
    ]


def test_the_table_is_in_the_language_of_the_page(frozen: Path) -> None:
    head, *runs = rows_of_runs(frozen, "ko")
    assert head[:5] == ["프레임워크", "시드", "검증 정확도", "공개된 정확도", "결과"]
    assert runs[3][4] == "0.80 도달, 여기 표시"
    assert runs[5][4] == "2에폭 뒤 죽음"
    assert runs[6][4] == "0.80 도달, 규칙 밖(옛 코드)"


def test_without_a_run_a_note_stands_there(book_folder: Path) -> None:
    edit(book_folder / PAGE, "ninbook: results", "ninbook: runs")
    notes = [node.attrs["text"] for node in presented(book_folder) if node.type == "provenance"]
    assert any("The results will appear here" in note for note in notes)


@pytest.mark.parametrize("value", ["vue 0.9", "jax", "jax high"])
def test_published_values_that_cannot_be_read_are_named(value: str, frozen: Path) -> None:
    edit(frozen / "config.ini", "jax 0.9", value)
    with pytest.raises(BookError, match=f"write a tab and an accuracy, .* not '{value}'"):
        rows_of_runs(frozen)
