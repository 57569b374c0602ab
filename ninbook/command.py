"""The command ``d2lbook`` of an installed package."""

import sys
from pathlib import Path

from ninbook import bootstrap


def run() -> int:
    """Run the command, in this environment if it is the builder's own; return the exit code."""
    if Path(sys.prefix).resolve() != bootstrap.VENV.resolve():
        return bootstrap.main(sys.argv[1:])
    from ninbook.__main__ import run as run_here  # which needs packages that only it has

    return run_here()
