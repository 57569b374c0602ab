import json
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from IPython.core.interactiveshell import InteractiveShell

from ninbook.checkpoints.folder import CheckpointFolder
from ninbook.runtime.checkpoint_file import CheckpointFile, follow_cells
from ninbook.settings import CELLS_VARIABLE, CHECKPOINT_SECONDS_VARIABLE, CHECKPOINTS_VARIABLE
from tests.conftest import small_disk
from tests.runtime.conftest import Run

NEVER = 1e9
needs_signal = pytest.mark.skipif(not hasattr(signal, "SIGUSR1"), reason="needs SIGUSR1")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "training.safetensors"


@pytest.fixture
def heeding(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """This process heeds requests, as a kernel does that an executor started."""
    monkeypatch.setenv(CELLS_VARIABLE, "a")
    before = signal.getsignal(signal.SIGUSR1)
    follow_cells(InteractiveShell.instance())
    yield
    signal.signal(signal.SIGUSR1, before)


def test_what_was_saved_is_loaded(file: Path) -> None:
    assert CheckpointFile(file, NEVER).load() is None
    for epoch in (1, 2):
        CheckpointFile(file, NEVER).save({"epoch": epoch, "weights": np.arange(3)})
        loaded = CheckpointFile(file, NEVER).load()
        assert (loaded["epoch"], loaded["weights"].tolist()) == (epoch, [0, 1, 2])
    assert list(file.parent.iterdir()) == [file]


def test_what_is_damaged_is_named_and_as_if_missing(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    notes: list[str] = []
    monkeypatch.setattr("ninbook.runtime.checkpoint_file.report_note", notes.append)
    CheckpointFile(file, NEVER).save({"epoch": 1})
    content = file.read_bytes()
    for harmed in (content[:-1], content + b"?", b"", content[:40] + b"?" + content[41:]):
        file.write_bytes(harmed)
        assert CheckpointFile(file, NEVER).load() is None
        assert notes.pop().startswith(f"begins anew, since {file} is damaged: ")


def test_a_failed_write_leaves_what_was_there(file: Path) -> None:
    checkpoint = CheckpointFile(file, 0)
    checkpoint.save({"epoch": 1})
    with small_disk(1000), pytest.raises(OSError, match="File too large"):
        checkpoint.save({"epoch": 2, "weights": np.zeros(1000)})
    assert checkpoint.load() == {"epoch": 1}
    assert list(file.parent.iterdir()) == [file]


def test_is_due_when_the_last_one_is_old(file: Path) -> None:
    checkpoint = CheckpointFile(file, 0.2)
    assert not checkpoint.is_due
    time.sleep(0.25)
    assert checkpoint.is_due
    assert checkpoint.is_due
    checkpoint.save({})
    assert not checkpoint.is_due


@needs_signal
def test_a_request_is_answered_once(file: Path, heeding: None) -> None:
    checkpoint = CheckpointFile(file, NEVER)
    assert not checkpoint.is_due
    signal.raise_signal(signal.SIGUSR1)
    assert checkpoint.is_due
    assert CheckpointFile(file, NEVER).is_due
    checkpoint.save({})
    assert not checkpoint.is_due


@needs_signal
def test_a_request_stays_while_nothing_can_be_saved(file: Path, heeding: None) -> None:
    checkpoint = CheckpointFile(file, NEVER)
    signal.raise_signal(signal.SIGUSR1)
    with small_disk(10), pytest.raises(OSError, match="File too large"):
        checkpoint.save({})
    assert checkpoint.is_due
    checkpoint.save({})
    assert not checkpoint.is_due


@needs_signal
def test_a_reader_s_kernel_leaves_the_signal_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(CELLS_VARIABLE, raising=False)
    before = signal.getsignal(signal.SIGUSR1)
    follow_cells(InteractiveShell.instance())
    assert signal.getsignal(signal.SIGUSR1) is before


# Two trainings in the second cell that is sent, one in the third, and one in a fourth that the
# executor doesn't know of.
CELLS = """
import json, os
from IPython.core.interactiveshell import InteractiveShell
from ninbook.runtime.checkpoint_file import follow_cells

shell = InteractiveShell.instance()
os.environ["NINBOOK_CELLS"] = os.environ.get("CELLS_OF_TEST", "")
follow_cells(shell)
names = []
shell.user_ns["names"] = names
training = '''
from ninbook.runtime.checkpoint_file import checkpoint_file
checkpoint = checkpoint_file()
names.append(checkpoint and [str(checkpoint._file), checkpoint._every_seconds])
'''
for cell in ("x = 1", training * 2, training, training):
    shell.run_cell(cell, store_history=True).raise_error()
print(json.dumps(names))
"""


@pytest.mark.parametrize(
    ("options", "seconds"), [({}, 600), ({CHECKPOINT_SECONDS_VARIABLE: "1.5"}, 1.5)]
)
def test_every_training_has_a_file_of_its_own(
    run_kernel_code: Run, tmp_path: Path, options: dict[str, str], seconds: float
) -> None:
    environment = {"CELLS_OF_TEST": "aa bb cc", CHECKPOINTS_VARIABLE: str(tmp_path)}
    folder = CheckpointFolder(tmp_path)
    files = [folder.file("bb", 0), folder.file("bb", 1), folder.file("cc", 0)]
    output = run_kernel_code(CELLS, **environment, **options)
    assert json.loads(output) == [*([str(file), seconds] for file in files), None]


def test_a_reader_has_no_checkpoints(run_kernel_code: Run) -> None:
    assert json.loads(run_kernel_code(CELLS)) == [None] * 4
