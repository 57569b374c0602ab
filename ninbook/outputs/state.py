"""What a page's place in the site depends on, as one digest, and how much of it is executed."""

import hashlib
import sys
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path

from ninbook.files.memory import Memory, digest_of_own_code
from ninbook.outputs.seed_search import seed_search
from ninbook.outputs.store import Store
from ninbook.plan import named_weights, plan_page
from ninbook.settings import FULL, PROFILES, asked_seed
from ninbook.source.book import Book
from ninbook.translation.ledger import ledger_of


class PageStates:
    """Tells pages that changed from those that didn't, without parsing any.

    Pages and store are looked at once, unless ``there`` is what `Store.look` returned a moment ago;
    when they changed, another object is needed.
    """

    def __init__(self, book: Book, store: Store, there: Mapping[str, str] | None = None) -> None:
        self._book = book
        self._store = store
        self._seals = store.seals(store.look() if there is None else there)
        self._known: dict[Path, str] = {}

    def of(self, path: Path) -> str:
        """Return a digest of the page, what it reads, its frozen executions, and this package."""
        if path not in self._known:
            self._known[path] = self._look_at(path)
        return self._known[path]

    def _look_at(self, path: Path) -> str:
        digest = hashlib.sha256(self._common)
        content = self._content(path)
        digest.update(b"\0" + content)
        translation = self._book.translation(path, self._book.language)
        if translation != path:
            digest.update(b"\0" + self._content(translation))
            digest.update(b"\0" + self._content(ledger_of(translation)))
        for weights in named_weights(content.decode(errors="replace"), path.parent):
            file = self._book.root / weights
            found = self._store.digests.of(file) if file.is_file() else ""
            digest.update(f"\0{found}".encode())
        page = path.with_suffix("").as_posix()
        for tab in self._book.tabs_or_none:
            for profile in PROFILES:
                name = self._store.path_of(page, tab, profile).as_posix()
                digest.update(f"\0{self._seals.get(name, '')}".encode())
        runs = f"{self._store.folder.name}/runs/{page}."
        for name, seal in self._seals.items():
            if name.startswith(runs):
                digest.update(f"\0{name} {seal}".encode())
        return digest.hexdigest()

    def _content(self, path: Path) -> bytes:
        try:
            return self._book.content(path)
        except FileNotFoundError:
            return b""

    @cached_property
    def _common(self) -> bytes:
        named = f"{sys.prefix} {asked_seed()} {self._book.language}"
        digest = hashlib.sha256(named.encode())
        digest.update((self._book.root / "config.ini").read_bytes())
        digest.update(digest_of_own_code().encode())
        return digest.digest()


def fresh_profiles(
    book: Book, store: Store, states: PageStates, pages: Iterable[Path]
) -> Mapping[Path, Mapping[str | None, set[str]]]:
    """Return the names of the profiles with a fresh execution, by page and tab.

    Tabs for which a page has no code are not there. Pages that are as they were at the last call,
    also in another process, are neither parsed nor planned.
    """
    memory = Memory(Path(book.config.tgt_dir, "cache", "fresh.json"))
    fresh = {}
    for path in pages:
        name, state = path.as_posix(), states.of(path)
        found = memory.recall(name, state)
        if found is None:
            found = _fresh_by_tab(book, store, path)
            memory.keep(name, state, found)
        fresh[path] = {tab or None: set(profiles) for tab, profiles in found.items()}
    memory.save()
    return fresh


def _fresh_by_tab(book: Book, store: Store, path: Path) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    page = book.page(path)
    for profile in PROFILES:
        for plan in plan_page(book, page, book.tabs, profile):
            fresh = found.setdefault(plan.tab or "", [])
            frozen = store.load_intact(plan.page, plan.tab, plan.profile)
            search = None
            if profile == FULL.name and (frozen is None or frozen.trained):
                search = seed_search(book, store, page, plan.tab)
            if search is not None:
                fresh += [] if search.has_next else [profile]
            elif frozen is not None and plan.is_fresh(frozen.fingerprints):
                fresh += [profile] if frozen.trained else PROFILES
    return found
