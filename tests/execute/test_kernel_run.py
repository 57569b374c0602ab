"""Kernels that fail, hang, die, or are stopped leave nothing behind and say why."""

import hashlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest

from ninbook.checkpoints.folder import CheckpointFolder
from ninbook.checkpoints.tree import unpack
from ninbook.execute.kernel_run import (
    ExecutionError,
    InterruptedRunError,
    Run,
    _seconds_of,
    execute,
)
from ninbook.pages.notebook_cells import code_cell
from tests.execute.kernels import kernels_below, plan_of, until

needs_signal = pytest.mark.skipif(not hasattr(signal, "SIGUSR1"), reason="needs SIGUSR1")


def run_of(folder: Path, *sources: str, deadline: float = 60) -> Run:
    return Run(plan_of(*sources), folder, deadline)


def ignore(message: dict[str, Any]) -> None:
    """Takes a message and does nothing."""


def assert_no_kernel_left() -> None:
    until(lambda: not kernels_below(psutil.Process()), seconds=5)


def test_outputs_record_and_environment(tmp_path: Path) -> None:
    run = run_of(tmp_path, "print('one')\nprint('two')", "import os\nos.environ['NINBOOK_PROFILE']")
    executed = execute(run, ignore)
    notebook, record = executed.notebook, executed.record
    assert notebook.cells[0].outputs[0].text == "one\ntwo\n"
    assert notebook.cells[1].outputs[0].data["text/plain"] == "'quick'"
    assert record["fingerprints"] == list(run.plan.fingerprints)
    assert len(record["seconds_per_cell"]) == 2
    assert record["seed"] == 2013
    assert executed.weights == {}
    assert_no_kernel_left()


def test_a_cell_takes_no_less_than_no_time() -> None:
    times = {"busy": "2026-01-01T00:00:09Z", "idle": "2026-01-01T00:00:01Z"}  # clocks are set back
    stamps = {f"iopub.status.{state}": time for state, time in times.items()}
    assert _seconds_of(code_cell("1", metadata={"execution": stamps})) == 0.0


def test_the_kernel_is_told_what_it_executes(tmp_path: Path) -> None:
    show = "import json, os\nprint(json.dumps(dict(os.environ)))"
    run = run_of(tmp_path, "x = 1", " \n", show, "")
    run.checkpoints = CheckpointFolder(tmp_path / "checkpoints")
    run.checkpoint_minutes = 2.5
    environment = json.loads(execute(run, ignore).notebook.cells[2].outputs[0].text)
    first, _, third, _ = run.plan.fingerprints
    artifacts = Path(environment.pop("NINBOOK_ARTIFACTS"))
    assert {k: v for k, v in environment.items() if k.startswith("NINBOOK_")} == {
        **{k: v for k, v in os.environ.items() if k.startswith("NINBOOK_")},
        "NINBOOK_PROFILE": "quick",
        "NINBOOK_SEED": "2013",
        "NINBOOK_CELLS": f"{first} {third}",  # cells without code are never sent
        "NINBOOK_CHECKPOINTS": str(tmp_path / "checkpoints"),
        "NINBOOK_CHECKPOINT_SECONDS": "150.0",
    }
    assert environment["PYTHONHASHSEED"] == "0"
    assert environment.get("PATH") == os.environ.get("PATH")
    assert artifacts.is_absolute()
    assert not artifacts.exists()
    assert not list(tmp_path.iterdir())


def test_what_the_kernel_leaves_becomes_weights(tmp_path: Path) -> None:
    leave = (
        "import os\nfrom pathlib import Path\n"
        "folder = Path(os.environ['NINBOOK_ARTIFACTS'])\n"
        "assert not list(folder.iterdir())\n"
    )
    first, second = b"weights", bytes(range(256)) * 4096
    names = [hashlib.sha256(content).hexdigest() for content in (first, second)]
    executed = execute(
        run_of(
            tmp_path,
            f"{leave}_ = (folder / {names[0]!r}).write_bytes(b'weights')",
            f"_ = (folder / {names[1]!r}).write_bytes(bytes(range(256)) * 4096)",
        ),
        ignore,
    )
    assert executed.weights == {names[0]: first, names[1]: second}
    assert not list(tmp_path.iterdir())


