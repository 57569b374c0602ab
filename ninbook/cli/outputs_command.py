"""``d2lbook outputs``: brings frozen executions from another checkout into this one."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from ninbook.outputs import DamagedError, Store
from ninbook.plan import plan_page
from ninbook.settings import PROFILES
from ninbook.source import Book

_EPILOG = """\
example:
  d2lbook outputs add ../gpu-checkout/outputs

Only whole executions of the code that this book has now are taken. FOLDER may hold fewer files
than its SHA256SUMS lists. What is frozen here already and equal stays as it is.

exit code: 0 if anything of FOLDER is frozen here in the end, else 1
"""


def add_to(commands: argparse._SubParsersAction) -> None:
    """Adds the command's parser."""
    parser = commands.add_parser(
        "outputs",
        help="bring frozen executions from another checkout",
        description="Freezes here what was executed elsewhere.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True)
    add = actions.add_parser(
        "add",
        help="take the frozen executions of a folder",
        description="Takes the frozen executions of a folder.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add.add_argument("source", type=Path, metavar="FOLDER", help="an outputs folder")
    add.set_defaults(run=run_add)


def run_add(options: argparse.Namespace) -> int:
    """Runs ``outputs add``; returns the exit code."""
    source = (options.folder / options.source).resolve()
    if not (source / "SHA256SUMS").is_file():
        print(f"d2lbook: {options.source}: no SHA256SUMS in it", file=sys.stderr)
        return 1
    book = Book.open(Path.cwd())
    here, there = Store(book.root), Store(source.parent, source.name)
    found = 0
    for path in book.pages:
        page = book.page(path)
        for profile in PROFILES:
            for plan in plan_page(book, page, book.tabs, profile):
                try:
                    execution = there.load(plan.page, plan.tab, profile)
                    if execution is None:
                        continue
                    weights = there.weights(execution)
                except DamagedError as error:
                    print(f"left out: {error}", file=sys.stderr)
                    continue
                if not plan.is_fresh(execution.fingerprints):
                    print(f"left out {plan.title} ({profile}): executed from other code")
                    continue
                found += 1
                mine = here.load_intact(plan.page, plan.tab, profile)
                if mine is not None and mine.notebook == execution.notebook:
                    print(f"unchanged {plan.title} ({profile})")
                    continue
                here.freeze(plan, execution.notebook, execution.record, weights)
                print(f"added {plan.title} ({profile})")
    if not found:
        print(f"d2lbook: {options.source}: nothing in it belongs to this book", file=sys.stderr)
    return 0 if found else 1
