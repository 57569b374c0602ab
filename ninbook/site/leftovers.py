"""Removes files of the site that earlier builds left and that this one wouldn't write."""

from __future__ import annotations

import shutil
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path

from sphinx.application import Sphinx

from ninbook.files.write import write_atomically


def _forget_static_files(app: Sphinx) -> None:
    """Let Sphinx copy the static files anew, if one of the book's is gone."""
    if app.builder.format != "html":
        return
    record = Path(app.doctreedir, "static.txt")
    names = {
        file.relative_to(Path(app.srcdir, folder)).as_posix()
        for folder in app.config.html_static_path
        for file in Path(app.srcdir, folder).rglob("*")
        if file.is_file()
    }
    before = set(record.read_text(encoding="utf-8").splitlines()) if record.is_file() else set()
    if before - names:
        shutil.rmtree(Path(app.outdir, "_static"), ignore_errors=True)
    if before != names:
        write_atomically(record, "\n".join(sorted(names)).encode(), durable=False)


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


def setup_leftovers(app: Sphinx) -> None:
    """Register this module with Sphinx."""
    app.connect("builder-inited", _forget_static_files)
    app.connect("build-finished", _remove_leftovers)
