"""Trainings that are cut off and go on, with a framework that consists of one array."""

from __future__ import annotations

import itertools
import math
import random
from collections import OrderedDict, namedtuple
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ninbook.checkpoints.tree import pack, unpack
from ninbook.runtime import follower as module
from ninbook.runtime.checkpoint_file import CheckpointFile
from ninbook.runtime.follower import Follower
from ninbook.runtime.machine import device_name
from ninbook.runtime.state import NotResumableError
from ninbook.settings import FULL, QUICK, Profile
from tests.conftest import small_disk

NEVER = 1e9
Point = namedtuple("Point", ["x", "y"])
NewFile = Callable[[], Path]
Told = dict[str, list[Any]]


# A framework ------------------------------------------------------------------------------------


class Loader:
    """Draws its order at the beginning of a pass, and a distortion with every minibatch."""

    def __init__(self, length: int, shuffles: bool) -> None:
        self.length = length
        self.shuffles = shuffles

    def __len__(self) -> int:
        return self.length

    def __iter__(self) -> Iterator[tuple[int, float]]:
        order = np.random.permutation(self.length) if self.shuffles else range(self.length)
        for number in order:
            yield int(number), random.random()


class Board:
    """Gathers points and draws means of them, as d2l's ProgressBoard does."""

    def draw(self, x: float, y: Any, label: str, every_n: int) -> None:
        if not hasattr(self, "raw_points"):
            self.raw_points: OrderedDict[str, list[Point]] = OrderedDict()
            self.data: OrderedDict[str, list[Point]] = OrderedDict()
        points = self.raw_points.setdefault(label, [])
        line = self.data.setdefault(label, [])
        points.append(Point(x, y))
        if len(points) == every_n:
            mean = [sum(each) / len(points) for each in zip(*points)]
            line.append(Point(*mean))
            points.clear()

    def lines(self) -> dict[str, list[tuple[str, list[tuple[float, float]]]]]:
        return {
            name: [
                (label, [(float(p.x), float(p.y)) for p in line])
                for label, line in getattr(self, name, {}).items()
            ]
            for name in ("raw_points", "data")
        }


class State:
    """Takes a training of this framework apart.

    Args:
        readable: whether the state of the random generator can be read.
    """

    tab = "pytorch"

    def __init__(self, readable: bool = True) -> None:
        self.readable = readable
        self.generator = random.Random(random.randrange(1 << 30))
        self.captured = 0

    def capture(self, trainer: Any, model: Any) -> Any:
        self.captured += 1
        return {"weights": model.weights, "momentum": [trainer.momentum], "name": "one array"}

    def restore(self, trainer: Any, model: Any, tree: Any, batch: Any) -> None:
        if model.weights is None:
            model.build(batch)
        model.weights = tree["weights"]
        (trainer.momentum,) = tree["momentum"]

    def random_state(self) -> Any:
        if not self.readable:
            return None
        version, words, gauss = self.generator.getstate()
        return [version, list(words), gauss]

    def set_random_state(self, tree: Any) -> None:
        if self.readable:
            version, words, gauss = tree
            self.generator.setstate((version, tuple(words), gauss))

    def weights(self, trainer: Any, model: Any) -> dict[str, np.ndarray]:
        return {"weights": model.weights}

    def count_parameters(self, trainer: Any, model: Any) -> int:
        return int(model.weights.size)


