"""The contents manager by which Jupyter opens pages as notebooks and saves them as pages."""

import configparser
import errno
import os
from pathlib import Path
from typing import Any

from jupyter_server.base.handlers import AuthenticatedFileHandler
from jupyter_server.services.contents.filecheckpoints import FileCheckpoints
from jupyter_server.services.contents.largefilemanager import LargeFileManager
from tornado.web import HTTPError

from ninbook.author.notebook import (
    NotInMarkdownError,
    keep_outputs,
    restore_outputs,
    to_notebook,
    to_text,
)
from ninbook.files.text import PageError, decoded
from ninbook.files.write import write_atomically

_SUFFIX = ".md"
_NO_NAME = (errno.ENAMETOOLONG, errno.ELOOP, errno.EILSEQ, errno.ENOTDIR)


class _CheckedPaths:
    """Names of files in addresses, which may be of no file that a system can have."""

    def _get_os_path(self, path: str) -> str:
        try:
            file = str(super()._get_os_path(path))  # type: ignore[misc]
            os.lstat(file)
        except OSError as error:
            if error.errno in _NO_NAME:
                raise HTTPError(404, f"{path[:60]}...: no file can have this name") from error
        except ValueError as error:
            raise HTTPError(404, f"{path!r}: no file can have this name") from error
        return file


class BookFilesHandler(AuthenticatedFileHandler):
    """Serves files as they are."""

    def parse_url_path(self, url_path: str) -> str:
        """Return the path of a file, unless no file can have it."""
        if "\0" in url_path:
            raise HTTPError(404)
        return str(super().parse_url_path(url_path))


class BookCheckpoints(_CheckedPaths, FileCheckpoints):
    """Keeps Jupyter's copies of a book's files beside the build, not beside the pages."""

    def checkpoint_path(self, checkpoint_id: str, path: str) -> str:
        """Return where the copy of a file is, and makes its folder."""
        kept = _kept_for(Path(self._get_os_path(path)), checkpoint_id)
        if kept is None:
            return str(super().checkpoint_path(checkpoint_id, path))
        kept.parent.mkdir(parents=True, exist_ok=True)
        return str(kept)


class BookContentsManager(_CheckedPaths, LargeFileManager):
    """Serves Markdown files as notebooks, unless they are asked for as files.

    Of a page that is saved only the cells that were edited change. Outputs are kept beside the
    build.
    """

    def _files_handler_class_default(self) -> type[AuthenticatedFileHandler]:
        return BookFilesHandler

    def _checkpoints_class_default(self) -> type[FileCheckpoints]:
        return BookCheckpoints

    def save(self, model: dict[str, Any], path: str = "") -> Any:
        """Save a file, unless it is not what it says."""
        kind, content = model.get("type"), model.get("content")
        if kind == "notebook":
            _check_notebook(content)
        elif kind == "file" and not isinstance(content, str):
            raise HTTPError(400, "the content of a file is text")
        return super().save(model, path)

    def get(
        self,
        path: str,
        content: bool = True,
        type: str | None = None,
        format: str | None = None,
        require_hash: bool = False,
    ) -> Any:
        """Return the model of a file or folder; a page's is a notebook."""
        if type is None and path.endswith(_SUFFIX) and self.file_exists(path):
            type = "notebook"
        return super().get(path, content, type, format, require_hash)

    def _read_notebook(self, os_path: str, as_version: int = 4, *args: Any, **options: Any) -> Any:
        if not os_path.endswith(_SUFFIX):
            return super()._read_notebook(os_path, as_version, *args, **options)
        with self.perm_to_403(os_path):
            content = Path(os_path).read_bytes()
        try:
            notebook = to_notebook(decoded(content, Path(Path(os_path).name)))
        except PageError as error:
            raise HTTPError(400, str(error)) from error
        kept = _kept_for(Path(os_path), "outputs")
        if kept is not None:
            restore_outputs(kept.with_suffix(".ipynb"), notebook, self.notary)
        return (notebook, content) if options.get("raw") else notebook

    def _save_notebook(self, os_path: str, nb: Any, *args: Any, **options: Any) -> None:
        if not os_path.endswith(_SUFFIX):
            super()._save_notebook(os_path, nb, *args, **options)
            return
        try:
            content = to_text(nb).encode("utf-8")
        except NotInMarkdownError as error:
            raise HTTPError(400, f"{Path(os_path).name}: {error}") from error
        with self.perm_to_403(os_path):
            file = Path(os_path).resolve()
            if not file.is_file() or file.read_bytes() != content:
                write_atomically(file, content)
            kept = _kept_for(Path(os_path), "outputs")
            if kept is not None:
                keep_outputs(kept.with_suffix(".ipynb"), nb, self.notary)

    def check_and_sign(self, nb: Any, path: str = "", **options: Any) -> None:
        """Signs a notebook; the outputs of a page are signed where they are kept."""
        if not path.endswith(_SUFFIX):
            super().check_and_sign(nb, path, **options)

    def mark_trusted_cells(self, nb: Any, path: str = "") -> None:
        """Mark the cells of a signed notebook; those of a page are marked when it is read."""
        if not path.endswith(_SUFFIX):
            super().mark_trusted_cells(nb, path)


def _check_notebook(content: Any) -> None:
    """Refuses what nobody could open again; Jupyter itself tells of smaller mistakes."""
    cells = content.get("cells") if isinstance(content, dict) else None
    if not isinstance(cells, list) or not all(map(_is_cell, cells)):
        raise HTTPError(400, "the content is not a notebook")


def _is_cell(cell: Any) -> bool:
    if not isinstance(cell, dict) or not isinstance(cell.get("metadata"), dict):
        return False
    source = cell.get("source")
    lines = source if isinstance(source, list) else [source]
    is_text = all(isinstance(line, str) for line in lines)
    kind = cell.get("cell_type")
    has_outputs = isinstance(cell.get("outputs"), list)
    return is_text and (kind in ("markdown", "raw") or (kind == "code" and has_outputs))


def _kept_for(file: Path, kind: str) -> Path | None:
    """Return where something of a page is kept: ``build/lab/<kind>/<page>``.

    It is None if the page belongs to no book, or its configuration names no folder in it.
    """
    for root in file.parents:
        if (root / "config.ini").is_file():
            parser = configparser.RawConfigParser()
            try:
                parser.read(root / "config.ini", encoding="utf-8")
            except (configparser.Error, UnicodeDecodeError):
                return None
            output = root / parser.get("build", "output_dir", fallback="_build")  # as d2lbook
            if not output.resolve().is_relative_to(root.resolve()):
                return None
            return output / "lab" / kind / file.relative_to(root)
    return None
