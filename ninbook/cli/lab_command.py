"""``d2lbook lab``: JupyterLab, in which pages are notebooks."""

from __future__ import annotations

import argparse
import os
import sys
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

from ninbook.cli.failures import CommandError, UsageError, check_port
from ninbook.frameworks import framework_of
from ninbook.problems import COMMAND
from ninbook.settings import PROFILE_VARIABLE, PROFILES
from ninbook.source import Book

_EPILOG = """\
examples:
  d2lbook lab                                  JupyterLab on http://127.0.0.1:8888
  d2lbook lab chapter_cnn-modern/nin.ko.md     with this page open
  d2lbook lab --profile quick                  training runs of minutes, not hours

A double click on a page opens it as a notebook. Run its first cell and choose a tab: the cells of
other tabs are then skipped. What is saved is the page; only the cells that were edited change in
it. Outputs are kept in build/lab/, never in the page; ./d2lbook build eval makes those that readers
see. Stop with Ctrl-C.
"""
_PORT = 8888
_MANAGER = "ninbook.author.contents.BookContentsManager"


def add_to(commands: argparse._SubParsersAction) -> None:
    """Add the command's parser."""
    parser = commands.add_parser(
        "lab",
        help="edit and run pages as notebooks in JupyterLab",
        description="Starts JupyterLab on 127.0.0.1 in the book's folder, with pages as notebooks.",
        epilog=_EPILOG,
    )
    parser.add_argument("page", nargs="?", help="the page to open")
    parser.add_argument("--port", type=int, help=f"default: {_PORT}, or the next that is free")
    parser.add_argument("--no-browser", action="store_true", help="only print the address")
    parser.add_argument(
        "--profile",
        choices=PROFILES,
        help="how long to train, as in build eval (default: as written)",
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Run the command; returns the exit code."""
    book = Book.open(Path.cwd())
    page = (options.folder / options.page).resolve() if options.page is not None else None
    if page and not (page.is_file() and page.is_relative_to(book.root.resolve())):
        raise UsageError(f"{options.page}: no such page in {book.root}")
    if find_spec("jupyterlab") is None:
        raise CommandError(f"JupyterLab is not installed; {COMMAND} lab installs it")
    if options.port:
        check_port(options.port)
    for framework in filter(None, map(framework_of, book.tabs)):
        if reason := framework.missing_reason():
            print(f"note: {reason}; cells of its tab can't run", file=sys.stderr)
    if options.profile:
        os.environ[PROFILE_VARIABLE] = options.profile
    from jupyterlab.labapp import LabApp

    root = book.root.resolve()
    shown = f"/lab/tree/{quote(page.relative_to(root).as_posix())}" if page else "/lab"
    LabApp.launch_instance(
        [
            "--ServerApp.ip=127.0.0.1",
            f"--ServerApp.port={options.port or _PORT}",
            f"--ServerApp.root_dir={root}",
            # Said here too, since a user's own settings come before those of the environment.
            f"--ServerApp.contents_manager_class={_MANAGER}",
            f"--ServerApp.open_browser={not options.no_browser}",
            "--ServerApp.answer_yes=True",  # Ctrl-C asks nothing
            "--ServerApp.allow_root=True",  # as in a container; build eval runs the same cells
            "--Application.log_level=WARN",
            f"--LabApp.default_url={shown}",
            # Which pages are open; by default all books of a user share this.
            f"--LabApp.workspaces_dir={Path(book.config.tgt_dir).resolve() / 'lab/workspaces'}",
            "--LabApp.extension_manager=readonly",  # the environment is locked
            # Defaults of which jupyter_server 2.21 and ipykernel 7.4 warn.
            "--ServerApp.tornado_settings={'ws_ping_timeout': 30000}",
            "--KernelManager.transport_encryption=auto",
        ]
    )
    print("stopped")
    return 0