class Model:
    """Has no weights before its first minibatch."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.board = Board()
        self.weights: np.ndarray | None = None

    def build(self, batch: tuple[int, float]) -> None:
        self.weights = np.array([self.state.generator.gauss(0, 1) for _ in range(3)], np.float32)


class KilledError(BaseException):
    """The process is gone."""


@dataclass
class Training:
    """A training as d2l's Trainer does it, in a process that may be killed.

    Args:
        train: training minibatches per epoch.
        val: validation minibatches per epoch; None for no validation.
        epochs: epochs.
        profile: the profile.
        readable: whether the state of the random generator can be read.
        lives: minibatches after which it is killed.
        peeks: whether it looks at the data before the first epoch, as d2l's JAX trainer does.
        new_state: makes what takes it apart.
        log: what was handed out: epoch, phase, minibatch, weights before it.
    """

    train: int
    val: int | None
    epochs: int
    profile: Profile = FULL
    readable: bool = True
    lives: int | None = None
    peeks: bool = False
    new_state: Callable[[bool], Any] = State
    log: list[tuple[Any, ...]] = field(default_factory=list)

    def run(self, checkpoint: CheckpointFile | None = None, seed: int = 0) -> Training:
        """Trains, in what is a new process as far as random numbers go."""
        random.seed(seed)
        np.random.seed(seed)
        self.state = self.new_state(self.readable)
        self.model = Model(self.state)
        self.momentum = np.zeros(3, np.float64)
        self.max_epochs = self.epochs
        self.train_dataloader: Any = Loader(self.train, shuffles=True)
        self.val_dataloader: Any = None if self.val is None else Loader(self.val, shuffles=False)
        self.num_train_batches, self.num_val_batches = self.train, self.val or 0
        self.follower = Follower(self, self.state, self.profile, checkpoint)
        if self.peeks:
            self.model.build(next(iter(self.train_dataloader)))
        self.train_batch_idx = self.val_batch_idx = 0
        for epoch in range(self.epochs):
            self.epoch = epoch
            self.fit_epoch()
        self.follower.finish()
        self.outcome = self.outcome_now()
        return self

    def fit_epoch(self) -> None:
        for batch in self.train_dataloader:
            if self.model.weights is None:
                self.model.build(batch)
            if not self.readable:  # as the mend for MXNet does it
                self.state.generator.seed(self.train_batch_idx)
            self.note("train", batch)
            loss = self.step(batch)
            x = self.train_batch_idx / self.num_train_batches
            self.model.board.draw(x, loss, "train_loss", max(1, self.num_train_batches // 2))
            self.train_batch_idx += 1
        for batch in self.val_dataloader or ():
            self.note("val", batch)
            loss, accuracy = self.validate(batch)
            self.model.board.draw(self.epoch + 1, loss, "val_loss", self.num_val_batches)
            self.model.board.draw(self.epoch + 1, accuracy, "val_acc", self.num_val_batches)
            self.val_batch_idx += 1

    def validate(self, batch: tuple[int, float]) -> tuple[Any, float]:
        y = self.model.weights.sum() + np.float32(batch[1])
        return y, float(y) / 7

    def note(self, phase: str, batch: tuple[int, float]) -> None:
        if len(self.log) == self.lives:
            raise KilledError
        self.log.append((self.epoch, phase, batch, self.model.weights.tolist()))

    def step(self, batch: tuple[int, float]) -> np.ndarray:
        number, distortion = batch
        gradient = self.model.weights + np.float32(number + distortion)
        gradient *= np.float32(self.state.generator.random() < 0.8)  # dropout
        self.momentum = 0.9 * self.momentum + gradient
        self.model.weights = (self.model.weights - 0.1 * self.momentum).astype(np.float32)
        return (self.model.weights**2).mean()

    def outcome_now(self) -> dict[str, Any]:
        """Returns what must not depend on whether it was cut off."""
        return {
            "weights": None if self.model.weights is None else self.model.weights.tolist(),
            "momentum": self.momentum.tolist(),
            "board": self.model.board.lines(),
            "steps": self.follower.steps,
            "epochs": len(self.follower.epoch_seconds),
            "indices": (self.train_batch_idx, self.val_batch_idx),
            "device": ", then ".join(self.follower.devices()),
            "next numbers": (
                random.random(),
                np.random.random(),
                np.random.normal(),
                self.state.readable and self.state.generator.random(),
            ),
        }

    def place(self, saved: dict[str, Any]) -> int:
        """Returns how many minibatches were handed out before this checkpoint."""
        train = min(self.train, self.profile.train_batches or self.train)
        val = min(self.val or 0, self.profile.val_batches or self.val or 0)
        return int(saved["epoch"] * (train + val) + saved["batch"])


class Scheduled(CheckpointFile):
    """A checkpoint that is due when its schedule says so."""

    def __init__(self, file: Path, schedule: Sequence[bool] = ()) -> None:
        super().__init__(file, NEVER)
        self.schedule = list(schedule)

    @property
    def is_due(self) -> bool:
        return bool(self.schedule) and self.schedule.pop(0)


@pytest.fixture(scope="module")
def new_file(tmp_path_factory: pytest.TempPathFactory) -> NewFile:
    """Returns a file that doesn't exist yet, of each call another one."""
    folder, numbers = tmp_path_factory.mktemp("checkpoints"), itertools.count()
    return lambda: folder / str(next(numbers)) / "training.safetensors"


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Told:
    """What is reported to the executor."""
    found: dict[str, list[Any]] = {"progress": [], "notes": []}

    def progress(*place: Any, saved: bool = False) -> None:
        found["progress"].append((*place, saved))

    monkeypatch.setattr(module, "report_progress", progress)
    monkeypatch.setattr(module, "report_note", lambda text, **_: found["notes"].append(text))
    return found


