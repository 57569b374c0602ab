"""``d2lbook check``: every problem of sources, translations and frozen outputs in one run."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from ninbook.bootstrap import LOCKS
from ninbook.check.cells import check_active
from ninbook.check.contents import check_listed
from ninbook.check.settings import check_settings
from ninbook.check.sources import check_all_pages, check_sources
from ninbook.check.translations import check_translations
from ninbook.document.document import Document
from ninbook.outputs import DamagedError, Store, is_current, plan_of, seed_search
from ninbook.plan import PlannedNotebook, plan_page
from ninbook.plan.least_accuracy import least_accuracy_of
from ninbook.problems import COMMAND, Problem, Severity
from ninbook.settings import FULL, PROFILES, QUICK, numerics_version
from ninbook.source import Book, PageError

_EPILOG = """\
examples:
  d2lbook check
  d2lbook check --no-outputs      sources and translations only

exit code: 0 if there is no problem, even if there are warnings, else 1
"""


def add_to(commands: argparse._SubParsersAction) -> None:
    """Add the command's parser."""
    parser = commands.add_parser(
        "check",
        help="find every problem in sources, translations and frozen outputs",
        description="Prints every problem as file:line: message. Executes and writes nothing.",
        epilog=_EPILOG,
    )
    parser.add_argument(
        "--no-outputs", action="store_true", help="check sources and translations only"
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Run the command; returns the exit code."""
    book = Book.open(Path.cwd())
    problems = [*check_settings(book), *check_sources(book)]
    # What is listed is neither translated nor executed.
    if activated := check_all_pages(book, check_active):
        files = {problem.path for problem in activated}
        problems = [*activated, *(problem for problem in problems if problem.path not in files)]
    else:
        problems += _of_whole_book(book, problems, not options.no_outputs)
    problems = sorted(set(problems))  # SHA256SUMS is read for each page
    for problem in problems:
        print(problem)
    if not options.no_outputs and not activated:
        for note in version_notes(book, Store(book.root)):
            print(f"note: {note}")
    pages = f"{len(book.pages)} page{'s' * (len(book.pages) != 1)}"
    warnings = sum(problem.severity is Severity.WARNING for problem in problems)
    count = len(problems) - warnings
    also = f" and {warnings} warning{'s' * (warnings != 1)}" if warnings else ""
    print(f"{count} problem{'s' * (count != 1)}{also} in {pages}")
    return 1 if count else 0


def _of_whole_book(book: Book, found: list[Problem], outputs: bool) -> Iterator[Problem]:
    if not any(problem.severity is Severity.ERROR for problem in found):
        yield from check_listed(book)
    if len(book.languages) > 1:
        yield from check_translations(book)
    if outputs:
        yield from check_outputs(book, Store(book.root))


def check_outputs(book: Book, store: Store) -> list[Problem]:
    """Return damaged files, and pages whose frozen execution is missing or stale."""
    problems = store.damage()
    named = {problem.path for problem in problems}
    damaged: list[DamagedError] = []
    for path in book.pages:
        try:
            page = book.page(path)
        except PageError:
            continue  # named by the check of the sources
        for tab in book.tabs_or_none:
            store.runs(page.name, tab, damaged)
        plans = [plan for one in PROFILES for plan in plan_page(book, page, book.tabs, one)]
        complete = _complete_tabs(store, plans)
        for plan in plans:
            file = store.path_of(plan.page, plan.tab, plan.profile)
            if plan.tab in complete or file in named:
                continue
            try:
                said = _outdated(book, store, page, plan)
            except DamagedError as error:
                problems.append(Problem.of(error))
                continue
            if said is not None:
                tab = f" --tab {plan.tab}" if plan.tab else ""
                again = f"run {COMMAND} build eval{tab} --profile {plan.profile}"
                problems.append(Problem(file, 1, f"{said}; {again}"))
    problems += (each for each in map(Problem.of, damaged) if each.path not in named)
    return sorted(problems)


def _outdated(book: Book, store: Store, page: Document, plan: PlannedNotebook) -> str | None:
    """Say why a frozen execution isn't what the page is to show; None if it is."""
    frozen = store.load(plan.page, plan.tab, plan.profile)
    if frozen is None:
        others = [store.path_of(plan.page, plan.tab, profile) for profile in PROFILES]
        is_missing = not any((book.root / each).is_file() for each in others)
        return "is missing" if is_missing and plan.profile == QUICK.name else None
    wanted = plan_of(book, page, plan.tab, plan.profile, frozen)
    if wanted is not None and wanted.is_fresh(frozen.fingerprints):
        is_full = plan.profile == FULL.name
        search = seed_search(book, store, page, plan.tab) if is_full else None
        return search.problem if search else None
    old, new = frozen.record["numerics"], numerics_version(plan.tab)
    if old != new:
        return f"is stale, executed with version {old} of the runtime's numerics, not {new}"
    if plan.seed != frozen.record["seed"] and least_accuracy_of(page) is None:
        return f"is stale, executed from seed {frozen.record['seed']}, not {plan.seed}"
    return f"is stale, {page.path} changed"


def _complete_tabs(store: Store, plans: Sequence[PlannedNotebook]) -> set[str | None]:
    """The tabs of a page whose code was executed, trains nothing, and so needs no other profile."""
    complete = set()
    for plan in plans:
        frozen = store.load_intact(plan.page, plan.tab, plan.profile)
        if frozen is not None and plan.is_fresh(frozen.fingerprints) and not frozen.trained:
            complete.add(plan.tab)
    return complete


def version_notes(book: Book, store: Store) -> list[str]:
    """Say where a frozen execution was made with other versions than those that are locked.

    That is no problem: an execution of many hours doesn't go stale because a lock changed.
    """
    locked = locked_versions(LOCKS / "frameworks.txt")
    notes = []
    for path in book.pages:
        for profile in PROFILES:
            for tab in book.tabs_or_none:
                frozen = store.load_intact(path.with_suffix("").as_posix(), tab, profile)
                for name, version in (frozen.record["versions"] if frozen else {}).items():
                    wanted = locked.get(name) or locked.get(f"{name}-cpu") or version
                    if frozen and version != wanted:
                        notes.append(
                            f"{frozen.path.as_posix()}: executed with {name} {version}, locked is "
                            f"{wanted}"
                        )
    return notes + [
        f"{store.path_of_run(run).as_posix()}: run of other code, which doesn't count; "
        f"say why it is kept ({COMMAND} outputs archive --label)"
        for path in book.pages
        for tab in book.tabs_or_none
        for run in store.runs(path.with_suffix("").as_posix(), tab)
        if not run.label and not is_current(book, book.page(path), run)
    ]


def locked_versions(lock: Path) -> dict[str, str]:
    """Return the versions in a lock file by package."""
    text = lock.read_text(encoding="utf-8")
    return dict(re.findall(r"^([A-Za-z0-9_.-]+)==([^\s;\\]+)", text, re.MULTILINE))