def test_failing_cell_is_named(tmp_path: Path) -> None:
    with pytest.raises(ExecutionError, match=r"page: a cell failed:(.|\n)*ZeroDivisionError"):
        execute(run_of(tmp_path, "x = 1", "x / 0"), ignore)
    assert_no_kernel_left()


def test_deadline_is_for_the_whole_notebook(tmp_path: Path) -> None:
    began = time.monotonic()
    sleeps = ["import time; time.sleep(2)"] * 5
    with pytest.raises(ExecutionError, match="not done after 4 s; raise the deadline"):
        execute(run_of(tmp_path, *sleeps, deadline=4), ignore)
    assert time.monotonic() - began < 30
    assert_no_kernel_left()


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("import os; os._exit(3)", "the kernel died with exit code 3"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "of SIGKILL; out of memory"),
    ],
)
def test_dead_kernel_is_reported_with_its_status(tmp_path: Path, source: str, reason: str) -> None:
    with pytest.raises(ExecutionError, match=reason):
        execute(run_of(tmp_path, source), ignore)
    assert_no_kernel_left()


def test_stop_kills_the_process_group(tmp_path: Path) -> None:
    file = tmp_path / "pid"
    source = (
        "import subprocess, time\nfrom pathlib import Path\n"
        "child = subprocess.Popen(['sleep', '300'])\n"
        f"Path({str(file)!r}).write_text(str(child.pid))\ntime.sleep(300)"
    )
    watcher = Watcher(run_of(tmp_path, source))
    until(lambda: file.is_file() and file.read_text())
    # Once its parent is gone it is no child of this process any more.
    sleeper = psutil.Process(int(file.read_text()))
    try:
        assert sleeper.name() == "sleep"
        watcher.stop()
        assert isinstance(watcher.error, InterruptedRunError)
        psutil.wait_procs([sleeper], timeout=5)
        assert not sleeper.is_running() or sleeper.status() == psutil.STATUS_ZOMBIE
    finally:
        if sleeper.is_running():
            sleeper.kill()
    assert_no_kernel_left()


# A training that saves when it is asked to, in a cell with another one after it.
TRAINING = """
import time
from ninbook.runtime.channel import report_progress
from ninbook.runtime.checkpoint_file import checkpoint_file

checkpoint = checkpoint_file()
report_progress(0, 2, 0, 5, "train")
while not (checkpoint.is_due and {answers}):
    time.sleep(0.02)
checkpoint.save({{"batch": 3}})
report_progress(0, 2, 3, 5, "train", saved=True)
report_progress(2, 2, 0, 5, "train")
"""
WAITING = "while True:\n    time.sleep(0.02)"