# Time and count ---------------------------------------------------------------------------------

profiles = st.sampled_from([FULL, QUICK, Profile("odd", train_batches=3)])
trainings = st.fixed_dictionaries(
    {
        "train": st.integers(1, 5),
        "val": st.none() | st.integers(0, 3),
        "epochs": st.integers(1, 4),
        "profile": profiles,
        "readable": st.booleans(),
    }
)


def trainer_with(train: int, val: int | None, epochs: int) -> SimpleNamespace:
    return SimpleNamespace(
        train_dataloader=range(train),
        val_dataloader=None if val is None else range(val),
        num_train_batches=train,
        num_val_batches=val or 0,
        max_epochs=epochs,
        model=SimpleNamespace(board=Board()),
    )


@given(
    train=st.integers(0, 6),
    val=st.none() | st.integers(0, 4),
    epochs=st.integers(0, 4),
    profile=profiles,
    peek=st.booleans(),
)
def test_counts_epochs_and_steps(
    train: int, val: int | None, epochs: int, profile: Profile, peek: bool
) -> None:
    trainer = trainer_with(train, val, epochs)
    follower = Follower(trainer, State(), profile)
    if peek:  # as d2l's JAX trainer does
        next(iter(trainer.train_dataloader), None)
    for trainer.epoch in range(epochs):
        assert list(trainer.train_dataloader) == list(range(train))[: profile.train_batches]
        assert list(trainer.val_dataloader or ()) == list(range(val or 0))[: profile.val_batches]
    follower.finish()
    assert len(follower.epoch_seconds) == epochs
    assert all(seconds >= 0 for seconds in follower.epoch_seconds)
    assert trainer.num_train_batches == min(train, profile.train_batches or train)
    assert follower.steps == epochs * trainer.num_train_batches
    if val is not None:
        assert trainer.num_val_batches == min(val, profile.val_batches or val)
    assert follower.resumed == 0


def test_a_trainer_that_trained_before_is_counted_anew() -> None:
    trainer = trainer_with(3, 2, 2)
    for _ in range(2):
        trainer.train_dataloader, trainer.val_dataloader = range(3), range(2)
        follower = Follower(trainer, State(), FULL)
        next(iter(trainer.train_dataloader))
        for trainer.epoch in range(2):
            assert len(list(trainer.train_dataloader)) == 3
            assert len(list(trainer.val_dataloader)) == 2
        follower.finish()
        assert (follower.steps, len(follower.epoch_seconds)) == (6, 2)


