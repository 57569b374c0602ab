"""What an earlier build found out, in a file that may be lost at any time."""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from pathlib import Path
from typing import Any

from ninbook.files.own_code import digest_of_own_code
from ninbook.files.write import write_atomically


class Memory:
    """Remembers a value per page for as long as the page's state is the same.

    Other code may find something else, so all is forgotten when this package's code changes.
    A file that isn't as it was written counts as none; without one, this object alone remembers.
    """

    def __init__(self, file: Path | None) -> None:
        self._file = file
        self._old: dict[str, Any] = {}
        self._new: dict[str, Any] = {}
        if file is None:
            return
        try:
            digest, _, content = file.read_text(encoding="utf-8").partition("\n")
            if digest == _digest(content):
                self._old.update(json.loads(content))
        except (OSError, UnicodeDecodeError):
            pass

    def recall(self, page: str, state: str) -> Any | None:
        """Return what was kept of a page in this state; None if there is nothing."""
        entry = self._new.get(page) or self._old.get(page)
        if not isinstance(entry, list) or len(entry) != 2 or entry[0] != state:
            return None
        self._new[page] = entry
        return entry[1]

    def keep(self, page: str, state: str, value: Any) -> None:
        """Keep a value, of which JSON must know the type, in place of an earlier one."""
        self._new[page] = [state, value]

    def save(self) -> None:
        """Write what was kept or recalled; forgets pages that weren't asked for."""
        if self._file is None or self._new == self._old:
            return
        content = json.dumps(self._new)
        with suppress(OSError):  # without it the next build asks again
            text = f"{_digest(content)}\n{content}"
            write_atomically(self._file, text.encode(), durable=False)
        self._old = dict(self._new)


def _digest(content: str) -> str:
    """Return what tells whole files of this code from all others."""
    return hashlib.sha256(f"{digest_of_own_code()} {content}".encode()).hexdigest()
