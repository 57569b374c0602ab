"""Puts mends in force in a kernel, before it imports any framework."""

from __future__ import annotations

from typing import Protocol

from ninbook.runtime import imports, quiet
from ninbook.runtime.seeds import seed_python
from ninbook.settings import seed_of_environment


class Mends(Protocol):
    """A module with mends."""

    def register(self) -> None:
        """Register them with `imports`."""


def mend(*modules: Mends) -> None:
    """Silences frameworks, seeds generators, and registers mends in their order.

    Args:
        modules: the modules with mends, those first that the others wrap.
    """
    quiet.silence_frameworks()
    seed_python(seed_of_environment())
    imports.around("tensorflow", quiet.hushed_start)
    for module in modules:
        module.register()
    imports.install()
