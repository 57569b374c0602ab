import json
import math
from typing import Any

from ninbook.outputs import Run

RECORD: dict[str, Any] = {
    "page": "chapter/page",
    "tab": "jax",
    "profile": "full",
    "seed": 7,
    "numerics": 2,
    "fingerprints": ["a" * 64, "b" * 64, "c" * 64],
    "versions": {"python": "3.11.7", "jax": "0.10"},
    "started": "2026-11-22T04:00:35+00:00",
    "results": [
        {"cell": 0, "curves": {}, "final": {}},
        {
            "cell": 1,
            "curves": {"val_loss": [[1, 2.3025853]] * 2, "val_acc": [[1, 0.1], [2, 0.1]]},
            "device": "CPU, 2 cores",
            "final": {"val_acc": 0.1},
            "weights": {"sha256": "0" * 64},
        },
    ],
}


def test_the_last_training_of_an_execution_is_kept_without_its_weights() -> None:
    run = Run.of(RECORD)
    assert run.fingerprint == "b" * 64
    assert run.file_name == "chapter/page.jax.full.7.bbbbbbbb.json"
    assert "weights" not in run.result
    assert run.accuracy == 0.1
    assert Run.of(RECORD | {"results": []}) is None


def test_a_file_says_what_it_holds_and_is_read_again() -> None:
    run = Run.of(RECORD, "Xavier")
    content = run.to_json()
    entries = json.loads(content)
    assert entries["profile"] == "full"
    assert entries["outcome"] == {"val_acc": 0.1, "dead_after": run.dead_after}
    assert entries["label"] == "Xavier"
    assert Run.from_json(content) == run
    assert Run.from_json(content).to_json() == content


def test_what_is_no_number_reaches_nothing() -> None:
    for accuracy in (math.nan, None):
        final = {} if accuracy is None else {"val_acc": accuracy}
        run = Run.of(RECORD | {"results": [RECORD["results"][-1] | {"final": final}]})
        assert not run.reaches(0.1)
