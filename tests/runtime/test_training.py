from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from safetensors.numpy import load_file

from ninbook.frameworks import BY_TAB
from ninbook.runtime import training
from ninbook.settings import QUICK, SEED

FULL_TRAINING = """
import json
from torch.utils.data import Subset
from ninbook.runtime import training

training.report_result = lambda result: print(json.dumps(result))
{network}
data = d2l.FashionMNIST(batch_size=64, resize=(28, 28))
data.train, data.val = (Subset(images, range(128)) for images in (data.train, data.val))
model.board.display = {display}
d2l.Trainer(max_epochs=1).fit(model, data)
"""

DEAD_TRAINING = """
import json
from ninbook.runtime import training

training.report_result = lambda result: print(json.dumps(result))
{network}
model.board.display = {display}
d2l.Trainer(max_epochs=4).fit(model, data)
"""


@pytest.mark.parametrize("tab", BY_TAB)
class TestTraining:
    def test_counts(self, trained: Callable[[str], dict[str, Any]], tab: str) -> None:
        result = trained(tab)
        assert (result["epochs"], result["steps"]) == (2, 4)
        assert (result["train_batches"], result["val_batches"]) == (2, 2)
        assert result["parameters"] == 156 + 112 + 5_770  # two convolutions, one dense layer

    def test_says_what_was_trained(
        self, trained: Callable[[str], dict[str, Any]], tab: str
    ) -> None:
        result = trained(tab)
        assert result["model"] == "Small"
        assert result["framework"] == BY_TAB[tab].title
        assert (result["profile"], result["complete"]) == ("quick", False)
        assert (result["seed"], result["learning_rate"]) == (SEED, 0.1)
        assert result["seconds_per_epoch"] > 0
        assert result["device"]
        assert result["resumed"] == 0
        assert "weights" not in result  # there was no one to collect them

    def test_curves(self, trained: Callable[[str], dict[str, Any]], tab: str) -> None:
        result = trained(tab)
        curves = result["curves"]
        assert [x for x, _ in curves["train_loss"]] == [0, 0.5, 1, 1.5]
        for label in ("val_loss", "val_acc"):
            assert [x for x, _ in curves[label]] == [1, 2]
        assert result["finite"] is True
        assert result["final"] == {label: line[-1][1] for label, line in curves.items()}
        assert abs(curves["train_loss"][0][1] - math.log(10)) < 0.3
        assert 0 <= result["final"]["val_acc"] <= 1


@pytest.mark.parametrize("display", [True, False])
def test_weights_are_kept_of_trainings_that_draw_a_plot(
    display: bool, run_kernel_code: Callable[..., str], need: Callable[[str], None], tmp_path: Path
) -> None:
    need("pytorch")
    network = (Path(__file__).parent / "small_networks" / "pytorch.py").read_text()
    code = FULL_TRAINING.format(network=network, display=display)
    output = run_kernel_code(code, NINBOOK_PROFILE="full", NINBOOK_ARTIFACTS=str(tmp_path))
    result = json.loads(output.splitlines()[-1])
    assert (result["complete"], result["steps"]) == (True, 2)
    assert [file.name for file in tmp_path.iterdir()] == [
        weights["sha256"] for weights in [result.get("weights")] if weights
    ]
    if not display:
        assert "weights" not in result
        return
    arrays = load_file(tmp_path / result["weights"]["sha256"])
    assert sum(array.size for array in arrays.values()) == result["parameters"]


@pytest.mark.parametrize(
    ("tab", "profile", "display", "dead"),
    [
        *((tab, "full", True, True) for tab in BY_TAB),
        ("pytorch", "quick", True, False),
        ("pytorch", "full", False, False),
    ],
)
def test_a_dead_training_is_stopped_if_it_is_full_and_draws_a_plot(
    tab: str,
    profile: str,
    display: bool,
    dead: bool,
    run_kernel_code: Callable[..., str],
    need: Callable[[str], None],
) -> None:
    need(tab)
    network = (Path(__file__).parent / "dead_networks" / f"{tab}.py").read_text()
    code = DEAD_TRAINING.format(network=network, display=display)
    output = run_kernel_code(code, NINBOOK_PROFILE=profile)
    result = json.loads(output.splitlines()[-1])
    epochs = 2 if dead else 4
    assert (result["dead"], result["epochs"]) == (dead, epochs)
    assert result["steps"] == epochs * result["train_batches"]
    assert [x for x, _ in result["curves"]["val_loss"]] == list(range(1, epochs + 1))
    assert result["final"]["val_loss"] == pytest.approx(math.log(10), abs=1e-5)


def test_the_fastest_epoch_counts_and_a_loss_that_is_no_number_is_seen() -> None:
    trainer = SimpleNamespace(num_train_batches=2, num_val_batches=2)
    follower = SimpleNamespace(
        trainer=trainer,
        epoch_seconds=[3.0, 1.0, 2.0],
        steps=6,
        devices=lambda: ["CPU"],
        resumed=0,
        dead=False,
    )
    state = SimpleNamespace(tab="pytorch", count_parameters=lambda trainer, model: 1)

    def result_of(*losses: float) -> dict[str, Any]:
        line = [SimpleNamespace(x=x, y=y) for x, y in enumerate(losses)]
        board = SimpleNamespace(data={"val_loss": line})
        return training._result(follower, SimpleNamespace(board=board), state, QUICK)  # type: ignore[arg-type]

    assert result_of(1.0, 2.0)["seconds_per_epoch"] == 1
    assert result_of(1.0, 2.0)["finite"] is True
    assert result_of(1.0, math.nan, 2.0)["finite"] is False
