"""``d2lbook outputs``: takes frozen executions from another checkout, and archives old ones."""

from __future__ import annotations

import argparse
import copy
import re
import sys
from dataclasses import replace
from pathlib import Path

from ninbook.cli.failures import CommandError
from ninbook.document.document import Document
from ninbook.outputs import (
    DamagedError,
    Execution,
    Run,
    Store,
    freeze_run,
    is_current,
    plan_of,
)
from ninbook.outputs.form import LABEL, FormError, check_pictures, leave_out_unknown
from ninbook.outputs.inert import make_inert
from ninbook.settings import FULL, PROFILES
from ninbook.source import Book

_ADD = """\
example:
  d2lbook outputs add ../gpu-checkout/outputs

Takes whole executions of the code that this book has now, and runs of other seeds. FOLDER may hold
fewer files than its SHA256SUMS lists. Files that are already frozen here, and equal, stay as they
are.

FOLDER is not trusted: links in it are refused, and whatever is not an execution is left out. HTML
loses its scripts, event handlers and frames; Markdown with such content becomes plain text.

exit code: 0 if anything of FOLDER is frozen here in the end, else 1
"""
_ARCHIVE = """\
examples:
  d2lbook outputs archive outputs/chapter/nin.jax.full.ipynb --label "Xavier initialisation"
  d2lbook outputs archive outputs/runs/chapter/nin.jax.full.2.1f0c9a3e.json --label "other code"

Keeps the curves of a stale full execution's last training run in outputs/runs/, with its seed,
device and versions, and removes the notebook and weights. For a run that is already in
outputs/runs/, changes the label. The label says why a run of other code is kept, and the page's
table of runs shows it.

exit code: 0 if it is archived, else 1
"""


def add_to(commands: argparse._SubParsersAction) -> None:
    """Add the command's parser."""
    parser = commands.add_parser(
        "outputs",
        help="bring frozen executions from another checkout, archive old ones",
        description="Freezes here what was executed elsewhere, and archives what is superseded.",
    )
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True)
    add = actions.add_parser(
        "add",
        help="take the frozen executions of a folder",
        description="Takes the frozen executions of a folder.",
        epilog=_ADD,
    )
    add.add_argument("source", type=Path, metavar="FOLDER", help="an outputs folder")
    add.set_defaults(run=_run_add)
    archive = actions.add_parser(
        "archive",
        help="keep the curves of a stale full execution, without notebook and weights",
        description="Keeps the curves of a stale full execution, without notebook and weights.",
        epilog=_ARCHIVE,
    )
    archive.add_argument("file", type=Path, metavar="FILE", help="a frozen notebook or a run")
    archive.add_argument("--label", type=_label, default="", help="why it is kept")
    archive.set_defaults(run=_run_archive)


def _label(text: str) -> str:
    if not re.fullmatch(LABEL, text):
        raise argparse.ArgumentTypeError(f"write it in one line, without <>|`\\[], not {text!r}")
    return text


def _run_add(options: argparse.Namespace) -> int:
    source = (options.folder / options.source).resolve()
    if not (source / "SHA256SUMS").is_file():
        raise CommandError(f"{options.source}: no SHA256SUMS in it")
    book = Book.open(Path.cwd())
    here, there = Store(book.root, active=True), Store(source.parent, source.name, active=True)
    here.recover()
    found = 0
    tabs = book.tabs_or_none
    for path in book.pages:
        page = book.page(path)
        for tab in tabs:
            found += _add_runs(book, page, tab, here, there)
        for profile in PROFILES:
            for tab in tabs:
                found += _add_execution(book, page, tab, profile, here, there)
    if not found:
        raise CommandError(f"{options.source}: nothing in it belongs to this book")
    return 0


def _add_execution(
    book: Book, page: Document, tab: str | None, profile: str, here: Store, there: Store
) -> bool:
    """Take a frozen execution; tells whether it is frozen here in the end."""
    try:
        execution = there.load(page.name, tab, profile)
        if execution is None:
            return False
        weights = there.weights(execution)
        check_pictures(execution.notebook)
    except DamagedError as error:
        print(f"left out: {error}", file=sys.stderr)
        return False
    except FormError as error:
        file = there.path_of(page.name, tab, profile).as_posix()
        print(f"left out: {file}:1: {error}", file=sys.stderr)
        return False
    plan = plan_of(book, page, tab, profile, execution)
    if plan is None:
        return False
    if not plan.is_fresh(execution.fingerprints):
        print(f"left out {plan.title} ({profile}): executed from other code")
        return False
    notebook = copy.deepcopy(execution.notebook)  # the store keeps what it read
    for done in leave_out_unknown(notebook) + make_inert(notebook):
        print(f"{plan.title} ({profile}): {done}")
    mine = here.load_intact(plan.page, plan.tab, profile)
    if mine is not None and mine.notebook == notebook:
        print(f"unchanged {plan.title} ({profile})")
        return True
    path = freeze_run(book, here, plan, notebook, execution.record, weights)
    print(f"added {plan.title} ({profile}) -> {path.as_posix()}")
    return True


def _add_runs(book: Book, page: Document, tab: str | None, here: Store, there: Store) -> int:
    """Take the runs of other seeds; returns how many are kept here in the end."""
    known = here.all_runs(page.name, tab)
    found = 0
    damaged: list[DamagedError] = []
    runs = there.runs(page.name, tab, damaged)
    for error in damaged:
        print(f"left out: {error}", file=sys.stderr)
    for run in runs:
        if not run.label and not is_current(book, page, run):
            print(f"left out {run.file_name}: executed from other code")
            continue
        found += 1
        if run.file_name not in known:
            print(f"added {here.keep(run).as_posix()}")
    return found


def _run_archive(options: argparse.Namespace) -> int:
    book = Book.open(Path.cwd())
    store = Store(book.root)
    try:
        file = (options.folder / options.file).resolve()
        print(f"kept {_archive(book, store, file, options.label).as_posix()}")
    except DamagedError as error:
        raise CommandError(str(error)) from error
    except ValueError as error:
        raise CommandError(f"{options.file}: {error}") from error
    return 0


def _archive(book: Book, store: Store, file: Path, label: str) -> Path:
    if not file.is_relative_to(store.folder) or file.suffix not in (".ipynb", ".json"):
        raise ValueError(f"no frozen notebook or run in {store.folder.name}/")
    path = file.relative_to(book.root)
    if path.suffix == ".json":
        return store.keep(replace(store.run(path), label=label))
    execution = Execution.from_file(path, store.read(path))
    run = Run.of(execution.record, label)
    if run is None or execution.record["profile"] != FULL.name:
        raise ValueError("not a full training run, so there is nothing to keep")
    page = Path(f"{run.page}.md")
    if page in book.pages and is_current(book, book.page(page), run):
        raise ValueError("belongs to the present code, so its page needs it")
    return store.archive(execution, run)
