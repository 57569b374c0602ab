import re
from pathlib import Path
from typing import Any

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ninbook.directives import results
from ninbook.directives.context import Context
from ninbook.document.nodes import Node
from ninbook.outputs import Execution
from ninbook.outputs.provenance import provenance
from ninbook.plan import PlannedNotebook
from ninbook.settings import FULL, PROFILES, QUICK
from ninbook.words import words as site_words
from tests.executions import record_of


def make(profile: str = QUICK.name, tab: str | None = "jax", **changed: Any) -> Execution:
    """Makes an execution of two cells; keywords replace entries of its record."""
    plan = PlannedNotebook("a", tab, profile, 2013, (), ("0", "1"))
    return Execution(Path("a"), nbformat.v4.new_notebook(), record_of(plan, **changed))


def results_table(
    tab: str | None, execution: Execution | None, is_fresh: bool, cells: int = 99
) -> list[Node]:
    return results.expand(Context(tab, execution, is_fresh, cells=cells), "")


def rows_of(nodes: list[Node]) -> dict[str, str]:
    rows = [[cell.text for cell in row.children] for x in nodes for row in x.find("table_row")]
    return dict(rows)


def test_a_quick_run_says_what_it_is() -> None:
    assert provenance("jax", make(), True) == (
        "quick",
        "JAX 0.8.1 · CPU, 2 cores · quick run, not a full training run: only "
        "2 minibatches per epoch, 20 steps · seed 2013 · 2026-11-22 · 1 s",
    )


def test_a_training_that_was_resumed_counts_whole() -> None:
    execution = make(FULL.name, "pytorch", seconds_per_cell=[1.0, 600.0])
    (result,) = execution.record["results"]
    assert provenance("pytorch", execution, True)[1].endswith(" · 10 min")
    result |= {"resumed": 1, "seconds_per_epoch": 900.0}
    assert provenance("pytorch", execution, True)[1].endswith(" · 2.5 h")


def test_a_full_run_says_how_long_it_was() -> None:
    execution = make(FULL.name, "pytorch", seconds_per_cell=[1.0, 9000.0])
    assert provenance("pytorch", execution, True) == (
        "full",
        "PyTorch 2.9.1 · CPU, 2 cores · full run: 10 epochs, 4,690 steps · seed 2013 · "
        "2026-11-22 · 2.5 h",
    )


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.004, "0 s"), (119.4, "119 s"), (120, "2 min"), (7199, "120 min"), (7200, "2.0 h")],
)
def test_durations_read_well(seconds: float, text: str) -> None:
    line = provenance("jax", make(seconds_per_cell=[seconds]), True)
    assert line[1].endswith(f" · {text}")


@pytest.mark.parametrize("profile", [FULL.name, QUICK.name])
def test_code_without_training_is_cut_in_no_profile(profile: str) -> None:
    execution = make(profile, results=[])
    kind, words = provenance("jax", execution, True)
    assert kind == FULL.name
    assert words == "JAX 0.8.1 · executed in full · seed 2013 · 2026-11-22 · 1 s"


def test_a_tab_that_is_no_framework_names_python() -> None:
    for tab in (None, "rust"):
        assert "Python 3.11.7 · " in provenance(tab, make(tab=tab), True)[1]


def test_a_framework_without_recorded_version_stands_alone() -> None:
    assert provenance("mxnet", make(tab="mxnet"), True)[1].startswith("MXNet · ")


def test_what_was_not_executed_has_no_numbers() -> None:
    kind, words = provenance("jax", None, False)
    assert (kind, words) == ("stale", "Not executed yet: this cell has no output.")


@pytest.mark.parametrize("profile", PROFILES)
def test_stale_results_show_no_numbers(profile: str) -> None:
    kind, words = provenance("jax", make(profile), False)
    assert (kind, words) == (
        "stale",
        "This code has changed since it was last executed, so its output is missing.",
    )
    table = results_table("jax", make(profile), False)
    (note,) = table
    assert (note.attrs["kind"], note.attrs["text"]) == (
        "stale",
        "The results will appear here once the code has been executed.",
    )
    assert results_table("jax", None, False) == table
    assert results_table("jax", make(profile, results=[]), True) == table


@given(
    profile=st.sampled_from([QUICK.name, "smoke", "Full", "full "]),
    steps=st.integers(0, 10**6),
    batches=st.integers(1, 468),
)
def test_nothing_but_full_reads_as_full(profile: str, steps: int, batches: int) -> None:
    execution = make()
    execution.record["profile"] = profile
    execution.record["results"][0].update(steps=steps, train_batches=batches)
    kind, words = provenance("jax", execution, True)
    table = results_table("jax", execution, True)
    assert kind != "full"
    assert "quick run" in words
    for text in (words, str(table)):
        assert "full run" not in text
        assert "in full" not in text
        assert "After the last epoch" not in text


