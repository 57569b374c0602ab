"""The code of this package as one digest, on which everything depends that it finds out."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path


@cache
def digest_of_own_code() -> str:
    """Returns a digest of all modules of this package, with their places."""
    digest = hashlib.sha256()
    for file in sorted(Path(__file__).parent.rglob("*.py")):
        digest.update(f"\0{file}\0".encode() + file.read_bytes())
    return digest.hexdigest()
