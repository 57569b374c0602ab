"""Runs the book's commands: ``python -m ninbook``, and the command ``d2lbook``."""

import gc
import sys

from ninbook.cli import main


def run() -> int:
    """Runs the command line; returns the exit code."""
    # A build makes many objects and keeps most of them.
    gc.set_threshold(1_000_000, 50, 50)
    code = main()
    gc.freeze()  # else the interpreter searches all of them for garbage before it ends
    return code


if __name__ == "__main__":
    sys.exit(run())