def test_reports_start_of_every_epoch_and_the_end(told: Told) -> None:
    trainer = trainer_with(469, 79, 2)
    follower = Follower(trainer, State(), QUICK)
    for trainer.epoch in range(2):
        assert len(list(trainer.train_dataloader)) == 2
        assert len(list(trainer.val_dataloader)) == 2
    follower.finish()
    assert told["progress"][0] == (0, 2, 0, 2, "train", False)
    assert (1, 2, 0, 2, "train", False) in told["progress"]
    assert told["progress"][-1] == (2, 2, 0, 2, "train", False)
    assert told["notes"] == []


# Checkpoints ------------------------------------------------------------------------------------


@given(trainings)
def test_checkpoints_change_nothing(new_file: NewFile, shape: dict[str, Any]) -> None:
    plain = Training(**shape).run()
    saving = Training(**shape).run(Scheduled(new_file(), [True] * 99))
    assert saving.log == plain.log
    assert saving.outcome == plain.outcome
    assert saving.follower.resumed == 0


@pytest.mark.parametrize(
    ("every_seconds", "places"),
    [
        (NEVER, [(0, 3), (1, 0), (1, 3)]),
        (0, [(0, 1), (0, 2), (0, 3), (1, 0), (1, 1), (1, 2), (1, 3)]),  # (0, 0) is the beginning
    ],
)
def test_saves_at_both_ends_of_every_epoch_and_when_it_is_due(
    every_seconds: float, places: list[tuple[int, int]], new_file: NewFile, told: Told
) -> None:
    file = new_file()
    Training(3, 2, 2).run(CheckpointFile(file, every_seconds))
    saved = [place[:-1] for place in told["progress"] if place[-1]]
    assert saved == [(epoch, 2, batch, 3, "train") for epoch, batch in places]
    last = unpack(file.read_bytes())
    assert (last["epoch"], last["batch"], last["steps"]) == (1, 3, 3)


@given(
    shape=trainings,
    schedules=st.lists(st.lists(st.booleans(), max_size=20), min_size=4, max_size=4),
    lives=st.lists(st.integers(0, 30), min_size=1, max_size=3),
)
def test_a_training_that_was_cut_off_goes_on_exactly(
    new_file: NewFile, shape: dict[str, Any], schedules: list[list[bool]], lives: list[int]
) -> None:
    whole = Training(**shape).run()
    file = new_file()
    for seed, (life, schedule) in enumerate(zip([*lives, None], schedules)):
        saved = unpack(file.read_bytes()) if file.exists() else None
        training = Training(**shape, lives=life)
        with suppress(KilledError):
            training.run(Scheduled(file, schedule), seed=seed if saved else 0)
        done = training.place(saved) if saved else 0
        assert training.log == whole.log[done:][:life]
    assert training.outcome == whole.outcome
    assert training.follower.resumed == (saved["resumed"] + 1 if saved else 0)


def test_says_that_it_goes_on(new_file: NewFile, told: Told) -> None:
    file = new_file()
    with pytest.raises(KilledError):
        Training(5, 2, 3, lives=10).run(CheckpointFile(file, 0))
    assert told["notes"] == []
    Training(5, 2, 3).run(CheckpointFile(file, NEVER))
    assert told["notes"] == ["goes on from a checkpoint: epoch 2, minibatch 3 of 5"]


def test_time_and_devices_are_added_up(new_file: NewFile) -> None:
    file = new_file()
    with pytest.raises(KilledError):
        Training(5, 2, 3, lives=10).run(CheckpointFile(file, 0))
    saved = unpack(file.read_bytes())
    assert saved["devices"] == [device_name("pytorch")]
    saved["devices"] = ["another", device_name("pytorch"), "a third"]
    saved["epoch_seconds"], saved["seconds"] = [300.0], 200.0
    file.write_bytes(pack(saved))
    follower = Training(5, 2, 3).run(CheckpointFile(file, NEVER)).follower
    assert follower.devices() == ["another", device_name("pytorch"), "a third"]
    first, second, third = follower.epoch_seconds
    assert (first, second >= 200, second < 250, third < 50) == (300, True, True, True)


