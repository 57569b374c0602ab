"""Tests of work in processes side by side."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from ninbook.errors import BuildError
from ninbook.files.processes import VARIABLE, shared_out, side_by_side, task


@pytest.fixture(params=["1", "2"])
def processes(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """How many processes there may be."""
    monkeypatch.setenv(VARIABLE, request.param)
    return str(request.param)


def printing(name: str, seconds: float = 0) -> Callable[[], int]:
    def call() -> int:
        time.sleep(seconds)
        print(f"{name} to stdout")
        print(f"{name} to stderr", file=sys.stderr)
        return os.getpid()

    return call


def failing() -> int:
    print("began")
    raise BuildError("page.md:3: it is wrong")


def test_it_is_as_one_after_the_other(processes: str, capsys: pytest.CaptureFixture[str]) -> None:
    found = side_by_side([(name, printing(name, wait)) for name, wait in zip("abc", (0.2, 0, 0.1))])
    assert (len(set(found)) == 1) == (processes == "1")
    assert found[0] == os.getpid()
    printed = capsys.readouterr()
    assert printed.out.split() == ["a", "to", "stdout", "b", "to", "stdout", "c", "to", "stdout"]
    assert printed.err.split() == ["a", "to", "stderr", "b", "to", "stderr", "c", "to", "stderr"]


def test_many_items_are_shared_out_and_come_back_in_order(processes: str) -> None:
    def call(number: int) -> tuple[int, int]:
        return number, os.getpid()

    assert shared_out("few", call, range(3)) == [(number, os.getpid()) for number in range(3)]
    found = shared_out("many", call, range(101))
    assert [number for number, _ in found] == list(range(101))
    assert len({process for _, process in found}) == int(processes)


@pytest.mark.parametrize("place", [0, 1, 2])
def test_an_error_is_raised_as_it_is(
    place: int, processes: str, capsys: pytest.CaptureFixture[str]
) -> None:
    calls = [("x", printing("x"))] * 3
    calls[place] = ("broken", failing)
    with pytest.raises(BuildError, match=r"^page.md:3: it is wrong$"):
        side_by_side(calls)
    assert "began" in capsys.readouterr().out


def test_an_error_that_cannot_travel_keeps_its_message(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "2")

    class OwnError(Exception):
        pass

    def call() -> None:
        raise OwnError("deep inside")

    with task("one", call) as result, pytest.raises(RuntimeError, match="deep inside"):
        result()


def test_a_killed_process_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "2")
    with (
        task("the edition 'ko'", lambda: os.kill(os.getpid(), signal.SIGKILL)) as result,
        pytest.raises(ChildProcessError, match="edition 'ko'"),
    ):
        result()


def test_copies_of_a_process_wait_for_its_task(
    processes: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with task("one", printing("x", 0.2)) as result:
        found = side_by_side([(name, result) for name in "abc"])
    assert len(set(found)) == 1
    assert capsys.readouterr().out == "x to stdout\n"


def test_a_task_that_nobody_waits_for_ends_with_the_block(processes: str) -> None:
    began = time.monotonic()
    with task("one", printing("x", 60)):
        pass
    assert time.monotonic() - began < 30


_INTERRUPTED = """
import os, signal, sys, time
from pathlib import Path
from ninbook.cli.main import _terminate
from ninbook.files.processes import side_by_side
signal.signal(signal.SIGTERM, _terminate)

def other():
    Path("other.pid").write_text(str(os.getpid()))
    time.sleep(60)

def first():
    while not Path("other.pid").exists() or not Path("other.pid").read_text():
        time.sleep(0.01)
    print("ready", flush=True)
    time.sleep(60)

try:
    side_by_side([("first", first), ("the edition 'ko'", other)])
except KeyboardInterrupt:
    sys.exit(130)
"""


def test_an_interrupted_one_leaves_no_process(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", _INTERRUPTED],
        cwd=tmp_path,
        env={**os.environ, VARIABLE: "2"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    process.terminate()  # this one alone, as an editor or a service does
    _, errors = process.communicate(timeout=20)
    assert process.returncode == 130
    assert errors == "d2lbook: the edition 'ko' was not finished\n"
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "other.pid").read_text()), 0)
