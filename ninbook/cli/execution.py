"""Executes what a build asks for and what is stale, or says what is shown without outputs."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable, Sequence
from datetime import datetime
from importlib.util import find_spec
from itertools import product
from pathlib import Path

from ninbook.bootstrap import GROW
from ninbook.cli.failures import CommandError
from ninbook.files.write import write_atomically
from ninbook.frameworks import FRAMEWORKS
from ninbook.outputs import DamagedError, PageStates, Store, fresh_profiles, seed_search
from ninbook.plan import PlannedNotebook, plan_notebook
from ninbook.problems import COMMAND
from ninbook.settings import FULL, PROFILES, QUICK, Profile
from ninbook.source import Book

_FREEZING_SECONDS = 60


def execute(
    book: Book, store: Store, states: PageStates, tab: str | None, options: argparse.Namespace
) -> tuple[int, int, str | None]:
    """Execute what is asked for and possible.

    Returns:
        Exit code, cells executed, and what is to be said of what is left; None if that may change.
    """
    wanted = "eval" in options.targets or "all" in options.targets
    tabs = book.tabs_or_none if tab in (None, "all") else [tab]
    default = FULL if Path("/dev/nvidiactl").exists() else QUICK
    profile = PROFILES[options.profile or default.name]
    if wanted:
        _forget_finished(book, store)
    # A page that is only shown needs one fresh execution, of whichever profile; and a full one is
    # more than the quick one that nobody asked for by name.
    instead = () if wanted and options.profile else (FULL.name,) if wanted else tuple(PROFILES)
    enough = () if wanted and options.force else (profile.name, *instead)
    pages = [path for path in book.pages if not options.pages or path in options.pages]
    stale = [
        (path, tab)
        for path, fresh in fresh_profiles(book, store, states, pages).items()
        for tab in tabs
        if tab in fresh and not fresh[tab] & set(enough)
    ]
    if options.import_checkpoint and not frameworks_installed():
        return grow(), 0, None
    carries = options.restart or options.import_checkpoint or options.export_checkpoint
    is_planned = carries or can_execute(options)  # else only their names are needed
    plans = _plans_of(book, store, stale, profile.name) if is_planned else []
    if carries:
        _carry_checkpoints(plans, options)
    if options.export_checkpoint:
        return 0, 0, None
    if not stale:
        return 0, 0, ""
    if not can_execute(options):
        if wanted and not options.no_eval:
            return grow(), 0, None
        notice = _missing(store, stale, profile)
        warn(notice, options)
        return 0, 0, notice
    from ninbook.cli.evaluate import Conditions, evaluate  # which loads what runs kernels
    from ninbook.execute.pool import default_jobs

    conditions = Conditions(
        options.jobs or default_jobs(),
        options.deadline or book.deadline_seconds,
        options.checkpoint_every,
        options.scheduler,
    )
    code = evaluate(book, store, plans, conditions)
    cells = sum(len(plan.fingerprints) for plan in plans)
    # A failed execution stops `build eval`; other targets show the page without its outputs.
    return (code if wanted else 0), cells, None if code else ""


def _missing(store: Store, stale: Sequence[tuple[Path, str | None]], profile: Profile) -> str:
    """Name what is shown without outputs, and what is damaged of it."""
    lines = []
    for path, tab in stale:
        page = path.with_suffix("").as_posix()
        try:
            store.load(page, tab, profile.name)
        except DamagedError as error:
            lines.append(f"warning: {error}")
        title = f"{page} [{tab}]" if tab else page
        lines.append(f"warning: {title}: outputs missing or stale, shown without")
    return "\n".join(lines)


def can_execute(options: argparse.Namespace) -> bool:
    """Tell whether cells may be executed, and whether anything is installed that can."""
    return not options.no_eval and frameworks_installed()


def warn(notice: str, options: argparse.Namespace) -> None:
    """Say what is shown without outputs, and how to have them."""
    if notice:
        hint = "" if options.no_eval else f"\nwarning: {COMMAND} build eval executes them"
        print(notice + hint, file=sys.stderr)


def _carry_checkpoints(plans: Sequence[PlannedNotebook], options: argparse.Namespace) -> None:
    """Forget, import or export checkpoints, as the options say."""
    from ninbook.checkpoints.folder import CheckpointFolder, ForeignCheckpointError

    folder = CheckpointFolder()
    cells = [fingerprint for plan in plans for fingerprint in plan.fingerprints]
    if options.restart:
        folder.remove(cells)
    try:
        if options.import_checkpoint:
            file = options.import_checkpoint
            names = folder.unpack((options.folder / file).read_bytes(), cells)
            print(f"took {len(names)} checkpoints from {file}")
        if options.export_checkpoint:
            file = options.export_checkpoint
            content, names = folder.pack(cells)
            write_atomically(options.folder / file, content)
            print(f"wrote {len(names)} checkpoints to {file}")
    except (ForeignCheckpointError, OSError) as error:
        raise CommandError(f"{file}: {error}") from error


def frameworks_installed() -> bool:
    """Tell whether there are kernels, and at least one framework."""
    return find_spec("ipykernel") is not None and any(
        find_spec(framework.module) is not None for framework in FRAMEWORKS
    )


def grow() -> int:
    """Ask the wrapper for the frameworks; returns the exit code that says so."""
    if "NINBOOK_COMMAND" not in os.environ:
        raise CommandError(f"no framework is installed; run {COMMAND} build eval")
    Path(sys.prefix, "ninbook.wanted").write_text("frameworks\n")
    return GROW


def _plans_of(
    book: Book, store: Store, notebooks: Iterable[tuple[Path, str | None]], profile: str
) -> list[PlannedNotebook]:
    """Plan the execution of pages in tabs for which they have code."""
    plans = []
    for path, tab in notebooks:
        page = book.page(path)
        search = seed_search(book, store, page, tab) if profile == FULL.name else None
        plan = plan_notebook(book, page, tab, profile, search.next_seed if search else None)
        plans += [plan] if plan else []
    return plans


def _forget_finished(book: Book, store: Store) -> None:
    """Remove the checkpoints of frozen executions, which a killed process may have left.

    Those that were saved after an execution are of a later one, which goes on from them.
    """
    from ninbook.checkpoints.folder import CheckpointFolder

    checkpoints = CheckpointFolder()  # in the user's cache, also of other books
    if checkpoints.is_empty:
        return
    names = [page.with_suffix("").as_posix() for page in book.pages]
    for name, tab, profile in product(names, book.tabs_or_none, PROFILES):
        frozen = store.load_intact(name, tab, profile)
        if frozen is not None:
            record = frozen.record
            began = datetime.fromisoformat(record["started"]).timestamp()
            end = began + sum(record["seconds_per_cell"]) + _FREEZING_SECONDS
            checkpoints.remove_until(end, frozen.fingerprints)
