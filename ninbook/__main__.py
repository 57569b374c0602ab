"""Runs the book's commands: ``python -m ninbook``."""

import gc
import sys

from ninbook.cli import main

gc.set_threshold(100_000, 50, 50)
sys.exit(main())
