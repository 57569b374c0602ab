"""Real trainings that are killed at random moments end with the curves of one that was not.

Each framework's quick run is killed twice; with ``--slow`` its full run is killed fifty times, in
all kinds of moments.
"""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
import psutil
import pytest

from ninbook.dataset import fashion_mnist
from ninbook.frameworks import BY_TAB
from ninbook.outputs import Store
from tests.conftest import need

BOOK = Path(__file__).with_name("resume_book")
PATIENCE_SECONDS = 240


@dataclass
class Killer:
    """Executes the book's page again and again, killing it, until it is frozen.

    Attributes:
        book: the book's folder.
        cache: the user's cache.
        tab: the framework.
        profile: the profile.
        kills: the moments at which it was killed.
    """

    book: Path
    cache: Path
    tab: str
    profile: str = "full"
    kills: list[str] = field(default_factory=list)

    @property
    def frozen(self) -> Path:
        return self.book / f"outputs/resume.{self.tab}.{self.profile}.ipynb"

    @property
    def checkpoints(self) -> Path:
        return self.cache / "ninbook/checkpoints"

    def start(self, *options: str) -> subprocess.Popen[str]:
        arguments = ["build", "eval", "--tab", self.tab, "--profile", self.profile, *options]
        return subprocess.Popen(
            [sys.executable, "-m", "ninbook", *arguments],
            cwd=self.book,
            env=os.environ | {"XDG_CACHE_HOME": str(self.cache), "NINBOOK_OFFLINE": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def run(self, *options: str) -> str:
        process = self.start(*options)
        output, _ = process.communicate(timeout=PATIENCE_SECONDS)
        assert process.returncode == 0, output
        return output

    def run_and_kill(self, moment: str, seconds: float) -> bool:
        """Starts it and kills it; returns whether it was killed before it ended."""
        process = self.start("--checkpoint-every", "0.002")
        deadline = time.monotonic() + PATIENCE_SECONDS
        conditions: dict[str, Callable[[], bool]] = {
            "in a training": lambda: any(self._changed(self.checkpoints.glob("*.safetensors"))),
            "while a checkpoint is written": lambda: any(self.checkpoints.glob(".*-*")),
            "while it is frozen": lambda: any((self.book / "outputs").glob(".*")),
        }
        self._before = set(self._stamps(self.checkpoints.glob("*.safetensors")))
        if moment != "at start":
            trains = False
            while process.poll() is None and not conditions[moment]():
                assert time.monotonic() < deadline, "nothing happens"
                trains = trains or conditions["in a training"]()
                time.sleep(0 if trains else 0.01)  # short moments come once it trains
        if moment in ("at start", "in a training"):
            time.sleep(seconds)
        if process.poll() is not None:
            assert process.returncode == 0, process.stdout.read() if process.stdout else ""
            return False
        for each in [psutil.Process(process.pid), *psutil.Process(process.pid).children(True)]:
            try:
                os.kill(each.pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        process.communicate()
        self.kills.append(moment)
        return True

    def _stamps(self, files: Iterator[Path]) -> Iterator[tuple[Path, int]]:
        for file in files:
            try:
                yield file, file.stat().st_mtime_ns
            except FileNotFoundError:
                continue

    def _changed(self, files: Iterator[Path]) -> Iterator[bool]:
        return (each not in self._before for each in self._stamps(files))


def result_of(killer: Killer) -> tuple[list[object], list[bytes], str, list[int]]:
    """Returns curves, weights, shown figures, and how often it was resumed."""
    execution = Store(killer.book).load("resume", killer.tab, killer.profile)
    results = execution.record["results"]
    full = killer.profile == "full"
    assert [result["complete"] for result in results] == [full, full]
    assert [result["epochs"] for result in results] == [4, 2]
    assert [result["steps"] for result in results] == ([160, 24] if full else [8, 4])
    weights = list(Store(killer.book).weights(execution).values())
    assert len(weights) == (2 if full else 0)
    curves = [result["curves"] for result in results]
    figures = nbformat.writes(execution.notebook).split('"outputs"', 1)[1].split('"metadata"')[0]
    return curves, weights, figures, [result["resumed"] for result in results]


def training_cells(killer: Killer) -> list[str]:
    """Returns the names of the checkpoints of the second and the third cell, one training each."""
    execution = Store(killer.book).load("resume", killer.tab, killer.profile)
    return [f"{fingerprint}-0.safetensors" for fingerprint in execution.fingerprints[1:3]]


@pytest.fixture(params=list(BY_TAB))
def killer(request: pytest.FixtureRequest, tmp_path: Path) -> Killer:
    tab = request.param
    if BY_TAB[tab].linux_x86_only:
        need(tab)
    book, cache = tmp_path / "book", tmp_path / "cache"
    shutil.copytree(BOOK, book)
    (cache / "ninbook").mkdir(parents=True)
    (cache / "ninbook/fashion-mnist").symlink_to(fashion_mnist.ensure())
    return Killer(book, cache, tab)


@pytest.mark.parametrize(
    ("profile", "wanted", "seconds"),
    [("quick", 2, 0.4), pytest.param("full", 50, 3, marks=pytest.mark.slow)],
)
def test_killed_trainings_end_with_the_same_curves(
    killer: Killer, profile: str, wanted: int, seconds: float
) -> None:
    killer.profile = profile
    dice = random.Random(killer.tab)
    killer.run()
    expected = result_of(killer)
    moments = ["in a training"] * 3 + ["while a checkpoint is written"]
    resumed = [0, 0]
    owners = training_cells(killer)
    while len(killer.kills) < wanted:
        shutil.rmtree(killer.book / "outputs")
        while not killer.frozen.is_file() and len(killer.kills) < wanted:
            late = len(killer.kills) == wanted - 1 or dice.random() < 0.1
            moment = "while it is frozen" if late else dice.choice(moments)
            if dice.random() < 0.05:
                moment = "at start"
            killer.run_and_kill(moment, dice.uniform(0, seconds))
            for file in killer.checkpoints.glob("*.safetensors"):
                assert file.name in owners, "a checkpoint is that of the cell that trains"
        killer.run()
        curves, weights, figures, times = result_of(killer)
        assert curves == expected[0], killer.kills
        assert weights == expected[1], killer.kills
        assert figures == expected[2], killer.kills
        assert not Store(killer.book).damage()
        assert not list(killer.checkpoints.iterdir()), "the checkpoints are removed"
        resumed = [old + new for old, new in zip(resumed, times, strict=True)]
    assert all(resumed) if wanted > 10 else any(resumed)
