"""The tables in benchmarks/ are those of the results beside them."""

import json
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parents[1] / "benchmarks"


@pytest.mark.parametrize(
    ("results", "module", "function"),
    [
        ("build_speed", "build_speed", "to_markdown"),
        ("lighthouse", "lighthouse", "table"),
        ("scaling", "scaling_report", "to_markdown"),
        ("training_speed", "training_report", "to_markdown"),
    ],
)
def test_a_table_is_that_of_its_results(
    results: str, module: str, function: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(FOLDER))  # the scripts are run from there
    written: Callable[[Any], str] = getattr(import_module(module), function)
    found = json.loads((FOLDER / f"{results}.json").read_text(encoding="utf-8"))
    assert written(found) == (FOLDER / f"{results}.md").read_text(encoding="utf-8")
