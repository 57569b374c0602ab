"""Runs Sphinx in this process."""

from __future__ import annotations

import io
import os
import shutil
import signal
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any, TextIO, cast

import sphinx.application
import sphinx.locale
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.util import console
from sphinx.util.docutils import docutils_namespace, patch_docutils
from sphinx.util.parallel import ParallelTasks

from ninbook.errors import BuildError
from ninbook.files.seal import Seal
from ninbook.lazy import load_lazily
from ninbook.sphinx.pages import SUFFIX

_MANY_PAGES = 20
_PROCESSES = 4
_OTHER_BUILDERS = (
    *("changes", "dummy", "epub3", "linkcheck", "manpage", "singlehtml", "texinfo"),
    *("text", "xml", "applehelp", "devhelp", "htmlhelp", "qthelp", "serializinghtml"),
)
"""Builders that Sphinx loads whichever is asked for."""
_COPIED = ("_downloads", "_images", "_static")
"""Folders of a site whose files Sphinx doesn't write again."""


def run_sphinx(
    config: Any,
    builder: str,
    folder: Path,
    changed: int,
    pages: int,
    settings: Mapping[str, Any],
) -> None:
    """Run one of Sphinx's builders on an edition's reStructuredText.

    So many pages ``changed`` since the last time, of so many ``pages``; few need no processes of
    their own. The settings go before those of ``conf.py``.

    Raises:
        BuildError: Sphinx found an error, or a warning where warnings are errors.
    """
    edition = Path(config.rst_dir).name  # sites of a translation all have one name
    doctrees = Path(config.tgt_dir, "cache", f"doctrees_{edition}_{builder}")
    # Sphinx 9 keeps an earlier edition's words and asks them first.
    sphinx.locale.translators.clear()
    if sys.stderr.isatty() and "NO_COLOR" not in os.environ:
        console.coloron()
    else:  # Sphinx looks at neither itself
        console.nocolor()
    seal = Seal(doctrees)
    if not seal.open():  # Sphinx trusts what is there
        for name in _COPIED if builder == "html" else ("",):
            shutil.rmtree(folder / name, ignore_errors=True)
    # Sphinx ends with a traceback if it is half written. `site.earlier_builds` does what it is for.
    (folder / ".buildinfo").unlink(missing_ok=True)
    quiet_processes()
    # Starting processes costs more than a few pages do.
    many = (changed if doctrees.is_dir() else pages) > _MANY_PAGES
    load_lazily(["sphinx.ext.doctest", "sphinx.util.requests"])
    with (
        _without_other_builders(builder),
        _extensions_named(config.build["sphinx_extensions"].split()),
        patch_docutils(str(config.rst_dir)),
        docutils_namespace(),
    ):
        app = Sphinx(
            srcdir=config.rst_dir,
            confdir=config.rst_dir,
            outdir=str(folder),
            doctreedir=str(doctrees),
            buildername=builder,
            confoverrides=dict(settings),
            status=None,
            warning=cast(TextIO, _Named(sys.stderr, Path(config.rst_dir).resolve())),
            warningiserror=config.build["warning_is_error"].lower() == "true",
            parallel=_PROCESSES if many else 1,
        )
        app.build()
    seal.close()
    if app.statuscode:
        raise BuildError(f"sphinx ended with code {app.statuscode}")


class _Named(io.TextIOBase):
    """Standard error, on which messages name the book's pages, not what Sphinx reads of them."""

    def __init__(self, stream: TextIO, folder: Path) -> None:
        self._stream = stream
        self._prefixes = (f"{folder}/", f"{Path.cwd()}/")

    def write(self, text: str) -> int:
        """Write a message."""
        for prefix in self._prefixes:
            text = text.replace(prefix, "")
        return self._stream.write(text.replace(SUFFIX, ".md"))

    def flush(self) -> None:
        """Write what waits."""
        self._stream.flush()


_process = ParallelTasks._process


def quiet_processes() -> None:
    """Let Sphinx's processes end without a word when they are terminated, as another has failed.

    Our own handler raises an error, which they would print as a traceback.
    """
    ParallelTasks._process = _work  # type: ignore[assignment, method-assign]


def _work(*arguments: Any) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # then this process terminates that one
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    _process(*arguments)


@contextmanager
def _extensions_named(own: Sequence[str]) -> Iterator[None]:
    """Say where the book names an extension that can't be imported."""
    try:
        yield
    except ExtensionError as error:
        if not isinstance(error.orig_exc, ImportError) or error.message.split()[-1] not in own:
            raise
        message = f"config.ini: [build] sphinx_extensions: {error.message}: {error.orig_exc}"
        raise BuildError(message) from error


@contextmanager
def _without_other_builders(builder: str) -> Iterator[None]:
    known = sphinx.application.builtin_extensions
    needed = tuple(
        name for name in known if builder in name or name.rpartition(".")[2] not in _OTHER_BUILDERS
    )
    for name in needed:
        import_module(name)  # while there is no language, whose words they would keep
    sphinx.application.builtin_extensions = needed
    try:
        yield
    finally:
        sphinx.application.builtin_extensions = known