def test_a_training_that_was_done_does_nothing_again_but_the_last_validation(
    new_file: NewFile,
) -> None:
    file = new_file()
    whole = Training(4, 2, 3).run(CheckpointFile(file, NEVER))
    again = Training(4, 2, 3).run(CheckpointFile(file, NEVER), seed=5)
    assert again.log == whole.log[-2:]
    assert again.follower.steps == whole.follower.steps == 12


def test_a_model_that_has_drawn_nothing_goes_on(new_file: NewFile) -> None:
    class Silent(Training):
        def fit_epoch(self) -> None:
            self.log += [(self.epoch, batch) for batch in self.train_dataloader]

    file = new_file()
    Silent(3, None, 2).run(CheckpointFile(file, NEVER))
    assert "data" not in vars(Silent(3, None, 2).run(CheckpointFile(file, NEVER)).model.board)


@given(shape=trainings, life=st.integers(1, 30))
def test_a_damaged_checkpoint_means_beginning_anew(
    new_file: NewFile, shape: dict[str, Any], life: int
) -> None:
    whole = Training(**shape).run()
    file = new_file()
    with suppress(KilledError):
        Training(**shape, lives=life).run(CheckpointFile(file, 0))
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    anew = Training(**shape).run(CheckpointFile(file, NEVER))
    assert anew.log == whole.log
    assert anew.outcome == whole.outcome
    assert anew.follower.resumed == 0
    unpack(file.read_bytes())  # replaced by a whole one


# A dead training --------------------------------------------------------------------------------


class Dying(Training):
    """Gives all images the same logits from its third epoch on."""

    def validate(self, batch: tuple[int, float]) -> tuple[Any, float]:
        return super().validate(batch) if self.epoch < 2 else (np.float32(math.log(10)), 0.1)


def test_a_dead_training_is_stopped_after_two_epochs(told: Told) -> None:
    training = Dying(3, 2, 7).run()
    assert training.follower.dead
    assert [epoch for epoch, *_ in training.log] == 5 * [0] + 5 * [1] + 5 * [2] + 5 * [3]
    assert (training.follower.steps, len(training.follower.epoch_seconds)) == (12, 4)
    assert told["notes"] == ["dead after epoch 4: all validation images get the same logits"]
    assert told["progress"][-1][:2] == (7, 7)  # nobody waits for another checkpoint


def test_only_a_full_training_that_draws_a_plot_is_stopped() -> None:
    class Hidden(Dying):
        def fit_epoch(self) -> None:
            self.model.board.display = False
            super().fit_epoch()

    for training in (Hidden(3, 2, 7).run(), Dying(3, 2, 7, QUICK).run(), Training(3, 2, 7).run()):
        assert not training.follower.dead
        assert len(training.follower.epoch_seconds) == 7


@pytest.mark.parametrize("life", range(1, 21))
def test_a_dying_training_that_was_cut_off_ends_alike(new_file: NewFile, life: int) -> None:
    whole = Dying(3, 2, 7).run()
    file = new_file()
    with suppress(KilledError):
        Dying(3, 2, 7, lives=life).run(CheckpointFile(file, 0))
    saved = unpack(file.read_bytes()) if file.exists() else None
    again = Dying(3, 2, 7).run(CheckpointFile(file, NEVER), seed=9 if saved else 0)
    assert again.log == whole.log[again.place(saved) if saved else 0 :]
    assert again.outcome == whole.outcome
    assert again.follower.dead


# A peek at the data before the first epoch ------------------------------------------------------