def test_a_table_holds_the_results_of_a_full_run() -> None:
    execution = make(FULL.name, "pytorch")
    assert list(rows_of(results_table("pytorch", execution, True)).items()) == [
        ("After the last epoch", "PyTorch"),
        ("Framework", "PyTorch 2.9.1"),
        ("Run", "full run: 10 epochs, 4,690 steps"),
        ("Parameters", "1,992,166"),
        ("Training loss", "0.512"),
        ("Validation loss", "0.487"),
        ("Validation accuracy", "0.812"),
        ("Seconds per epoch (fastest)", "1,234.6"),
        ("Device", "CPU, 2 cores"),
        ("Versions", "python 3.11.7, torch 2.9.1, jax 0.8.1"),
    ]


def test_several_trainings_are_counted() -> None:
    execution = make(FULL.name, "pytorch")
    (first,) = execution.record["results"]
    execution.record["results"].append(dict(first, steps=310))
    _, text = provenance("pytorch", execution, True)
    assert " · full run: 2 training runs, 5,000 steps · " in text
    rows = rows_of(results_table("pytorch", execution, True))
    assert rows["Run"] == "full run: 10 epochs, 310 steps"


def test_a_table_holds_the_last_training_before_it() -> None:
    execution = make(FULL.name, "pytorch")
    (first,) = execution.record["results"]
    execution.record["results"].append(dict(first, cell=first["cell"] + 2, parameters=7))

    def parameters(cells: int) -> str | None:
        table = results_table("pytorch", execution, True, cells=cells)
        return rows_of(table).get("Parameters")

    assert parameters(first["cell"] + 3) == "7"
    assert parameters(first["cell"] + 2) == parameters(first["cell"] + 1) == "1,992,166"
    assert parameters(first["cell"]) is None


def test_a_table_of_a_quick_run_says_so() -> None:
    rows = rows_of(results_table("jax", make(), True))
    assert rows["After the quick run"] == "JAX"
    assert rows["Run"].startswith(
        "quick run, not a full training run: only 2 minibatches per epoch"
    )


def test_a_table_leaves_out_what_was_not_measured() -> None:
    execution = make()
    del execution.record["results"][0]["final"]["val_acc"]
    rows = rows_of(results_table("jax", execution, True))
    assert "Validation accuracy" not in rows
    assert "Validation loss" in rows


def test_the_last_training_counts() -> None:
    execution = make()
    first = execution.record["results"][0]
    execution.record["results"] = [{**first, "parameters": 1, "device": "other"}, first]
    rows = rows_of(results_table("jax", execution, True))
    assert (rows["Parameters"], rows["Device"]) == ("1,992,166", "CPU, 2 cores")


def test_all_machines_of_a_training_are_named_in_the_language_of_the_page() -> None:
    execution = make(FULL.name)
    machines = [
        "CPU, 10 cores, x86_64 with AVX-512",
        "CPU, 2 cores, arm64",
        "RTX with Max-Q Design",
    ]
    said = ", then ".join(machines)
    execution.record["results"][-1]["device"] = said
    assert f" · {said} · " in provenance("jax", execution, True)[1]
    _, korean = provenance("jax", execution, True, site_words.words_of("ko"))
    assert " · CPU, 코어 10개, x86_64(AVX-512), 이어서 CPU, 코어 2개, arm64, " in korean
    assert ", 이어서 RTX with Max-Q Design · " in korean


def test_earlier_numerics_are_noted() -> None:
    now, earlier = make(), make(numerics=0)
    assert "Note" not in rows_of(results_table("jax", now, True))
    assert rows_of(results_table("jax", earlier, True))["Note"] == (
        "executed with an earlier version of the book's numerical code"
    )


@given(value=st.floats(0, 10, allow_nan=False))
def test_losses_have_three_decimals(value: float) -> None:
    execution = make()
    execution.record["results"][0]["final"]["train_loss"] = value
    text = rows_of(results_table("jax", execution, True))["Training loss"]
    assert re.fullmatch(r"\d+\.\d{3}", text)
    assert abs(float(text) - value) <= 0.0005 + 1e-12


def test_losses_that_are_no_numbers_are_shown_as_such() -> None:
    execution = make()
    execution.record["results"][0]["final"]["train_loss"] = float("nan")
    assert rows_of(results_table("jax", execution, True))["Training loss"] == "nan"
