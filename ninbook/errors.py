"""What can go wrong while the book is rendered."""

from __future__ import annotations


class BuildError(RuntimeError):
    """A target could not be built; the message says why."""
