"""``d2lbook build``: d2lbook's targets, from frozen outputs."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from ninbook.build.stamp import Stamp
from ninbook.files.digests import FileDigests
from ninbook.files.memory import Memory
from ninbook.files.write import write_atomically
from ninbook.frameworks import FRAMEWORKS
from ninbook.outputs import DamagedError, PageStates, Store
from ninbook.plan import PlannedNotebook
from ninbook.problems import COMMAND, Problem, Severity
from ninbook.settings import (
    CHECKPOINT_MINUTES,
    FULL,
    PROFILES,
    QUICK,
    SEED_VARIABLE,
    Profile,
    asked_seed,
    read_seed,
)
from ninbook.source import Book

TARGETS = {
    "eval": "execute what is stale and freeze it in outputs/",
    "html": "the site, in build/html/",
    "pdf": "a PDF per language and tab, in build/downloads/ (needs TeX)",
    "epub": "an EPUB per language and tab, in build/downloads/",
    "ipynb": "plain notebooks, in build/ipynb*/",
    "pkg": "all notebooks of a language as one zip file, in build/downloads/",
    "colab": "notebooks that run on Google Colab, in build/colab*/",
    "sagemaker": "notebooks that run in SageMaker Studio Lab, in build/sagemaker*/",
    "slides": "slide decks from the slide marks",
    "linkcheck": "follow every link (needs the internet); report in build/linkcheck/",
    "outputcheck": "look for outputs left in the sources",
    "tabcheck": "look for unknown tabs",
    "lib": "save code marked #@save as [library-<tab>] lib_file of config.ini says",
    "merge": "the tabs of each page in one notebook, in build/eval_all/",
    "all": "eval, html, pdf, epub and pkg",
}
_EPILOG = """\
examples:
  d2lbook build html                          all tabs, what is stale shown as such
  d2lbook build html --tab jax                the JAX tab alone, into build/html_jax/
  d2lbook build ipynb --tab jax --lang ko     notebooks of one tab and language
  d2lbook build eval --profile quick          training runs of minutes instead of hours
  d2lbook build eval --tab pytorch --force    execute even what is fresh
  d2lbook build eval chapter_cnn-modern/nin.md --tab jax      execute one page

An interrupted training run resumes from its last checkpoint. One is saved after each epoch, every
ten minutes, and on Ctrl-C. Checkpoints stay in the user's cache until the execution is frozen.

Where a page asks for an accuracy, full training runs start from one seed after another, 2013, 1, 2,
3 and so on, until one reaches it. Curves of the others stay in outputs/runs/.

A build executes stale cells if the frameworks are installed, unless --no-eval is given. Missing
or stale outputs are shown without result, under a label. Broken sources and damaged frozen files
stop it before it does anything, with exit code 1.
"""
_GROW_EXIT_CODE = 75


def add_to(commands: argparse._SubParsersAction) -> None:
    """Add the command's parser."""
    parser = commands.add_parser(
        "build",
        help="build a target: " + ", ".join(TARGETS),
        description="Builds one or more targets:\n"
        + "\n".join(f"  {name:12} {text}" for name, text in TARGETS.items()),
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "targets",
        nargs="+",
        type=_target,
        metavar="TARGET",
        help="a target; or a page (a .md file), where that alone is to be executed",
    )
    parser.add_argument("--tab", help="one tab of the book (default: all)")
    parser.add_argument("--lang", help="one language of the book (default: all)")
    parser.add_argument(
        "--profile",
        choices=PROFILES,
        help="default: full with a GPU; else quick, for pages without a full execution",
    )
    parser.add_argument(
        "--seed", type=_seed, help="execute from this seed (default: 2013, or as the page asks)"
    )
    parser.add_argument("--no-eval", action="store_true", help="execute nothing")
    parser.add_argument(
        "--with-frameworks",
        action="store_true",
        help="install the frameworks first, whose base classes pages of docstrings then show",
    )
    parser.add_argument("--force", action="store_true", help="execute fresh cells too (eval)")
    parser.add_argument("--jobs", type=_positive, help="number of notebooks executed at once")
    parser.add_argument(
        "--scheduler",
        metavar="ADDRESS",
        help="execute on the Dask cluster of this scheduler, such as tcp://host:8786",
    )
    parser.add_argument("--deadline", type=_positive, help="seconds that one notebook may take")
    parser.add_argument(
        "--checkpoint-every",
        type=_minutes,
        default=CHECKPOINT_MINUTES,
        metavar="MINUTES",
        help="save a checkpoint this often, besides after each epoch (default: 10)",
    )
    parser.add_argument(
        "--restart", action="store_true", help="train from the beginning, not from checkpoints"
    )
    parser.add_argument(
        "--export-checkpoint",
        type=Path,
        metavar="FILE",
        help="write the checkpoints of what is unfinished to FILE, and execute nothing",
    )
    parser.add_argument(
        "--import-checkpoint",
        type=Path,
        metavar="FILE",
        help="take checkpoints from FILE, made on another machine, and go on from them",
    )
    parser.set_defaults(run=run)


