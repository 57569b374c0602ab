"""Turns what an operating system or a library can raise into a sentence for the user.

Errors of this package say themselves what is wrong and what to do. What is left are faults of the
program: they keep their traceback and ask to be reported.
"""

from __future__ import annotations

import errno
import re
import socket
import sys
import traceback
from collections.abc import Callable, Mapping, Sequence

from ninbook.problems import COMMAND

_PLACE = re.compile(r"[^\s:][^:\n]*:\d+: ")
_FULL = (errno.ENOSPC, errno.EDQUOT)
_FORBIDDEN = (errno.EACCES, errno.EPERM, errno.EROFS)
_REPORT = (
    "d2lbook: this is a fault of the program, not of the book; please report it, with the lines "
    "above and what was asked for"
)


class CommandError(RuntimeError):
    """A command can't do what it was asked for; the message says why."""

    exit_code = 1


class UsageError(CommandError):
    """The command line names something that isn't there; the message says what."""

    exit_code = 2


def tab_of(name: str, tabs: Sequence[str]) -> str:
    """Return the tab that the command line names, one of the book's or "all".

    Raises:
        UsageError: there is none of that name.
    """
    if name.lower() not in [*tabs, "all"]:
        known = ", ".join(tabs) or "none"
        raise UsageError(f"unknown tab {name!r}; the book has {known}")
    return name.lower()


def check_port(port: int) -> None:
    """Make sure that a port of this machine can be used.

    Raises:
        CommandError: it can't.
    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except (OSError, OverflowError) as error:
            reason = getattr(error, "strerror", None) or "it must be 0 to 65535"
            message = f"port {port} can't be used ({reason}); choose another with --port"
            raise CommandError(message) from error


def report(error: Exception) -> int:
    """Print what went wrong, for people; returns the exit code."""
    message = message_of(error)
    if message is None:
        traceback.print_exception(error)
        print(_REPORT, file=sys.stderr)
    else:
        has_place = _PLACE.match(message) and not isinstance(error, CommandError)
        print(message if has_place else f"d2lbook: {message}", file=sys.stderr)
    return getattr(error, "exit_code", 1)


def message_of(error: BaseException) -> str | None:
    """Return one sentence on an error that a user can do something about; else None."""
    wrapped = getattr(error, "orig_exc", None)  # by Sphinx, of a handler of its events
    if isinstance(wrapped, BaseException):
        return message_of(wrapped)
    if type(error).__module__.startswith("ninbook."):
        return str(error)
    for kind in type(error).__mro__:
        name = f"{kind.__module__}.{kind.__qualname__}"
        if name in _MESSAGES:
            return _MESSAGES[name](error)
    return None


def _of_system(error: BaseException) -> str | None:
    assert isinstance(error, OSError)
    place = f"{error.filename}: " if error.filename else ""
    reason = error.strerror or str(error)
    if error.errno in _FULL:
        within = f" ({error.filename})" if error.filename else ""
        return f"the disk is full{within}; free some space and run the command again"
    if error.errno == errno.EFBIG:
        return f"{place}larger than the limit on files; raise it (ulimit -f)"
    if error.errno == errno.EMFILE:
        return "too many files are open at once; raise the limit (ulimit -n)"
    if error.errno in _FORBIDDEN:
        return f"{place}{reason.lower()}; allow it, or work on a copy of the book"
    if error.errno in (errno.EEXIST, errno.ENOTDIR):
        return f"{place}a file is in the place of a folder; move it away"
    if error.errno == errno.EISDIR:
        return f"{place}a folder is in the place of a file; move it away"
    return f"{place}{reason}"


def _of_coding(error: BaseException) -> str | None:
    if isinstance(error, UnicodeDecodeError):
        start = bytes(error.object[max(0, error.start - 20) : error.start])
        near = start.decode(error.encoding, "replace")
        return f"a file isn't valid {error.encoding.upper()} after {near!r}; save it as UTF-8"
    if isinstance(error, UnicodeEncodeError):
        name = re.split(r"[\0\s]", error.object[: error.end])[-1]
        name += re.split(r"[\0\s]", error.object[error.end :])[0]
        return f"{name!r} can't be written as {error.encoding.upper()}; name it otherwise"
    return None


def _of_link(error: BaseException) -> str | None:
    said = str(error)  # by Python before 3.13, of a link that leads to itself
    return f"{said}; delete this link" if said.startswith("Symlink loop from ") else None


def _of_package(error: BaseException) -> str | None:
    name = getattr(error, "name", None) or ""
    if not name or name.partition(".")[0] == "ninbook":
        return None
    return (
        f"the package {name!r} is missing from the environment or is broken; delete .venv, and "
        f"{COMMAND} installs it again"
    )


def _of_bibliography(error: BaseException) -> str | None:
    place = f"{getattr(error, 'filename', None) or 'the bibliography'}"
    line = getattr(error, "lineno", None)
    return f"{place}:{line}: {error}" if line else f"{place}: {error}"


def _of_program(error: BaseException) -> str | None:
    command = getattr(error, "cmd", "")
    name = command if isinstance(command, str) else " ".join(map(str, command[:2]))
    return f"{name} failed: {error}"


def _in_one_line(error: BaseException) -> str | None:
    said, _, trace = str(error).partition("Traceback (most recent call last):")  # of a book's code
    return " ".join([*said.split(), *trace.strip().splitlines()[-1:]]) or None


_MESSAGES: Mapping[str, Callable[[BaseException], str | None]] = {
    "builtins.OSError": _of_system,
    "builtins.UnicodeError": _of_coding,
    "builtins.ImportError": _of_package,
    "builtins.MemoryError": lambda _: "the memory is full; close other programs, or use --jobs 1",
    "builtins.RecursionError": lambda _: "something is nested too deeply to be read; simplify it",
    "builtins.RuntimeError": _of_link,
    "configparser.Error": lambda error: f"config.ini: {_in_one_line(error)}",
    "pybtex.exceptions.PybtexError": _of_bibliography,
    "sphinx.errors.SphinxError": lambda error: f"sphinx: {_in_one_line(error)}",
    "subprocess.SubprocessError": _of_program,
}
"""How to say errors of the system and of libraries, by the names of their classes."""
