"""Work in processes of its own, side by side with this one, as if it were done here."""

import multiprocessing
import os
import pickle
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cache, partial
from multiprocessing.process import BaseProcess
from typing import Any, TextIO, TypeVar

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
    return int(os.environ.get(VARIABLE) or 0) or len(os.sched_getaffinity(0))


@contextmanager
def task(name: str, function: Callable[[], Result]) -> Iterator[Callable[[], Result]]:
    """Make a call in a copy of this process, which ends with the block at the latest.

    Args:
        name: what the work is, for who interrupts it.
        function: what to call. Of changes that it makes, only those to files come back.

    Yields:
        What waits for the call, prints what it printed, and returns or raises what it did; a
        `ChildProcessError` if something has killed the process. Copies of this process may wait for
        it, too, and print nothing. Where a build may use one process, it makes the call itself.
    """
    if most_processes() == 1:
        yield cache(function)
        return
    owner = os.getpid()
    answer, *printed = (_file_without_name() for _ in range(3))
    for stream in _streams():
        stream.flush()  # else both processes print what waits there
    context = multiprocessing.get_context("fork")
    ended, there = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(function, printed, answer))
    process.start()
    there.close()  # so that the pipe has an end when the process has

    def answered() -> tuple[bool, Any]:
        killed = False, ChildProcessError(f"{name}: its process was killed")
        found: tuple[bool, Any] = pickle.loads(_content(answer) or _pickled(killed))
        return found

    @cache
    def result() -> Result:
        with suppress(EOFError):
            ended.recv_bytes()
        if os.getpid() == owner:
            process.join()
            for stream, file in zip(_streams(), printed, strict=True):
                stream.write(_content(file).decode())
        done, value = answered()
        if not done:
            raise value
        returned: Result = value
        return returned

    try:
        yield result
    except KeyboardInterrupt:
        _end(process)
        if not answered()[0]:
            print(f"d2lbook: {name} was not finished", file=sys.stderr)
        raise
    finally:
        _end(process)
        ended.close()
        for file in (*printed, answer):
            file.close()


def _end(process: BaseProcess) -> None:
    while process.is_alive():  # a signal that comes before Python runs in the copy is lost
        process.terminate()
        process.join(2)


def _work(function: Callable[[], object], printed: Sequence[TextIO], answer: TextIO) -> None:
    for number, file in enumerate(printed, start=1):
        os.dup2(file.fileno(), number)  # for programs that are started
    sys.stdout, sys.stderr = printed
    try:
        content = _pickled((True, function()))
    except BaseException as error:
        content = _pickled((False, error))
    for stream in _streams():
        stream.flush()
    answer.buffer.write(content)
    answer.flush()


def side_by_side(calls: Sequence[tuple[str, Callable[[], Result]]]) -> list[Result]:
    """Make calls at the same time, the first one in this process.

    What they print, return and raise is the same as one after the other.
    """
    (_, first), *others = calls
    if not others or most_processes() == 1:
        return [call() for _, call in calls]
    # The second of two waits for no third: the system shares the cores among them.
    (name, _), *_ = others
    with task(name, lambda: side_by_side(others)) as result:
        return [first(), *result()]


def shared_out(
    name: str, function: Callable[[Item], Result], items: Sequence[Item]
) -> list[Result]:
    """Return what a function returns for each item; another process calls it for half of many.

    Name and function are as for `task`.
    """
    if len(items) < _MANY:
        return _each(function, items)
    half = len(items) // 2
    calls = [(name, partial(_each, function, part)) for part in (items[:half], items[half:])]
    return [found for part in side_by_side(calls) for found in part]


def _each(function: Callable[[Item], Result], items: Sequence[Item]) -> list[Result]:
    return [function(item) for item in items]


def _content(file: TextIO) -> bytes:
    return os.pread(file.fileno(), os.fstat(file.fileno()).st_size, 0)


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
