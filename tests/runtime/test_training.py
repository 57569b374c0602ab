from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pytest

from ninbook.frameworks import BY_TAB
from ninbook.settings import SEED


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
