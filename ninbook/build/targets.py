"""Builds targets: which of them in which tabs and languages, and in what order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from ninbook.errors import BuildError
from ninbook.files.exclusive import exclusive
from ninbook.files.processes import side_by_side, task
from ninbook.outputs import PageStates, Store
from ninbook.pdf.latex_run import TexMissingError
from ninbook.site.live import LivePages, publish_live
from ninbook.source import Book

if TYPE_CHECKING:
    from ninbook.build.builder import BookBuilder

MERGED = frozenset(("html", "merge", "linkcheck"))
"""Targets that show all tabs together; the others are built for each tab by itself."""
SOURCES_ONLY = frozenset(("lib", "outputcheck", "tabcheck"))
"""Targets that look at the sources only, at all languages at once; nothing is executed for them."""
_WHOLE = frozenset(("pkg", *SOURCES_ONLY))
"""Targets that see to all tabs themselves."""
_ALL = ("pdf", "epub", "slides", "html", "pkg")
"""Targets that ``all`` stands for; ``eval`` comes before any, and the site offers the files."""


def sole_builder(book: Book) -> AbstractContextManager[None]:
    """Keep other processes from building the book meanwhile."""
    folder = Path(book.config.tgt_dir)
    # JupyterLab writes there, builds or not.
    return exclusive(folder, folder / "cache" / "lock", but=("lab",))


def build_targets(
    book: Book,
    store: Store,
    targets: Sequence[str],
    tab: str | None = None,
    languages: Sequence[str] = (),
    states: PageStates | None = None,
    prepared: Callable[[], object] | None = None,
) -> None:
    """Build targets in their order, all languages at the same time where there are cores for it.

    A PDF that fails is reported when all else is built; nothing needs it. By default all tabs and
    languages are built; ``states`` are those of the pages in the first language, if known;
    ``prepared`` waits for `prepare_live`, if that is at work.

    Raises:
        BuildError: a target could not be built.
    """
    if "merge" in targets and (len(book.tabs) < 2 or tab not in (None, "all")):
        alone = "the book has one tab or none" if len(book.tabs) < 2 else f"--tab {tab} names one"
        raise BuildError(f"merge puts all tabs into one notebook, but {alone}; build ipynb instead")
    wanted = [name for target in targets for name in (_ALL if target == "all" else [target])]
    languages = languages or book.languages
    publishing: AbstractContextManager[Callable[[], LivePages]] = nullcontext(dict)
    if "html" in wanted:  # all editions lead to the same files
        site = book.site_folder(tab)
        publishing = task("the live network", partial(publish_live, book, store, site, prepared))
    with publishing as live:
        from ninbook.build.builder import BookBuilder  # loads Sphinx, which takes a while
        from ninbook.site.evidence import publish_evidence

        if "html" in wanted:
            publish_evidence(store, site)

        def build(language: str) -> list[BuildError]:
            chosen = [t for t in wanted if t not in SOURCES_ONLY or language == languages[0]]
            edition = book.in_language(language)
            known = states if language == book.language else None
            make = partial(BookBuilder, store=store, states=known, live=live)
            return _build_edition(edition, make, chosen, tab)

        calls = [(f"the edition {language!r}", partial(build, language)) for language in languages]
        failed = dict.fromkeys(str(error) for errors in side_by_side(calls) for error in errors)
    if failed:
        raise BuildError("\n".join(failed))


def _build_edition(
    edition: Book,
    make_builder: Callable[[Book], BookBuilder],
    targets: Sequence[str],
    tab: str | None,
) -> list[BuildError]:
    """Build targets in their order in one language; return why PDFs failed."""
    failed: list[BuildError] = []
    builders: dict[str | None, BookBuilder] = {}
    for target in targets:
        for chosen in _tabs_of(target, edition, tab):
            if chosen not in builders:
                builders[chosen] = make_builder(edition.in_tab(chosen))
            try:
                getattr(builders[chosen], target)()
            except TexMissingError as error:
                failed = [error]  # for every PDF the same
            except BuildError as error:
                if target != "pdf":
                    raise
                failed.append(error)
    return failed


def _tabs_of(target: str, book: Book, tab: str | None) -> Sequence[str | None]:
    """Return the tabs that a target is built for: "all" is all of them in one."""
    if not book.tabs:
        return [None]
    if tab not in (None, "all"):
        return [tab]
    if target in MERGED:
        return ["all"] if len(book.tabs) > 1 else book.tabs
    return book.tabs[:1] if target in _WHOLE else book.tabs
