"""The command ``d2lbook`` of this environment."""

from ninbook.cli.main import main

__all__ = ["main"]
