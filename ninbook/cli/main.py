"""Parses the command line and calls the command."""

from __future__ import annotations

import argparse
import io
import logging
import os
import signal
import sys
import warnings
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from types import FrameType
from typing import Any

from ninbook import __version__
from ninbook.bootstrap import book_root
from ninbook.cli.failures import report
from ninbook.lazy import load_lazily
from ninbook.settings import check_variables

_COMMANDS = ("build", "serve", "lab", "check", "translate", "outputs", "activate")
"""Commands with modules of their own; all others are in ``maintain``."""

_EXAMPLES = """\
examples:
  d2lbook build html              the whole site, from frozen outputs, into build/html/
  d2lbook build eval --tab jax    execute what is stale in the JAX tab
  d2lbook serve                   live preview on http://127.0.0.1:8000
  d2lbook lab                     edit and run pages as notebooks in JupyterLab
  d2lbook check                   every problem as file:line: message
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command of the book.

    Args:
        arguments: the command line without the program's name; by default the process's own.

    Returns:
        The exit code: 0 done, 1 failed, 2 wrong usage, 130 interrupted.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal may not know all letters
            stream.reconfigure(errors="backslashreplace")
    load_lazily()
    arguments = sys.argv[1:] if arguments is None else list(arguments)
    parser = _parser(arguments[:1])
    options, rest = parser.parse_known_args(arguments)
    if rest and not options.passes_on:
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    options.rest = rest
    # notedown asks for pkg_resources, whose warning concerns its authors and not the user.
    warnings.filterwarnings("ignore", message="pkg_resources is deprecated")
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    signal.signal(signal.SIGTERM, _terminate)
    try:
        check_variables()
        options.folder = Path.cwd()  # which files on the command line are named from
        os.chdir(book_root() or options.folder)
        return int(options.run(options))
    except BrokenPipeError:
        return 1
    except KeyboardInterrupt:
        print("d2lbook: interrupted; what was frozen before is kept", file=sys.stderr)
        return 130
    except Exception as error:
        return report(error)


def _terminate(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


class _Parser(argparse.ArgumentParser):
    """Leaves the lines of descriptions and examples as they are, also in those of commands."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options, formatter_class=argparse.RawDescriptionHelpFormatter)


def _parser(asked: Sequence[str]) -> argparse.ArgumentParser:
    """Make the parser; of one command alone if the command line begins with one that is known."""
    parser = _Parser(
        prog="d2lbook",
        description="Builds this book: its cells are executed once, frozen, and rendered.",
        epilog=_EXAMPLES,
    )
    parser.add_argument("--version", action="version", version=f"ninbook {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    known = [name for name in asked if name in _COMMANDS]
    modules = [f"{name}_command" for name in known or _COMMANDS] + ([] if known else ["maintain"])
    for module in modules:
        import_module(f"ninbook.cli.{module}").add_to(commands)
    parser.set_defaults(passes_on=False)
    return parser
