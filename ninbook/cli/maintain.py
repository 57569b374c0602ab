"""Commands that keep the project: ``test``, ``lock``, ``clear``, and d2lbook's own others."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

from ninbook.bootstrap import ROOT, find_uv
from ninbook.cli.failures import CommandError
from ninbook.source import Book
from ninbook.source.output_folders import strange_entries
from ninbook.tools import npm

_UNIVERSAL = (
    "--universal",
    "--fork-strategy=fewest",  # one set of versions for both Pythons
    "--generate-hashes",
    "--python-version=3.11",
    "--quiet",
    "--custom-compile-command=./d2lbook lock",
)
_LOCKS = {
    # The largest first; the others take its versions.
    "test": ("book", "frameworks", "test"),
    "frameworks": ("book", "frameworks"),
    "book": ("book",),
    "gpu": ("book", "gpu"),
}
_D2LBOOK = ("slides", "deploy")
_MOST_WORKERS = 4
"""Test processes at a time, each of which may hold a framework in memory."""
_SPREAD = ("--dist", "loadscope", "--no-loadscope-reorder")


def add_to(commands: argparse._SubParsersAction) -> None:
    """Add the commands' parsers."""
    test = commands.add_parser(
        "test",
        help="lint, types, and the whole test suite",
        description="Runs ruff, mypy, import-linter and pytest in this order, even if one fails.\n"
        "The whole suite runs in up to four processes, what is named after -- in one.",
        epilog="examples:\n  d2lbook test\n  d2lbook test --slow\n  d2lbook test -- tests/plan -x",
    )
    test.add_argument("--slow", action="store_true", help="the tests that take minutes, too")
    test.add_argument("pytest", nargs="*", metavar="PYTEST_ARGUMENT", help="after --")
    test.set_defaults(run=_run_tests)
    lock = commands.add_parser(
        "lock",
        help="renew the lock files in ninbook/requirements/",
        description="Resolves pyproject.toml for all platforms, with digests, and\n"
        "ninbook/requirements/browser/package.json, which names what pages run in the browser.",
        epilog="examples:\n  d2lbook lock             after an edit to pyproject.toml\n"
        "  d2lbook lock --upgrade   upgrade to current releases",
    )
    lock.add_argument("--upgrade", action="store_true", help="upgrade to current releases")
    lock.set_defaults(run=_run_lock)
    clear = commands.add_parser(
        "clear",
        help="delete what was built",
        description="Deletes the book's output folder. Frozen outputs in outputs/ stay.",
        epilog="example:\n  d2lbook clear",
    )
    clear.set_defaults(run=_run_clear)
    for name in _D2LBOOK:
        other = commands.add_parser(
            name,
            help=f"d2lbook's own {name}",
            description=f"Hands over to d2lbook's own command {name}.",
            epilog=f"example:\n  d2lbook {name} --help",
            add_help=False,
        )
        other.set_defaults(run=_run_d2lbook, name=name, passes_on=True)


def _run_tests(options: argparse.Namespace) -> int:
    python = sys.executable
    chosen = [] if options.slow else ["-m", "not slow"]
    # Tests wait for browsers and kernels, so there is one worker more than processors.
    # What somebody chose should run in sight.
    workers = min((os.cpu_count() or 1) + 1, _MOST_WORKERS)
    chosen += options.pytest or ["-n", str(workers), *_SPREAD]
    steps = [
        ("ruff check", [python, "-m", "ruff", "check", "--quiet", "."]),
        ("ruff format", [python, "-m", "ruff", "format", "--check", "--quiet", "."]),
        ("mypy", [python, "-m", "mypy", "--no-error-summary"]),
        ("lint-imports", [str(Path(python).with_name("lint-imports")), "--no-cache"]),
        ("pytest", [python, "-m", "pytest", *chosen]),
    ]
    # Messages name the command as somebody called it; tests expect it as a reader calls it.
    environment = {key: value for key, value in os.environ.items() if key != "NINBOOK_COMMAND"}
    failed = []
    for name, command in steps:
        print(f"== {name}", flush=True)
        if subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode:
            failed.append(name)
    print(f"failed: {', '.join(failed)}" if failed else "all checks passed")
    return 1 if failed else 0


def _run_lock(options: argparse.Namespace) -> int:
    uv = find_uv()
    for name, groups in _LOCKS.items():
        target = f"ninbook/requirements/{name}.txt"
        command = [uv, "pip", "compile", "pyproject.toml", *_UNIVERSAL, "--output-file", target]
        command += [part for group in groups for part in ("--group", group)]
        command += ["--constraint", "ninbook/requirements/test.txt"] if name != "test" else []
        command += ["--upgrade"] if options.upgrade else []
        print(f"resolving {target} ...", flush=True)
        if subprocess.run(command, cwd=ROOT, check=False).returncode:
            raise CommandError(f"{target} was not renewed, see above")
    print("resolving ninbook/requirements/browser ...", flush=True)
    try:
        npm.lock(ROOT / "ninbook" / "requirements" / "browser")
    except npm.NpmError as error:
        message = f"ninbook/requirements/browser was not renewed ({error})"
        raise CommandError(message) from error
    return 0


def _run_clear(options: argparse.Namespace) -> int:
    book = Book.open(Path.cwd())
    folder = (book.root / book.config.tgt_dir).resolve()
    if folder == book.root.resolve() or not folder.is_relative_to(book.root.resolve()):
        raise CommandError(f"{folder} is not a folder inside the book; not deleted")
    if not folder.is_dir():
        print(f"there is no {folder.name}/; nothing to delete")
        return 0
    strange = strange_entries(folder, book.languages)
    if strange:
        named = f"{book.config.tgt_dir}/{strange[0]}"
        raise CommandError(f"no build makes {named}; move it away first")
    shutil.rmtree(folder)
    print(f"deleted {folder.name}/")
    return 0


def _run_d2lbook(options: argparse.Namespace) -> int:
    from d2lbook import main as d2lbook_main

    if options.name == "deploy" and shutil.which("aws") is None:
        raise CommandError("deploy needs awscli, which is not part of the environment")
    sys.argv = ["d2lbook", options.name, *options.rest]
    d2lbook_main.main()
    return 0
