import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from ninbook.runtime import reader
from ninbook.settings import PROFILE_VARIABLE


class Loader:
    """Ten minibatches, and attributes of its own."""

    name = "loader"
    num_workers = 4

    def __len__(self) -> int:
        return 10

    def __iter__(self) -> Iterator[int]:
        return iter(range(10))


class Data:
    """Hands out loaders as d2l's DataModule does."""

    def val_dataloader(self) -> Loader:
        return Loader()


class Trainer:
    """Prepares data as d2l's Trainer does."""

    train_dataloader: Any
    val_dataloader: Any
    num_train_batches = num_val_batches = 10

    def prepare_data(self, data: Any) -> None:
        self.train_dataloader, self.val_dataloader = Loader(), data.val_dataloader()


@pytest.fixture
def trainer(monkeypatch: pytest.MonkeyPatch) -> Trainer:
    """A trainer that keeps to what is chosen; nothing is chosen from outside."""
    monkeypatch.delenv(PROFILE_VARIABLE, raising=False)
    monkeypatch.setattr(reader, "_limit", None)
    kind = type("Shortened", (Trainer,), {})
    reader.shorten(SimpleNamespace(Trainer=kind))
    return kind()


def test_a_quick_training_sees_two_minibatches(trainer: Trainer) -> None:
    assert reader.choose("quick", 2) == "quick"
    trainer.prepare_data(Data())
    assert trainer.num_train_batches == len(trainer.train_dataloader) == 2
    assert list(trainer.train_dataloader) == [0, 1]
    assert list(trainer.train_dataloader) == [0, 1]
    assert trainer.train_dataloader.name == "loader"
    assert trainer.train_dataloader.num_workers == 0
    assert list(trainer.val_dataloader) == [0, 1]


def test_data_need_not_have_a_validation(trainer: Trainer) -> None:
    data = type("Unvalidated", (Data,), {"val_dataloader": lambda self: None})()
    reader.choose("quick", 2)
    trainer.prepare_data(data)
    assert trainer.val_dataloader is None


def test_a_full_training_sees_all(trainer: Trainer) -> None:
    assert reader.choose("full", 2) == "full"
    trainer.prepare_data(Data())
    assert trainer.num_train_batches == len(list(trainer.train_dataloader)) == 10
    assert trainer.train_dataloader.num_workers == 4


def test_the_choice_can_be_changed_between_trainings(trainer: Trainer) -> None:
    reader.choose("full", 2)
    trainer.prepare_data(Data())
    reader.choose("quick", 2)
    trainer.prepare_data(Data())
    assert len(list(trainer.train_dataloader)) == 2


def test_an_evaluation_sees_as_little_as_the_last_training_did(trainer: Trainer) -> None:
    data, untouched = Data(), Data()
    reader.choose("quick", 2)
    for _ in range(2):
        trainer.prepare_data(data)
        assert list(data.val_dataloader()) == [0, 1]
    assert len(list(untouched.val_dataloader())) == 10
    reader.choose("full", 2)
    trainer.prepare_data(data)
    assert len(list(data.val_dataloader())) == 10


def test_the_environment_has_the_last_word(
    trainer: Trainer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(PROFILE_VARIABLE, "quick")
    assert reader.choose("full", 2) == "quick"
    trainer.prepare_data(Data())
    assert len(list(trainer.train_dataloader)) == 2


def test_by_itself_a_gpu_trains_in_full_and_a_cpu_does_not(
    trainer: Trainer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(reader, "_GPUS", (str(tmp_path / "none"),))
    assert reader.choose("auto", 2) == "quick"
    monkeypatch.setattr(reader, "_GPUS", (str(tmp_path),))
    assert reader.choose("auto", 2) == "full"


def test_mends_run_in_their_order_and_find_their_module(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "mended_module.py").write_text("import os\n\nSEEN = os.environ['AROUND']\n")
    monkeypatch.syspath_prepend(tmp_path)
    seen = []

    @contextmanager
    def around() -> Iterator[None]:
        with monkeypatch.context() as patch:
            patch.setenv("AROUND", "yes")
            yield

    reader.AT_ONCE.before("mended_module", lambda: seen.append("mended_module" in sys.modules))
    reader.AT_ONCE.around("mended_module", around)
    reader.AT_ONCE.after("mended_module", lambda module: seen.append(module.SEEN))
    assert seen == [False, "yes"]
