"""``d2lbook build``: d2lbook's targets, from frozen outputs."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from functools import partial
from pathlib import Path

from ninbook.build.stamp import Stamp
from ninbook.cli.execution import can_execute, execute, frameworks_installed, grow, warn
from ninbook.cli.failures import CommandError, UsageError, tab_of
from ninbook.files.digests import FileDigests
from ninbook.files.memory import Memory
from ninbook.outputs import PageStates, Store
from ninbook.problems import Problem, Severity
from ninbook.settings import (
    CHECKPOINT_MINUTES,
    NUMBERS,
    PROFILES,
    SEED_VARIABLE,
    read_number,
)
from ninbook.source import Book

TARGETS = {
    "eval": "execute what is stale and freeze it in outputs/",
    "html": "the site, in build/html/",
    "pdf": "a PDF per language and tab, in build/downloads/ (needs TeX)",
    "epub": "an EPUB per language and tab, in build/downloads/",
    "ipynb": "plain notebooks for this book's environment (lab), in build/ipynb*/",
    "pkg": "notebooks that run anywhere, a zip file per language, in build/downloads/",
    "colab": "notebooks that run on Google Colab, in build/colab*/",
    "sagemaker": "notebooks that run in SageMaker Studio Lab, in build/sagemaker*/",
    "slides": "slide decks from the slide marks",
    "linkcheck": "follow every link (needs the internet); report in build/linkcheck/",
    "outputcheck": "look for outputs left in the sources",
    "tabcheck": "look for unknown tabs",
    "lib": "save code marked #@save as [library-<tab>] lib_file of config.ini says",
    "merge": "the tabs of each page in one notebook to read, in build/eval_all/",
    "all": "eval, html, pdf, epub, slides and pkg",
}
_EPILOG = """\
examples:
  d2lbook build html                          all tabs; notes in place of stale outputs
  d2lbook build html --tab jax                the JAX tab alone, into build/html_jax/
  d2lbook build ipynb --tab jax --lang ko     notebooks of one tab and language
  d2lbook build eval --profile quick          training runs of minutes instead of hours
  d2lbook build eval --tab pytorch --force    execute even what is fresh
  d2lbook build eval chapter_cnn-modern/nin.md --tab jax      execute one page

An interrupted training run resumes from its last checkpoint. One is saved after each epoch, every
ten minutes, and on Ctrl-C. Checkpoints stay in the user's cache until the execution is frozen.

Where a page asks for an accuracy, full training runs start from one seed after another, 2013, 1, 2,
3 and so on, until one reaches it. Curves of the others stay in outputs/runs/.

If the frameworks are installed, a build executes pages that have no fresh outputs at all, unless
--no-eval is given. A note stands in place of outputs that are missing or stale. Broken sources and
damaged frozen files stop a build before it does anything, with exit code 1.
"""


def add_to(commands: argparse._SubParsersAction) -> None:
    """Add the command's parser."""
    parser = commands.add_parser(
        "build",
        help="build a target: " + ", ".join(TARGETS),
        description="Builds one or more targets:\n"
        + "\n".join(f"  {name:12} {text}" for name, text in TARGETS.items()),
        epilog=_EPILOG,
    )
    parser.add_argument(
        "targets",
        nargs="+",
        type=_target,
        metavar="TARGET",
        help="a target; beside it, a page (a .md file) if only that is to be executed",
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
        help="install the frameworks first, so that API pages show their base classes",
    )
    parser.add_argument("--force", action="store_true", help="execute fresh cells too (eval)")
    parser.add_argument("--jobs", type=whole_number, help="number of notebooks executed at once")
    parser.add_argument(
        "--scheduler",
        metavar="ADDRESS",
        help="execute on the Dask cluster of this scheduler, such as tcp://host:8786",
    )
    parser.add_argument("--deadline", type=whole_number, help="seconds that one notebook may take")
    parser.add_argument(
        "--checkpoint-every",
        type=_minutes,
        default=CHECKPOINT_MINUTES,
        metavar="MINUTES",
        help="save a checkpoint this often, and after each epoch (default: 10)",
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
        help="resume from the checkpoints in FILE, made on another machine",
    )
    parser.set_defaults(run=run)


