"""Writes all pages again when something changes that pages show of each other.

Sphinx writes the pages that changed and those that list their contents. But every page of the theme
shows the configuration, the titles of all pages and the digests of style sheets and scripts, and
references show titles and numbers from other pages and the bibliography. A page must not depend on
what was built before.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from ninbook.files.write import write_atomically


def _digest(app: Sphinx) -> str:
    env = app.env
    standard, mathematics = env.domains.standard_domain, env.get_domain("math").data
    configuration = getattr(app.builder, "build_info", None)  # of sites
    shared = (
        getattr(configuration, "config_hash", ""),
        getattr(configuration, "tags_hash", ""),
        sorted((page, str(title)) for page, title in env.titles.items()),
        sorted(env.toctree_includes.items()),
        sorted(env.toc_secnumbers.items()),
        sorted(env.toc_fignumbers.items()),
        sorted(standard.labels.items()),
        sorted(standard.anonlabels.items()),
        sorted(mathematics["objects"].items()),
    )
    digest = hashlib.sha256(repr(shared).encode())
    for file in _files(app):
        digest.update(f"{file.name}\0".encode() + hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def _files(app: Sphinx) -> Iterator[Path]:
    for named in getattr(app.config, "bibtex_bibfiles", ()):
        if Path(app.srcdir, named).is_file():
            yield Path(app.srcdir, named)
    for folder in app.config.html_static_path:
        for file in sorted(Path(app.srcdir, folder).rglob("*")):
            if file.suffix in (".css", ".js"):
                yield file


def _record(app: Sphinx) -> Path:
    return Path(app.doctreedir, "shared.sha256")


def _pages_to_write(app: Sphinx, env: BuildEnvironment) -> Iterable[str]:
    builder: Any = app.builder
    builder.ninbook_shared = _digest(app)
    try:
        is_same = _record(app).read_text() == builder.ninbook_shared
    except FileNotFoundError:
        is_same = False
    return [] if is_same else sorted(env.found_docs)


def _remember(app: Sphinx, error: Exception | None) -> None:
    # Only now, so that after an interrupted build the next one writes the rest.
    shown = getattr(app.builder, "ninbook_shared", None)
    if error is None and shown is not None:
        write_atomically(_record(app), shown.encode(), durable=False)


def setup_rewrite_all(app: Sphinx) -> None:
    """Register this module with Sphinx, after numbers are given."""
    app.connect("env-get-updated", _pages_to_write, priority=900)
    app.connect("build-finished", _remember)
