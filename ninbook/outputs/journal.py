"""What a process is about to do to a store: whoever finds it there after a kill ends it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from ninbook.files.write import write_atomically
from ninbook.outputs.damage import RESTORE, SUMS, DamagedError, refuse_links

NAME = ".journal"
_FROZEN = re.compile(r"[^.].*\.(ipynb|safetensors|json)")
_LEFTOVER = re.compile(r"\.(SHA256SUMS|\.journal|.+\.(ipynb|safetensors|json))\.[a-z0-9_]{8}")
_NOT_OURS = f"it is none that this program wrote; remove it, and {RESTORE}"


class Journal:
    """The journal of a store."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file = folder / NAME

    @property
    def is_pending(self) -> bool:
        """Whether something is being done, or was when its process was killed."""
        return self._file.exists() or self._file.is_symlink()

    def write(
        self, moves: Sequence[tuple[str, str]], gone: Sequence[str], sums: Mapping[str, str]
    ) -> None:
        """Write down what is to be done; from now on `carry_out` may do it.

        That is: temporary files to move in place of others, files to remove, and all checksums.
        """
        content = json.dumps({"moves": moves, "gone": gone, "sums": sums})
        write_atomically(self._file, content.encode("utf-8"))

    def carry_out(self) -> Mapping[str, str] | None:
        """Do what is written down; return the checksums to write before `close`, if there are any.

        Raises:
            DamagedError: the journal is none that this program wrote.
        """
        sums = None
        if self.is_pending:
            moves, gone, sums = self._read()
            for temporary, file in moves:
                with suppress(FileNotFoundError):
                    temporary.replace(file)
            for file in gone:
                file.unlink(missing_ok=True)
        return sums

    def close(self) -> None:
        """Forget what is done, and removes what killed processes left."""
        self._file.unlink(missing_ok=True)
        for left in self._folder.rglob(".*"):
            if left.is_file() and _LEFTOVER.fullmatch(left.name):
                left.unlink(missing_ok=True)

    def _read(self) -> tuple[list[tuple[Path, Path]], list[Path], dict[str, str]]:
        refuse_links(self._file, self._folder)
        try:
            found = json.loads(self._file.read_text(encoding="utf-8"))
            moves = [(self._named(old, _LEFTOVER), self._named(new)) for old, new in found["moves"]]
            gone = [self._named(key) for key in found["gone"]]
            sums = {self._key(key): _digest(digest) for key, digest in found["sums"].items()}
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            place = f"{self._folder.name}/{NAME}"
            raise DamagedError.at(place, f"{_NOT_OURS} ({error})") from error
        return moves, gone, sums

    def _named(self, key: str, allowed: re.Pattern[str] = _FROZEN) -> Path:
        file = self._folder / self._key(key)
        if not allowed.fullmatch(file.name):
            raise ValueError(f"it names {key!r}")
        refuse_links(file, self._folder)
        return file

    def _key(self, key: str) -> str:
        if Path(key).is_absolute() or ".." in Path(key).parts or not key.isprintable():
            raise ValueError(f"it names {key!r}")
        return key


def _digest(text: str) -> str:
    if not re.fullmatch("[0-9a-f]{64}", text):
        raise ValueError(f"{text!r} is not a digest for {SUMS}")
    return text
