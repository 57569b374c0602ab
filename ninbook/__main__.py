"""Runs the book's commands: ``python -m ninbook``."""

import sys

from ninbook.cli import main

sys.exit(main())
