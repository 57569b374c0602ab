"""Runs the book's commands: ``python -m ninbook``, and the command ``d2lbook``."""

import gc
import locale
import os
import sys

from ninbook.cli import main


def run() -> int:
    """Run the command line; returns the exit code."""
    if not sys.flags.utf8_mode and locale.getencoding().lower().replace("-", "") != "utf8":
        # Files of a book are UTF-8, and so may be their names, whatever the locale says.
        command = [sys.executable, "-X", "utf8", "-m", "ninbook", *sys.argv[1:]]
        if os.name == "posix":
            os.execv(sys.executable, command)
    # A build makes many objects and keeps most of them.
    gc.set_threshold(1_000_000, 50, 50)
    code = main()
    if "triton" not in sys.modules:  # which PyTorch loads, and which reports what is left as leaked
        gc.freeze()  # else the interpreter searches all of them for garbage before it ends
    return code


if __name__ == "__main__":
    sys.exit(run())