class StateOfTrainer(State):
    """Keeps everything on the trainer, which makes it after a peek; as Flax does."""

    def restore(self, trainer: Any, model: Any, tree: Any, batch: Any) -> None:
        if model.weights is None:
            raise AttributeError("there is nothing yet to put it into")
        super().restore(trainer, model, tree, batch)


def test_a_peek_saves_nothing_and_is_no_step(new_file: NewFile, told: Told) -> None:
    file = new_file()
    training = Training(3, 2, 2, peeks=True).run(CheckpointFile(file, 0))
    assert training.follower.steps == 6
    assert len(training.follower.epoch_seconds) == 2
    assert told["progress"][0] == (0, 2, 0, 3, "train", False)
    assert sum(place[-1] for place in told["progress"]) == 7


@pytest.mark.parametrize("life", range(2, 10))
def test_goes_on_after_a_peek(new_file: NewFile, life: int) -> None:
    def training(lives: int | None = None) -> Training:
        return Training(3, 2, 2, peeks=True, new_state=StateOfTrainer, lives=lives)

    whole = training().run()
    file = new_file()
    with pytest.raises(KilledError):
        training(life).run(CheckpointFile(file, 0))
    saved = unpack(file.read_bytes())
    again = training().run(CheckpointFile(file, NEVER), seed=9)
    assert again.log == whole.log[again.place(saved) :]
    assert again.outcome == whole.outcome


# What goes wrong --------------------------------------------------------------------------------


def test_a_folder_that_cannot_be_made_is_noted_and_training_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, told: Told
) -> None:
    (tmp_path / "occupied").write_text("a file where the folder should be")
    monkeypatch.setattr(CheckpointFile, "load", lambda self: None)
    whole = Training(3, 2, 2).run()
    file = tmp_path / "occupied" / "training.safetensors"
    training = Training(3, 2, 2).run(CheckpointFile(file, NEVER))
    assert training.log == whole.log
    assert training.outcome == whole.outcome
    assert len(told["notes"]) == 3
    assert all(note.startswith("no checkpoint could be saved: ") for note in told["notes"])
    assert not any(place[-1] for place in told["progress"])


def test_writes_that_fail_are_noted_and_succeed_again_once_there_is_room(
    new_file: NewFile, told: Told
) -> None:
    class Crowded(Training):
        def fit_epoch(self) -> None:
            with small_disk(1000 if self.epoch == 1 else 1 << 20):
                super().fit_epoch()

    file, whole = new_file(), Training(3, 2, 3).run()
    training = Crowded(3, 2, 3).run(CheckpointFile(file, NEVER))
    assert training.log == whole.log
    assert training.outcome == whole.outcome
    assert len(told["notes"]) == 2
    assert all(note.startswith("no checkpoint could be saved: ") for note in told["notes"])
    assert sum(place[-1] for place in told["progress"]) == 3  # that were saved
    assert unpack(file.read_bytes())["epoch"] == 2


class Untaken(State):
    """Keeps its state where nobody finds it."""

    def capture(self, trainer: Any, model: Any) -> Any:
        self.captured += 1
        raise NotResumableError("its parameters are plain tensors")


class Unkept(State):
    """Has something in its state that no file can hold."""

    def capture(self, trainer: Any, model: Any) -> Any:
        return super().capture(trainer, model) | {"schedule": print}


@pytest.mark.parametrize("new_state", [Untaken, Unkept])
def test_a_training_that_cannot_go_on_is_asked_once(
    new_state: type[State], new_file: NewFile, told: Told
) -> None:
    file = new_file()
    whole = Training(3, 2, 3).run()
    training = Training(3, 2, 3, new_state=new_state).run(CheckpointFile(file, 0))
    assert training.log == whole.log
    assert training.follower.steps == 9
    assert training.state.captured == 1
    assert not file.parent.exists() or not list(file.parent.iterdir())
    assert not any(place[-1] for place in told["progress"])
