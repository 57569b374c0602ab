"""The ledger of a translated page: which block translates which text, confirmed by a person.

It stands beside the translation, ``nin.ko.ledger`` beside ``nin.ko.md``, and is committed with it.
Each block has one line, in the order of the blocks:

    <digest of the English> <digest of the translation> <kind> <the English, in one line>

The English is kept whole and not looked up in git's history. So the change of a sentence can be
shown in a shallow clone or an archive, and after a rebase; the digest guards it. No line numbers
stand in it, and an empty line keeps neighbours apart: git merges changes of different blocks, even
of adjacent ones, without a conflict.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from ninbook.files.text import PageError
from ninbook.problems import COMMAND
from ninbook.translation.blocks import Block, digest_of
from ninbook.translation.spans import Kind

_LINE = re.compile(r"([0-9a-f]{12}) ([0-9a-f]{12}) ([a-z]+) (.+)")
_CONFLICT = re.compile(r"<{7} |={7}$|>{7} |\|{7} ")
_UNDO = "undo the edit with git checkout"
_HEADER = """\
# The blocks of {translation} in their order, each with what it translates of {page}:
# digest of the English, digest of the translation, kind, the English as it was then.
# Written by d2lbook translate; see d2lbook translate --help.
"""


@dataclass(frozen=True)
class Entry:
    """A confirmed pair of blocks."""

    english: str  # digest of the English block
    translated: str  # digest of the block that translates it
    kind: Kind
    text: str  # the English, normalised

    @classmethod
    def of(cls, english: Block, translated: Block) -> Self:
        """Return the entry that binds two blocks."""
        return cls(english.digest, translated.digest, english.kind, english.normalised)

    def __str__(self) -> str:
        return f"{self.english} {self.translated} {self.kind} {self.text}"


def ledger_of(translation: Path) -> Path:
    """Return where the ledger of a translated page stands."""
    return translation.with_suffix(".ledger")


def read_ledger(root: Path, path: Path) -> list[Entry] | None:
    """Read a ledger's entries in their order; None if there is no such file.

    Raises:
        PageError: a line is none of a ledger, or was edited.
    """
    try:
        content = (root / path).read_bytes()
    except FileNotFoundError:
        return None
    entries = []
    text = content.decode("utf-8", errors="replace").replace("\r\n", "\n")
    for number, line in enumerate(text.split("\n"), start=1):
        place = f"{path.as_posix()}:{number}"
        if _CONFLICT.match(line):
            remedy = f"keep either side of each, then run {COMMAND} translate status"
            raise PageError(f"{place}: merge conflict; {remedy}")
        if not line.strip() or line.startswith("#"):
            continue
        found = _LINE.fullmatch(line)
        if not found or found[3] not in list(Kind):
            raise PageError(f"{place}: no line of a ledger; {_UNDO}")
        entry = Entry(found[1], found[2], Kind(found[3]), found[4])
        if digest_of(entry.text) != entry.english:
            raise PageError(f"{place}: the English doesn't have its digest; {_UNDO}")
        entries.append(entry)
    return entries


def ledger_text(entries: Iterable[Entry], page: Path, translation: Path) -> str:
    """Return the content of a ledger."""
    header = _HEADER.format(page=page.name, translation=translation.name)
    return header + "".join(f"\n{entry}\n" for entry in entries)
