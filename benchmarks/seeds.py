"""Collects the trainings of one page from several seeds into a table.

    NINBOOK_SEED=2 ./d2lbook build eval --tab jax --profile full    # in a checkout of its own
    .venv/bin/python benchmarks/seeds.py ../other-checkout/outputs ...

Each argument is a folder with frozen executions. The complete trainings of pages with one training
go into ``seeds.json``, with their curves, in place of those with the same page, tab and seed.
``seeds.md`` beside it shows all of them. Nothing is measured here; what the executions recorded is
copied.
"""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import nbformat

RESULTS = Path(__file__).resolve().with_suffix(".json")
TABLE = RESULTS.with_suffix(".md")
_STUCK = 0.001
PUBLISHED = {"pytorch": 0.865, "mxnet": 0.872, "tensorflow": 0.870, "jax": 0.877}
"""Validation accuracies of d2l 1.0.3's page on NiN, one GPU run each, read off its curves."""
_CHAPTER = "chapter_cnn-modern/nin"
_HEAD = """\
# Trainings from several seeds

Written by `benchmarks/seeds.py` from executed notebooks. All of them are full trainings of the code
as the page has it. A training is called stuck if its last validation loss is ln 10 to the third
decimal: every logit is then the same for every image. (The page `nin-experiments`, whose trainings
are short, is less strict.) The published accuracies are those of d2l 1.0.3, one run each, read off
its curves.

| page | tab | seed | val. loss, epochs 1, 2, 3 | the last | accuracy | published | device |
|---|---|--:|---|--:|--:|--:|---|
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command; returns its exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    folders = parser.parse_args(arguments).folders
    known = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.is_file() else []
    found = {_key(training): training for training in known}
    new = {_key(training): training for folder in folders for training in trainings_in(folder)}
    if not new:
        parser.error("no complete training in these folders")
    found |= new
    trainings = [found[key] for key in sorted(found)]
    RESULTS.write_text(json.dumps(trainings, indent=1) + "\n", encoding="utf-8")
    TABLE.write_text(table(trainings), encoding="utf-8")
    print(f"{len(new)} trainings read, {len(trainings)} in {TABLE.name}")
    return 0


def table(trainings: Sequence[dict[str, Any]]) -> str:
    """Returns trainings as Markdown."""
    return _HEAD + "".join(map(_row, trainings))


def trainings_in(folder: Path) -> Iterator[dict[str, Any]]:
    """Yields the complete trainings of a folder's full executions.

    Args:
        folder: an ``outputs`` folder.
    """
    for file in sorted(folder.rglob("*.full.ipynb")):
        record = nbformat.read(file, as_version=4).metadata["ninbook"]
        if len(record["results"]) != 1:  # what sets seeds of its own in its code
            continue
        (result,) = record["results"]
        if result["complete"]:
            yield {
                "page": record["page"],
                "tab": record["tab"],
                "seed": record["seed"],
                "device": result["device"],
                "versions": record["versions"],
                "started": record["started"],
                "curves": result["curves"],
            }


def _key(training: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(training[name] for name in ("page", "tab", "seed"))


def _row(training: dict[str, Any]) -> str:
    losses = [loss for _, loss in training["curves"]["val_loss"]]
    stuck = " (stuck)" if abs(losses[-1] - math.log(10)) < _STUCK else ""
    cells = (
        training["page"],
        training["tab"],
        training["seed"],
        ", ".join(f"{loss:.3f}" for loss in losses[:3]),
        f"{losses[-1]:.3f}{stuck}",
        f"{training['curves']['val_acc'][-1][1]:.4f}",
        PUBLISHED.get(training["tab"], "") if training["page"] == _CHAPTER else "",
        training["device"],
    )
    return f"| {' | '.join(map(str, cells))} |\n"


if __name__ == "__main__":
    raise SystemExit(main())