def _target(text: str) -> str:
    if text not in TARGETS and not text.endswith(".md"):
        raise argparse.ArgumentTypeError(f"{text!r} is none of {', '.join(TARGETS)}, and no page")
    return text


def _minutes(text: str) -> float:
    with suppress(ValueError):
        if (value := float(text)) >= 0:
            return value
    raise argparse.ArgumentTypeError(f"must be 0 or more, not {text!r}")


def whole_number(text: str, least: int = 1, most: int = 999_999_999) -> int:
    """Read a whole number of the command line."""
    try:
        return read_number(text, least, most)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


_seed = partial(whole_number, least=0, most=NUMBERS[SEED_VARIABLE])


def run(options: argparse.Namespace) -> int:
    """Run the command; returns the exit code."""
    with ExitStack() as beside:
        return _run(options, beside)


def _run(options: argparse.Namespace, beside: ExitStack) -> int:
    if options.with_frameworks and not frameworks_installed():
        return grow()
    began = time.monotonic()
    if options.seed is not None:
        os.environ[SEED_VARIABLE] = str(options.seed)
    book = Book.open(Path.cwd())
    tab = None if options.tab is None else tab_of(options.tab, book.tabs)
    if options.lang not in (None, *book.languages):
        known = ", ".join(book.languages)
        raise UsageError(f"unknown language {options.lang!r}; the book has {known}")
    named = [target for target in options.targets if target not in TARGETS]
    options.targets = [target for target in options.targets if target in TARGETS]
    if not options.targets:
        raise UsageError(f"{named[0]} is a page; what is it to be? eval, html, ...")
    options.pages = [_page(book, options.folder, name) for name in named]
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
    if stamp and notice is not None and not (notice and can_execute(options)):
        digests.save()
        warn(notice, options)
        print(f"{stamp.folder} is up to date ({time.monotonic() - began:.1f} s, 0 cells executed)")
        return 0
    prepared = None
    if stamp:
        from ninbook.files.processes import task
        from ninbook.site.live import FOLDER, prepare_live

        if not (stamp.folder / FOLDER).is_dir():  # else the networks are in the cache, too
            preparing = task("the live network", partial(prepare_live, book, store))
            prepared = beside.enter_context(preparing)
    from ninbook.check.sources import check_sources

    # Executing again is a way out of damage, so --force looks for what is left of it afterwards.
    forced = options.force and "eval" in options.targets
    only_sources = False
    if not carries:
        from ninbook.build.targets import SOURCES_ONLY

        only_sources = SOURCES_ONLY.issuperset(options.targets)
    checked = Memory(Path(book.config.tgt_dir, "cache", "checked.json"))
    if not only_sources and _report(
        check_sources(book, checked) + ([] if forced else store.damage(there))
    ):
        raise CommandError("nothing was built; correct these first")
    checked.save()
    digests.save()
    code, executed, notice = 0, 0, ""
    states = None
    if not only_sources:
        states = PageStates(book, store, there)
        code, executed, notice = execute(book, store, states, tab, options)
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
            build_targets(book, store, targets, tab, languages, states, prepared)
            is_whole = languages == list(book.languages) and not options.pages
            if stamp and notice is not None and is_whole:
                stamp.write(notice)
    seconds = time.monotonic() - began
    print(f"done in {seconds:.1f} s, {executed} cells executed")
    return 0


def _page(book: Book, folder: Path, name: str) -> Path:
    """Return the page that a file is, in whatever language."""
    pages = {
        (book.root / book.translation(page, language)).resolve(): page
        for page in book.pages
        for language in book.languages
    }
    if (file := (folder / name).resolve()) not in pages:
        raise UsageError(f"{name}: the book has no such page")
    return pages[file]


def _report(problems: Sequence[Problem]) -> bool:
    """Print problems; tell whether one of them stops the build."""
    for problem in problems:
        print(problem, file=sys.stderr)
    return any(problem.severity is Severity.ERROR for problem in problems)
