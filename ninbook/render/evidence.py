"""Leads from a shown output to the frozen notebook that it comes from, for whoever wants to check.

The site holds copies of the frozen notebooks and of their checksums. The script ``verify.js`` then
compares a notebook with its checksum, and its outputs with those on the page.
"""

from __future__ import annotations

import filecmp
from collections.abc import Sequence
from html import escape
from pathlib import Path
from urllib.parse import quote

from ninbook.files.if_changed import copy_if_changed
from ninbook.files.listing import files_below
from ninbook.outputs import SUMS, Execution, Store
from ninbook.words.words import ENGLISH, Words

_HTML = (
    '· <a href="{address}">{notebook}</a> <button type="button" class="verify" '
    'data-name="{name}" data-cells="{cells}">{verify}</button>'
)


def evidence(
    execution: Execution, cells: Sequence[int], root: str = "", words: Words = ENGLISH
) -> str:
    """Returns HTML, on one line, that leads to a frozen notebook and offers to compare with it.

    Args:
        execution: what the outputs are from.
        cells: which of its code cells the outputs are of, counted from 0.
        root: address of the site's root, relative to the page; empty or with a slash at its end.
        words: those of the page's language.
    """
    return _HTML.format(
        address=escape(quote(f"{root}{execution.path.as_posix()}")),
        name=escape(Path(*execution.path.parts[1:]).as_posix()),
        cells=" ".join(map(str, cells)),
        notebook=escape(words.frozen_notebook),
        verify=escape(words.verify),
    )


def publish_evidence(store: Store, site: Path) -> None:
    """Copies the frozen notebooks and their checksums into a site, and removes what is gone.

    Args:
        store: the store.
        site: the site's root.
    """
    published = site / store.folder.name
    wanted = {
        name: file
        for name, file in files_below(store.folder)
        if name.endswith(".ipynb") or name == SUMS
    }
    copies = dict(files_below(published))
    has_all = SUMS in wanted and copies.keys() == wanted.keys()
    if has_all and filecmp.cmp(copies[SUMS], wanted[SUMS], shallow=False):
        return  # the checksums of all of them are those of the copies
    for name, copy in copies.items():
        if name not in wanted:
            Path(copy).unlink()
    for name, file in sorted(wanted.items(), key=lambda item: item[0] == SUMS):  # those last
        copy_if_changed(Path(file), published / name)
