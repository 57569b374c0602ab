"""The code that reads pages as one digest, on which everything depends that it finds out."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

_PACKAGES = (
    *("d2lbook", "docutils", "markdown-it-py", "math-core", "mdit-py-plugins"),
    *("nbformat", "pybtex", "selectolax", "sphinx", "sphinxcontrib-bibtex"),
)
"""What reads and writes pages, besides this package."""


@cache
def digest_of_own_code() -> str:
    """Return a digest of this package's modules and words, their places, and what it reads with."""
    digest = hashlib.sha256()
    for package in _PACKAGES:
        with suppress(PackageNotFoundError):
            digest.update(f"\0{package} {version(package)}".encode())
    here = Path(__file__).parents[1]
    for file in sorted(file for kind in ("py", "toml") for file in here.rglob(f"*.{kind}")):
        digest.update(f"\0{file}\0".encode() + file.read_bytes())
    return digest.hexdigest()
