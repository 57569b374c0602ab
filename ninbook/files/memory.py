"""What an earlier build found out, in a file that may be lost at any time."""

import hashlib
import json
import sys
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from ninbook.files.write import write_atomically


class Memory:
    """Remembers a value per page for as long as the page's state is the same.

    Other code may find something else, so all is forgotten when this package's code changes, or
    the part of it that ``code`` stands for. A file that isn't as it was written counts as none;
    without one, this object alone remembers.
    """

    def __init__(self, file: Path | None = None, code: str = "") -> None:
        self._file = file
        self._code = code
        self._old: dict[str, Any] = {}
        self._new: dict[str, Any] = {}
        if file is None:
            return
        with suppress(OSError, UnicodeDecodeError):
            digest, _, content = file.read_text(encoding="utf-8").partition("\n")
            if digest == self._digest(content):
                self._old = json.loads(content)

    def recall(self, page: str, state: Any) -> Any | None:
        """Return what was kept of a page in this state; None if there is nothing."""
        entry = self._new.get(page) or self._old.get(page)
        if entry is None or entry[0] != state:
            return None
        self._new[page] = entry
        return entry[1]

    def keep(self, page: str, state: Any, value: Any) -> None:
        """Keep a value in place of an earlier one; JSON must know its type and the state's."""
        self._new[page] = [state, value]

    def save(self) -> None:
        """Write what was kept or recalled; forgets pages that weren't asked for."""
        if self._file is None or self._new == self._old:
            return
        content = json.dumps(self._new)
        with suppress(OSError):  # without it the next build asks again
            text = f"{self._digest(content)}\n{content}"
            write_atomically(self._file, text.encode(), durable=False)
        self._old = dict(self._new)

    def _digest(self, content: str) -> str:
        """Return what tells whole files of this code from all others."""
        code = self._code or digest_of_own_code()
        return hashlib.sha256(f"{code} {content}".encode()).hexdigest()


@cache
def digest_of_own_code() -> str:
    """Return a digest of this package's modules, words and templates, and of packages beside it."""
    # Folders whose names hold package and version.
    packages = (found.name for folder in sys.path for found in Path(folder).glob("*.dist-info"))
    digest = hashlib.sha256(repr(sorted(packages)).encode())
    here = Path(__file__).parents[1]
    files = (file for kind in ("py", "toml", "jinja") for file in here.rglob(f"*.{kind}"))
    for file in sorted(files):
        digest.update(f"\0{file}\0".encode() + file.read_bytes())
    return digest.hexdigest()
