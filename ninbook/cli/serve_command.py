"""``d2lbook serve``: a live preview on this machine."""

from __future__ import annotations

import argparse
import asyncio
import html
import sys
import time
import traceback
from pathlib import Path
from socket import socket
from typing import Any

from ninbook.check.sources import check_sources
from ninbook.cli.failures import check_port, message_of, tab_of
from ninbook.files.digests import FileDigests
from ninbook.files.memory import Memory
from ninbook.outputs import Store
from ninbook.problems import Severity
from ninbook.source import Book

_EPILOG = """\
examples:
  d2lbook serve                     http://127.0.0.1:8000, all tabs
  d2lbook serve --port 9000 --tab jax

A change to a page, figure, style sheet or frozen output is built and shown in about two seconds.
Nothing is executed. Problems appear in the terminal and at the top of the page. Stop with Ctrl-C.
"""
# Files of their own, because the pages' policy allows nothing else to be added to them.
_PREVIEW = Path(__file__).parents[1] / "site" / "preview"
_ADDED = {f"_preview.{suffix}": _PREVIEW / f"preview.{suffix}" for suffix in ("css", "js")}
_NO_SITE = b"<!doctype html>\n<title>Not found</title>\n<body>Not found</body>\n"
_RELOAD = '<link rel="stylesheet" href="/_preview.css"><script src="/_preview.js"></script>'


def add_to(commands: argparse._SubParsersAction) -> None:
    """Add the command's parser."""
    parser = commands.add_parser(
        "serve",
        help="live preview on this machine",
        description="Builds the site, serves it on 127.0.0.1, and rebuilds it after every change.",
        epilog=_EPILOG,
    )
    parser.add_argument("--port", type=int, default=8000, help="default: 8000")
    parser.add_argument("--tab", help="one tab of the book instead of all")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Run the command; returns the exit code."""
    book = Book.open(Path.cwd())
    tab = None if options.tab is None else tab_of(options.tab, book.tabs)
    from tornado.netutil import bind_sockets

    check_port(options.port)
    sockets = bind_sockets(options.port, address="127.0.0.1")
    try:
        written = [book.root / book.config.tgt_dir, book.root / book.config.html_dir]
        asyncio.run(_Preview(tab, sockets, written).serve())
    except KeyboardInterrupt:
        print("stopped")
    return 0


class _Preview:
    """Builds, serves and watches."""

    def __init__(self, tab: str | None, sockets: list[socket], written: list[Path]) -> None:
        self._tab = tab
        self._sockets = sockets
        self._written = written
        self._problems: list[str] = []
        self._folder = Path()
        self._digests = FileDigests()
        self._checked = Memory(None)
        self._built = asyncio.Condition()

    async def serve(self) -> None:
        """Run until it is interrupted."""
        from tornado.httpserver import HTTPServer

        self._build()
        server = HTTPServer(self._application())
        server.add_sockets(self._sockets)
        port = self._sockets[0].getsockname()[1]
        print(f"serving on http://127.0.0.1:{port}/ (Ctrl-C stops)", flush=True)
        await self._watch()

    def _build(self) -> None:
        """Build the site; what goes wrong is shown, and the next change may mend it."""
        self._problems = []
        try:
            self._build_site()
        except Exception as error:
            message = message_of(error)
            if message is None:
                traceback.print_exception(error)
            else:
                print(message, file=sys.stderr)
            self._problems.append(message or f"{type(error).__name__}: {error}")

    def _build_site(self) -> None:
        from ninbook.build.targets import build_targets, sole_builder

        began = time.monotonic()
        book = Book.open(Path.cwd())
        store = Store(book.root, digests=self._digests, active=book.has_active_outputs)
        store.recover()
        problems = check_sources(book, self._checked) + store.damage()
        for problem in problems:
            print(problem, file=sys.stderr)
        self._problems = [str(one) for one in problems if one.severity is not Severity.WARNING]
        built = not any(problem.severity is Severity.ERROR for problem in problems)
        self._folder = book.site_folder(self._tab)
        if built:
            with sole_builder(book):
                build_targets(book, store, ["html"], self._tab)
            print(f"built in {time.monotonic() - began:.1f} s", flush=True)

    async def _watch(self) -> None:
        from watchfiles import DefaultFilter, awatch

        ignored = (*DefaultFilter.ignore_dirs, ".venv")
        watched = DefaultFilter(ignore_dirs=ignored, ignore_paths=self._written)
        async for _ in awatch(Path.cwd(), watch_filter=watched, debounce=200, step=50):
            await asyncio.to_thread(self._build)
            async with self._built:
                self._built.notify_all()

    def _application(self) -> Any:
        from tornado.web import Application, RequestHandler

        from ninbook.site.not_found import PAGE as NOT_FOUND
        from ninbook.site.not_found import at_path

        preview = self

        class Reload(RequestHandler):
            async def get(self) -> None:
                self.set_header("Content-Type", "text/event-stream")
                self.set_header("Cache-Control", "no-store")
                self.write(": open\n\n")
                await self.flush()
                async with preview._built:
                    await preview._built.wait()
                self.write("data: reload\n\n")

        class Page(RequestHandler):
            def get(self, path: str) -> None:
                self._send(path)

            def head(self, path: str) -> None:
                self._send(path)

            def _send(self, path: str) -> None:
                root = preview._folder.resolve()
                missing = root / f"{NOT_FOUND}.html"
                file = _ADDED.get(path) or _file_in(root, path or "index.html")
                if file is None:
                    file = missing
                    self.set_status(404)
                content = file.read_bytes() if file.is_file() else _NO_SITE
                if file.suffix == ".html":
                    text = content.decode("utf-8", "surrogateescape")  # it may be the author's own
                    text = at_path(text, "/") if file == missing else text
                    content = preview._decorated(text).encode("utf-8", "surrogateescape")
                self.set_header("Content-Type", _content_type(file))
                self.set_header("Cache-Control", "no-store")
                self.write(content)

        return Application([("/_reload", Reload), ("/(.*)", Page)], log_function=lambda _: None)

    def _decorated(self, page: str) -> str:
        note = ""
        if self._problems:
            lines = "\n".join(html.escape(problem) for problem in self._problems)
            note = f'<pre role="alert" id="preview-problems">{lines}</pre>'
        head, found, rest = page.partition("<body>")
        return (head + found + note + rest if found else note + page) + _RELOAD


def _file_in(root: Path, path: str) -> Path | None:
    """Return the file of a site that an address names; None if there is none."""
    try:
        file = (root / path).resolve()
        if file.is_dir():
            file = file / "index.html"
        return file if file.is_relative_to(root) and file.is_file() else None
    except (OSError, ValueError):  # of names that no file can have
        return None


def _content_type(file: Path) -> str:
    import mimetypes

    kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    textual = kind.startswith("text/") or kind.endswith("javascript")
    return f"{kind}; charset=utf-8" if textual else kind
