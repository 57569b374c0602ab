"""Pages made of docstrings, also where the frameworks that they import aren't installed."""

from __future__ import annotations

import logging
import re
from contextlib import suppress
from importlib.util import find_spec

from sphinx.application import Sphinx
from sphinx.config import Config

from ninbook.frameworks import FRAMEWORKS
from ninbook.lazy import load_lazily

_OTHERS = ("matplotlib", "pandas", "scipy", "d2l", "gym", "requests", "tensorflow_datasets")
"""What such code imports besides the frameworks' own packages."""
_FAILED = re.compile(r"autodoc: failed to import (?:.* from module )?'(?P<module>[^']+)';")

_CAUSED = "The above exception was the direct cause"  # of one that Sphinx raises, says Python


class _OncePerPage(logging.Filter):
    """Says in one sentence per page and module what can't be imported, not with tracebacks."""

    def __init__(self, app: Sphinx) -> None:
        super().__init__()
        self._app = app
        self._said: set[str] = set()

    def filter(self, record: logging.LogRecord) -> bool:
        """Shorten a record; tell whether it says something new."""
        message = record.getMessage()
        failed = _FAILED.match(message)
        if not failed or record.levelno < logging.WARNING:
            return True
        reason = message.partition(_CAUSED)[0].strip().splitlines()[-1]
        page = self._app.env.current_document.docname
        is_whole = all(find_spec(framework.module) for framework in FRAMEWORKS)
        hint = "" if is_whole else "; --with-frameworks installs the frameworks"
        record.msg = f"{page}.md: no API of {failed['module']} ({reason}){hint}"
        record.args = ()
        new = record.msg not in self._said
        self._said.add(record.msg)
        return new


def _stand_in(app: Sphinx, config: Config) -> None:
    """Let empty modules stand for what isn't installed, whose users' docstrings can be read."""
    if "autodoc_mock_imports" not in config:  # a project without autodoc
        return
    from sphinx.ext.autodoc.mock import _MockObject  # type: ignore[attr-defined]

    names = {name for framework in FRAMEWORKS for name in framework.packages} | {*_OTHERS}
    missing = [name for name in sorted(names) if find_spec(name) is None]
    config.autodoc_mock_imports = [*config.autodoc_mock_imports, *missing]
    # What stands in for a function gives its like, which such code counts with: so many GPUs.
    _MockObject.__index__ = lambda self: 0  # type: ignore[attr-defined]


def _import_no_code(app: Sphinx) -> tuple[()]:
    """Let Sphinx look at the files of modules whose code it shows, without importing frameworks."""
    for name in getattr(app.env, "_viewcode_modules", ()):
        with suppress(ImportError):  # of its package
            load_lazily([name])
    return ()


def setup(app: Sphinx) -> None:
    """Register this module with Sphinx."""
    app.connect("config-inited", _stand_in)
    app.connect("html-collect-pages", _import_no_code)
    logger = logging.getLogger("sphinx.sphinx.ext.autodoc")
    logger.filters = [_OncePerPage(app)]  # not those of earlier builds
