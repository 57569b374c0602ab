import math
from types import SimpleNamespace
from typing import Any

import pytest
from safetensors.numpy import load_file

from ninbook.frameworks import BY_TAB
from ninbook.runtime import training
from ninbook.settings import QUICK, SEED
from tests.runtime.conftest import Facts, Reported


@pytest.mark.parametrize("tab", BY_TAB)
class TestTraining:
    def test_counts(self, trained: Facts, tab: str) -> None:
        result = trained(tab)
        assert (result["epochs"], result["steps"]) == (2, 4)
        assert (result["train_batches"], result["val_batches"]) == (2, 2)
        assert result["parameters"] == 156 + 112 + 5_770  # two convolutions, one dense layer

    def test_says_what_was_trained(self, trained: Facts, tab: str) -> None:
        result = trained(tab)
        assert result["model"] == "Small"
        assert result["framework"] == BY_TAB[tab].title
        assert (result["profile"], result["complete"]) == ("quick", False)
        assert (result["seed"], result["learning_rate"]) == (SEED, 0.1)
        assert result["seconds_per_epoch"] > 0
        assert result["device"]
        assert result["resumed"] == 0
        assert "weights" not in result

    def test_curves(self, trained: Facts, tab: str) -> None:
        result = trained(tab)
        curves = result["curves"]
        assert [x for x, _ in curves["train_loss"]] == [0, 0.5, 1, 1.5]
        for label in ("val_loss", "val_acc"):
            assert [x for x, _ in curves[label]] == [1, 2]
        assert result["finite"] is True
        assert result["final"] == {label: line[-1][1] for label, line in curves.items()}
        assert abs(curves["train_loss"][0][1] - math.log(10)) < 0.3
        assert 0 <= result["final"]["val_acc"] <= 1


def test_weights_are_kept_of_full_trainings_that_draw_a_plot(reported: Reported) -> None:
    results = reported("pytorch", "full")
    folder = results["folder"]
    assert (results["small"]["complete"], results["small"]["steps"]) == (True, 2)
    assert "weights" not in results["hidden small"]
    assert "weights" not in results["hidden dead"]
    kept = {results[name]["weights"]["sha256"] for name in ("small", "dead")}
    assert {file.name for file in folder.iterdir()} == kept
    arrays = load_file(folder / results["small"]["weights"]["sha256"])
    assert sum(array.size for array in arrays.values()) == results["small"]["parameters"]
    assert not [*reported("pytorch", "quick")["folder"].iterdir()]


@pytest.mark.parametrize(
    ("tab", "profile", "name", "epochs"),
    [
        *((tab, "full", "dead", 2) for tab in BY_TAB),
        ("pytorch", "quick", "dead", 4),
        ("pytorch", "full", "hidden dead", 4),
    ],
)
def test_a_dead_training_is_stopped_if_it_is_full_and_draws_a_plot(
    tab: str, profile: str, name: str, epochs: int, reported: Reported
) -> None:
    result = reported(tab, profile)[name]
    assert (result["dead"], result["epochs"]) == (epochs == 2, epochs)
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
