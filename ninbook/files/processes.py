"""Work in processes of its own, side by side with this one, as if it were done here."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import sys
from collections.abc import Callable, Sequence
from functools import partial
from multiprocessing.connection import Connection
from typing import Any, Generic, TextIO, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")
VARIABLE = "NINBOOK_PROCESSES"
"""Environment variable: how many processes a build may use; by default one per core."""
_MANY = 20
"""Items: a further process costs more than fewer pages do."""


def most_processes() -> int:
    """Return how many processes a build may use; one where a process can't copy itself."""
    if sys.platform != "linux":  # elsewhere the system's own libraries don't survive that
        return 1
    asked = os.environ.get(VARIABLE, "")
    return int(asked) if asked.isdigit() and int(asked) else len(os.sched_getaffinity(0))


class Task(Generic[Result]):
    """A call in a copy of this process. What it prints appears when its result is asked for.

    In a ``with`` block, it ends with the block at the latest.

    Args:
        name: what the work is, for who interrupts it.
        function: what to call. Its result and its errors come back; of changes that it makes, only
            those to files.
    """

    def __init__(self, name: str, function: Callable[[], Result]) -> None:
        self._name = name
        self._printed = (_file_without_name(), _file_without_name())
        for stream in _streams():
            stream.flush()  # else both processes print what waits there
        context = multiprocessing.get_context("fork")
        self._answer, answer = context.Pipe(duplex=False)
        self._process = context.Process(target=self._work, args=(function, answer))
        self._process.start()
        answer.close()

    def _work(self, function: Callable[[], Result], answer: Connection) -> None:
        for number, file in enumerate(self._printed, start=1):
            os.dup2(file.fileno(), number)  # for programs that are started
        sys.stdout, sys.stderr = self._printed
        try:
            content = _pickled((True, function()))
        except BaseException as error:
            content = _pickled((False, error))
        for stream in _streams():
            stream.flush()
        answer.send_bytes(content)

    def result(self) -> Result:
        """Wait for the call; print what it printed, and return or raise what it did.

        Raises:
            ChildProcessError: something has killed the process.
        """
        try:
            content = self._answer.recv_bytes()
        except EOFError:
            content = _pickled((False, ChildProcessError(f"{self._name}: its process was killed")))
        self._process.join()
        for stream, file in zip(_streams(), self._printed, strict=True):
            file.seek(0)
            stream.write(file.read())
        done, value = pickle.loads(content)
        if not done:
            raise value
        result: Result = value
        return result

    def __enter__(self) -> Task[Result]:
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if error is not None:
            self._process.terminate()
            self._process.join()
        if isinstance(error, KeyboardInterrupt):
            print(f"d2lbook: {self._name} was not finished", file=sys.stderr)
        for file in (*self._printed, self._answer):
            file.close()


def side_by_side(calls: Sequence[tuple[str, Callable[[], Result]]]) -> list[Result]:
    """Make calls at the same time, the first one in this process.

    What they print, return and raise is the same as one after the other.
    """
    (_, first), *others = calls
    if not others or most_processes() == 1:
        return [call() for _, call in calls]
    # The second of two waits for no third: the system shares the cores among them.
    (name, _), *_ = others
    with Task(name, lambda: side_by_side(others)) as task:
        return [first(), *task.result()]


def shared_out(
    name: str, function: Callable[[Item], Result], items: Sequence[Item]
) -> list[Result]:
    """Call a function on each item; where there are many, on half of them in another process.

    Args:
        name: what the work is, for who interrupts it.
        function: what to call; see `Task`.
        items: the items.

    Returns:
        What it returned, in the order of the items.
    """
    if len(items) < _MANY:
        return _each(function, items)
    half = len(items) // 2
    calls = [(name, partial(_each, function, part)) for part in (items[:half], items[half:])]
    return [found for part in side_by_side(calls) for found in part]


def _each(function: Callable[[Item], Result], items: Sequence[Item]) -> list[Result]:
    return [function(item) for item in items]


def _file_without_name() -> TextIO:
    return os.fdopen(os.memfd_create("printed"), "w+", encoding="utf-8")


def _streams() -> tuple[TextIO, TextIO]:
    return sys.stdout, sys.stderr


def _pickled(answer: tuple[bool, Any]) -> bytes:
    """Return an answer as bytes; an error that can't be taken apart as its message."""
    try:
        content = pickle.dumps(answer)
        pickle.loads(content)
    except Exception as unknown:
        if answer[0]:
            raise
        return pickle.dumps((False, RuntimeError(f"{answer[1]!r} ({unknown})")))
    return content