class Watcher:
    """Executes a run in another thread and waits for its messages."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.messages: list[dict[str, Any]] = []
        self.error: Exception | None = None
        self._thread = threading.Thread(target=self._execute)
        self._thread.start()

    def _execute(self) -> None:
        try:
            execute(self.run, self.messages.append)
        except Exception as error:
            self.error = error

    def wait(self, condition: Callable[[dict[str, Any]], bool]) -> None:
        deadline = time.monotonic() + 60
        while not any(condition(message) for message in self.messages):
            assert self._thread.is_alive(), self.error
            assert time.monotonic() < deadline, self.messages
            time.sleep(0.02)

    def stop(self) -> None:
        self.run.stop()
        self._thread.join()


def training_of(folder: Path, *sources: str) -> Run:
    plan = plan_of(*sources)
    return Run(plan, folder, 120, CheckpointFolder(folder / "checkpoints"), checkpoint_minutes=999)


@needs_signal
def test_a_training_saves_when_it_is_asked_to(tmp_path: Path) -> None:
    run = training_of(
        tmp_path, "import time\ntime.sleep(1)", TRAINING.format(answers=True), WAITING
    )
    assert not run.save(9)
    watcher = Watcher(run)
    watcher.wait(lambda message: message.get("cell") == 0)
    began = time.monotonic()
    assert not run.save(9)  # and the kernel survives, though it may not heed the signal yet
    assert time.monotonic() - began < 5
    watcher.wait(lambda message: message.get("epoch") == 0)
    assert not list(tmp_path.glob("checkpoints/*"))
    assert run.save(30)
    (file,) = (tmp_path / "checkpoints").iterdir()
    assert unpack(file.read_bytes()) == {"batch": 3}
    watcher.wait(lambda message: message.get("cell") == 2)
    began = time.monotonic()
    assert not run.save(9)  # the training is over
    watcher.stop()
    assert not run.save(9)
    assert time.monotonic() - began < 5
    assert isinstance(watcher.error, InterruptedRunError)
    assert_no_kernel_left()


@needs_signal
def test_a_training_that_does_not_answer_is_not_waited_for_longer(tmp_path: Path) -> None:
    run = training_of(tmp_path, TRAINING.format(answers=False), WAITING)
    watcher = Watcher(run)
    watcher.wait(lambda message: message.get("epoch") == 0)
    began = time.monotonic()
    assert not run.save(0.5)
    assert 0.5 <= time.monotonic() - began < 5
    watcher.stop()


@needs_signal
def test_a_training_that_cannot_be_saved_is_not_asked(tmp_path: Path) -> None:
    note = 'from ninbook.runtime.channel import report_note\nreport_note("none", saves=False)\n'
    run = training_of(tmp_path, note + TRAINING.format(answers=False), WAITING)
    watcher = Watcher(run)
    watcher.wait(lambda message: message.get("epoch") == 0)
    began = time.monotonic()
    assert not run.save(9)
    assert time.monotonic() - began < 5
    watcher.stop()
    assert not list(tmp_path.glob("checkpoints/*"))
    assert_no_kernel_left()


@needs_signal
@pytest.mark.parametrize("end", ["1 / 0", "os._exit(3)"])
def test_a_training_that_failed_is_not_asked(tmp_path: Path, end: str) -> None:
    source = (
        "import os\nfrom ninbook.runtime.channel import report_progress\n"
        f"report_progress(0, 2, 0, 5, 'train')\n{end}"
    )
    run = training_of(tmp_path, source)
    with pytest.raises(ExecutionError):
        execute(run, ignore)
    began = time.monotonic()
    assert not run.save(9)
    assert time.monotonic() - began < 5


def test_a_checkpoint_is_of_the_cell_that_trains(tmp_path: Path) -> None:
    save = "from ninbook.runtime.checkpoint_file import checkpoint_file\ncheckpoint_file().save({})"
    run = training_of(tmp_path, "x = 1", "", save, "x += 1", save)
    execute(run, ignore)
    cells = run.plan.fingerprints
    expected = [run.checkpoints.file(fingerprint, 0) for fingerprint in (cells[2], cells[4])]
    assert run.checkpoints.of(cells) == sorted(expected)


def build(folder: Path, *cells: str) -> subprocess.Popen[str]:
    """Executes a book of one page; its checkpoints lie in the folder ``cache``."""
    (folder / "config.ini").write_text("[build]\noutput_dir = build\n", encoding="utf-8")
    fenced = "\n\n".join(f"```{{.python .input}}\n{cell.strip()}\n```" for cell in cells)
    (folder / "index.md").write_text(f"# Title\n\n{fenced}\n", encoding="utf-8")
    command = [sys.executable, "-m", "ninbook", "build", "eval", "--profile", "quick"]
    return subprocess.Popen(
        [*command, "--checkpoint-every", "999"],
        cwd=folder,
        env=os.environ | {"XDG_CACHE_HOME": str(folder / "cache")},
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_interrupted_build_leaves_nothing(tmp_path: Path, number: int) -> None:
    process = build(tmp_path, "import time\ntime.sleep(300)")
    until(lambda: kernels_below(psutil.Process(process.pid)))
    time.sleep(2)
    family = psutil.Process(process.pid).children(recursive=True)
    os.kill(process.pid, number)
    _, message = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "interrupted" in message
    _, alive = psutil.wait_procs(family, timeout=5)
    assert not alive
    assert not list(tmp_path.glob("outputs/**/*.ipynb"))


@needs_signal
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_training_saves_a_checkpoint(tmp_path: Path, number: int) -> None:
    started = tmp_path / "started"
    training = TRAINING.format(answers=True)
    waits = "while not"
    assert training.count(waits) == 1
    process = build(
        tmp_path, training.replace(waits, f"open({str(started)!r}, 'w').close()\n{waits}"), WAITING
    )
    until(started.is_file)
    time.sleep(1)  # until the executor has heard that a training began
    os.kill(process.pid, number)
    process.communicate(timeout=90)
    assert process.returncode == 130
    (file,) = (tmp_path / "cache/ninbook/checkpoints").glob("*.safetensors")
    assert unpack(file.read_bytes()) == {"batch": 3}
