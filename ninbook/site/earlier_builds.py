"""Keeps a site from depending on earlier builds: writes pages again, removes what is left over.

Sphinx writes the pages that changed and those that list their contents. But every page of the theme
shows the configuration, the titles of all pages and the digests of style sheets and scripts, and
references show titles and numbers from other pages and the bibliography. A page must not depend on
what was built before.
"""

import hashlib
import shutil
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
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
        yield from (file for file in sorted(Path(app.srcdir, folder).rglob("*")) if file.is_file())


def _record(app: Sphinx) -> Path:
    return Path(app.doctreedir, "shared.sha256")


def _pages_to_write(app: Sphinx, env: BuildEnvironment) -> Iterable[str]:
    builder: Any = app.builder
    builder.ninbook_shared = _digest(app)
    if _record(app).is_file() and _record(app).read_text() == builder.ninbook_shared:
        return []
    if builder.format == "html":  # Sphinx copies static files anew, but removes none
        shutil.rmtree(Path(app.outdir, "_static"), ignore_errors=True)
    return sorted(env.found_docs)


def _remember(app: Sphinx, error: Exception | None) -> None:
    # Only now, so that after an interrupted build the next one writes the rest.
    shown = getattr(app.builder, "ninbook_shared", None)
    if error is None and shown is not None:
        write_atomically(_record(app), shown.encode(), durable=False)


def _remove_leftovers(app: Sphinx, error: Exception | None) -> None:
    if error is not None or app.builder.format != "html":
        return
    folder = Path(app.outdir, "_images")
    wanted = {name for _, name in app.env.images.values()}
    for file in folder.glob("*"):
        if file.name not in wanted:
            file.unlink()
    for empty in (folder, Path(app.outdir, "_sources")):
        with suppress(OSError):  # it isn't there, or isn't empty
            empty.rmdir()


def remove_old_editions(site: Path, languages: Collection[str]) -> None:
    """Delete editions in languages that the book no longer has."""
    for inventory in site.glob("*/objects.inv"):  # each edition has its own
        if inventory.parent.name not in languages:
            shutil.rmtree(inventory.parent)


def setup(app: Sphinx) -> None:
    """Register this module with Sphinx, after numbers are given."""
    app.connect("env-get-updated", _pages_to_write, priority=900)
    app.connect("build-finished", _remember)
    app.connect("build-finished", _remove_leftovers)
