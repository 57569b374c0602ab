"""Remembers what a site was built from."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from ninbook.directives.live import missing_marker
from ninbook.directives.live.onnx_runtime import LOCK
from ninbook.files.listing import files_below
from ninbook.files.write import write_atomically
from ninbook.outputs import SUMS, Store
from ninbook.source import Book
from ninbook.source.book_settings import HTML_FILES
from ninbook.translation.ledger import ledger_of


class Stamp:
    """Remembers what the site was built from, so that an unchanged book builds in no time.

    ``there`` is what the store's `look` returned, ``tab`` the tab that was asked for.
    """

    def __init__(self, book: Book, store: Store, there: Mapping[str, str], tab: str | None) -> None:
        self._book = book
        self._store = store
        self._there = there
        self.folder = book.site_folder(tab)
        self._file = Path(book.config.tgt_dir, "cache", f"{self.folder.name}.stamp")
        self._index = Path(self.folder, book.index.with_suffix(".html"))
        self._state = self._digest()

    def recall(self) -> str | None:
        """Return what is to be said of the site; None if it isn't there or something changed."""
        if not self._index.is_file() or missing_marker(self._book).is_file():
            return None
        try:
            state, _, notice = self._file.read_text(encoding="utf-8").partition("\n")
        except (OSError, UnicodeDecodeError):
            return None
        return notice if state == self._state else None

    def forget(self) -> None:
        """Forget the recorded state, before the site is built anew from the present one."""
        self._file.unlink(missing_ok=True)

    def write(self, notice: str) -> None:
        """Record the state that was found at first: what changed since may not be in the site.

        The notice, such as which pages are shown without outputs, is what `recall` will return.
        """
        write_atomically(self._file, f"{self._state}\n{notice}".encode(), durable=False)

    def _digest(self) -> str:
        digest = hashlib.sha256(f"{sys.prefix} {sorted(self._there.items())}".encode())
        digests = self._store.digests
        for file in sorted({os.fspath(file) for file in self._inputs()}):
            digest.update(f"{file}\0{digests.of(file)}\0".encode())
        return digest.hexdigest()

    def _inputs(self) -> Iterator[Path | str]:
        from d2lbook.utils import find_files

        book, package = self._book, Path(__file__).parent.parent
        yield Path("config.ini")
        yield LOCK / "package-lock.json"
        yield from book.files
        for language in book.languages[1:]:
            pages = [book.translation(page, language) for page in book.files]
            ledgers = [ledger_of(page) for page in pages]
            yield from (file for file in [*pages, *ledgers] if file.is_file())
        build, html = book.config.build, book.config.html
        named = [build[key] for key in ("resources", "dependencies", "rsts")]
        named += [html.get(key, "", raw=True) for key in HTML_FILES]
        yield from map(Path, find_files(" ".join(named)))
        yield from (file for file in [self._store.folder / SUMS] if file.is_file())
        for folder in (book.root / "static", package):
            yield from (file for _, file in files_below(folder) if not file.endswith(".pyc"))
        if book.bibliography and book.bibliography.is_file():
            yield book.bibliography
        target = Path(book.config.tgt_dir)  # in which the site finds what else it offers
        for kind in ("pdf", "epub"):
            yield from target.glob(f"downloads/*.{kind}")
        for folder in (target, *(target / language for language in book.languages[1:])):
            yield from folder.glob("slides*/**/*.html")
