"""Files of weights that code reads by name; what comes out depends on them as on the code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from os.path import normpath
from pathlib import Path

from ninbook.files.digests import FileDigests

_SUFFIX = ".safetensors"
_NAMED = re.compile(rf"[\w./+-]+{re.escape(_SUFFIX)}\b")
MISSING = "missing"
_DIGESTS = FileDigests()  # a build plans every tab in every profile


def named_weights(text: str, folder: Path) -> Iterator[Path]:
    """Find the files of weights that a text names, such as ``'../outputs/nin.safetensors'``.

    Args:
        text: code, or a page with code.
        folder: where the code runs, relative to the book's root.

    Yields:
        The files, relative to the book's root; none that are outside.
    """
    if _SUFFIX not in text:  # the pattern tries every word of the page
        return
    for name in dict.fromkeys(_NAMED.findall(text)):
        path = Path(normpath(folder / name))
        if not path.is_absolute() and ".." not in path.parts:
            yield path


def weights_read(root: Path, folder: Path, code: str) -> list[str]:
    """Return a line for each file of weights that code names: its path and its digest.

    A file that isn't there has the digest "missing", so its coming is a change.

    Args:
        root: the book's root.
        folder: where the code runs, relative to the root.
        code: the code, without comments.
    """
    lines = []
    for path in named_weights(code, folder):
        file = root / path
        lines.append(f"{path.as_posix()} {_DIGESTS.of(file) if file.is_file() else MISSING}")
    return lines
