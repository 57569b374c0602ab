"""The code that reads pages as one digest, on which everything depends that it finds out."""

from __future__ import annotations

import hashlib
import sys
from functools import cache
from pathlib import Path


@cache
def digest_of_own_code() -> str:
    """Return a digest of this package's modules and words, and of the packages beside it."""
    # Folders whose names hold package and version.
    packages = (found.name for folder in sys.path for found in Path(folder).glob("*.dist-info"))
    digest = hashlib.sha256(repr(sorted(packages)).encode())
    here = Path(__file__).parents[1]
    for file in sorted(file for kind in ("py", "toml") for file in here.rglob(f"*.{kind}")):
        digest.update(f"\0{file}\0".encode() + file.read_bytes())
    return digest.hexdigest()