def _target(text: str) -> str:
    if text not in TARGETS and not text.endswith(".md"):
        raise argparse.ArgumentTypeError(f"{text!r} is none of {', '.join(TARGETS)}, and no page")
    return text


def _minutes(text: str) -> float:
    value = float(text)
    if not value >= 0:
        raise argparse.ArgumentTypeError("must be 0 or more")
    return value


def _positive(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return value


def _seed(text: str) -> int:
    try:
        return read_seed(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def run(options: argparse.Namespace) -> int:
    """Run the command; returns the exit code."""
    if options.with_frameworks and not _frameworks_installed():
        return _grow()
    began = time.monotonic()
    if options.seed is not None:
        os.environ[SEED_VARIABLE] = str(options.seed)
    asked_seed()  # before anything is done with it
    book = Book.open(Path.cwd())
    tab = options.tab.lower() if options.tab else None
    if tab and tab not in [*book.tabs, "all"]:
        known = ", ".join(book.tabs) or "none"
        print(f"d2lbook: unknown tab {options.tab!r}; the book has {known}", file=sys.stderr)
        return 2
    if options.lang and options.lang not in book.languages:
        known = ", ".join(book.languages)
        print(f"d2lbook: unknown language {options.lang!r}; the book has {known}", file=sys.stderr)
        return 2
    named = [target for target in options.targets if target not in TARGETS]
    options.targets = [target for target in options.targets if target in TARGETS]
    if not options.targets:
        print(f"d2lbook: {named[0]} is a page; what is it to be? eval, html, ...", file=sys.stderr)
        return 2
    options.pages = [_page(book, (options.folder / page).resolve()) for page in named]
    if None in options.pages:
        page = named[options.pages.index(None)]
        print(f"d2lbook: {page}: the book has no such page", file=sys.stderr)
        return 2
    languages = [options.lang] if options.lang else list(book.languages)
    digests = FileDigests(Path(book.config.tgt_dir, "cache", "digests.json"))
    store = Store(book.root, digests=digests, active=book.has_active_outputs)
    store.recover()
    # Before anything else is read: what is edited meanwhile may or may not get into the site.
    there = store.look()
    stamp = Stamp(book, store, there, tab) if "html" in options.targets else None
    carries = options.export_checkpoint or options.import_checkpoint
    only_html = options.targets == ["html"] and not options.force and not carries
    notice = stamp.recall() if stamp and only_html else None
    if stamp and notice is not None and not (notice and _executes(options)):
        digests.save()
        _warn(notice, options)
        print(f"{stamp.folder} is up to date ({time.monotonic() - began:.1f} s, 0 cells executed)")
        return 0
    from ninbook.check.sources import check_sources

    # Executing again is a way out of damage, so --force looks for what is left of it afterwards.
    forced = options.force and "eval" in options.targets
    only_sources = not carries and _need_only_sources(options.targets)
    checked = Memory(Path(book.config.tgt_dir, "cache", "checked.json"))
    if not only_sources and _report(
        check_sources(book, checked) + ([] if forced else store.damage(there))
    ):
        print("d2lbook: nothing was built; correct these first", file=sys.stderr)
        return 1
    checked.save()
    digests.save()
    code, executed, notice = 0, 0, ""
    states = None
    if not only_sources:
        states = PageStates(book, store, there)
        code, executed, notice = _execute(book, store, states, tab, options)
    if executed:
        # That may have taken hours, in which the sources were edited.
        book, states = Book.open(Path.cwd()), None
        stamp = Stamp(book, store, store.look(), tab) if stamp else None
    if code or (forced and _report(store.damage())):
        return code or 1
    targets = [target for target in options.targets if target != "eval"]
    if targets:
        from ninbook.build.targets import build_targets, sole_builder

        with sole_builder(book):
            if stamp:
                stamp.forget()
            build_targets(book, store, targets, tab, languages, states)
            is_whole = languages == list(book.languages) and not options.pages
            if stamp and notice is not None and is_whole:
                stamp.write(notice)
    seconds = time.monotonic() - began
    print(f"done in {seconds:.1f} s, {executed} cells executed")
    return 0


def _page(book: Book, file: Path) -> Path | None:
    """Return the page that a file is, in whatever language; None if it is none."""
    pages = {
        (book.root / book.translation(page, language)).resolve(): page
        for page in book.pages
        for language in book.languages
    }
    return pages.get(file)


def _need_only_sources(targets: Sequence[str]) -> bool:
    from ninbook.build.targets import SOURCES_ONLY  # loads d2lbook's Builder

    return SOURCES_ONLY.issuperset(targets)


def _report(problems: Sequence[Problem]) -> bool:
    """Print problems; tell whether one of them stops the build."""
    for problem in problems:
        print(problem, file=sys.stderr)
    return any(problem.severity is Severity.ERROR for problem in problems)


def _execute(
    book: Book, store: Store, states: PageStates, tab: str | None, options: argparse.Namespace
) -> tuple[int, int, str | None]:
    """Execute what is asked for and possible.

    Returns:
        Exit code, cells executed, and what is to be said of what is left; None if that may change.
    """
    from ninbook.cli.stale import forget_finished, plans_of, stale_notebooks

    wanted = "eval" in options.targets or "all" in options.targets
    tabs = book.tabs if tab in (None, "all") else [tab]
    profile = PROFILES[options.profile] if options.profile else _default_profile()
    if wanted:
        forget_finished(book, store)
    # A page that is only shown needs one fresh execution, of whichever profile; and a full one is
    # more than the quick one that nobody asked for by name.
    instead = () if wanted and options.profile else (FULL.name,) if wanted else tuple(PROFILES)
    forced = wanted and options.force
    chosen = options.pages
    stale = stale_notebooks(book, store, states, tabs, profile.name, forced, instead, chosen)
    if options.import_checkpoint and not _frameworks_installed():
        return _grow(), 0, None
    carries = options.restart or options.import_checkpoint or options.export_checkpoint
    is_planned = carries or _executes(options)  # else only their names are needed
    plans = plans_of(book, store, stale, profile.name) if is_planned else []
    if carries and _carry_checkpoints(plans, options):
        return 1, 0, None
    if options.export_checkpoint:
        return 0, 0, None
    if not stale:
        return 0, 0, ""
    if not _executes(options):
        if wanted and not options.no_eval:
            return _grow(), 0, None
        notice = _missing(store, stale, profile)
        _warn(notice, options)
        return 0, 0, notice
    from ninbook.cli.evaluate import Conditions, evaluate  # which loads what runs kernels
    from ninbook.execute import ClusterError
    from ninbook.execute.pool import default_jobs

    conditions = Conditions(
        options.jobs or default_jobs(),
        options.deadline or book.deadline_seconds,
        options.checkpoint_every,
        options.scheduler,
    )
    try:
        code = evaluate(book, store, plans, conditions)
    except ClusterError as error:
        print(f"d2lbook: {error}", file=sys.stderr)
        return 1, 0, None
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


def _executes(options: argparse.Namespace) -> bool:
    return not options.no_eval and _frameworks_installed()


def _warn(notice: str, options: argparse.Namespace) -> None:
    """Say what is shown without outputs, and how to have them."""
    if notice:
        hint = "" if options.no_eval else f"\nwarning: {COMMAND} build eval executes them"
        print(notice + hint, file=sys.stderr)


def _carry_checkpoints(plans: Sequence[PlannedNotebook], options: argparse.Namespace) -> bool:
    """Forgets, imports or exports checkpoints, as the options say; tells whether that failed."""
    from ninbook.checkpoints import CheckpointFolder, ForeignCheckpointError

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
        print(f"d2lbook: {file}: {error}", file=sys.stderr)
        return True
    return False


def _default_profile() -> Profile:
    return FULL if Path("/dev/nvidiactl").exists() else QUICK


def _frameworks_installed() -> bool:
    return find_spec("ipykernel") is not None and any(
        find_spec(framework.module) is not None for framework in FRAMEWORKS
    )


def _grow() -> int:
    """Ask the wrapper for the frameworks; returns the exit code that says so."""
    if "NINBOOK_COMMAND" not in os.environ:
        print(f"d2lbook: no framework is installed; run {COMMAND} build eval", file=sys.stderr)
        return 1
    Path(sys.prefix, "ninbook.wanted").write_text("frameworks\n")
    return _GROW_EXIT_CODE
