"""Problems of links and pictures: addresses in the book that lead nowhere."""

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from urllib.parse import unquote, urlsplit
from xml.parsers import expat

from ninbook.check.names import Names
from ninbook.document.links import destination
from ninbook.files.listing import is_file
from ninbook.problems import Found
from ninbook.source.book import Book

_ELSEWHERE = re.compile(r"data:|.*://")
"""Begins the address of an image that is no file of the book."""
_SCHEMES = ("data", "doi", "ftp", "git", "http", "https", "mailto", "ssh", "tel")
_NOT_IN_PDF = (".avif", ".bmp", ".tif", ".tiff", ".ico", ".apng", ".jxl")
_NOT_IN_SITE = (".eps", ".pdf", ".ps")
_JPEG = b"\xff\xd8\xff"
_BEGINNINGS = {"png": b"\x89PNG\r\n\x1a\n", "jpg": _JPEG, "jpeg": _JPEG, "gif": b"GIF8"}


def check_images(book: Book, path: Path, names: Names) -> Iterator[Found]:
    """Yield a page's pictures that don't exist, or that LaTeX or browsers don't know."""
    folder = os.fspath(book.root / path.parent)
    for image, line in names.images:
        if not image:
            yield Found(line, "image without an address")
            continue
        if not _ELSEWHERE.match(image):
            if os.path.normpath(path.parent / image).startswith(("..", "/")):
                message = f"image {image} doesn't exist in the book's folder; copy it there"
                yield Found(line, message)
                continue
            # Path objects take longer than the question, and a book has thousands of pictures.
            file = os.path.join(folder, image)  # noqa: PTH118
            if not is_file(file):
                yield Found(line, f"image {image} doesn't exist")
                continue
            if os.path.relpath(file, book.root).replace(os.sep, "/") not in book.resources:
                message = f"image {image} won't be copied to the site; list it in [build] resources"
                yield Found(line, message)
            elif not _is_picture(file):
                message = f"image {image} is damaged, incomplete or not of the type in its name"
                yield Found(line, message)
        for form, suffixes in (("a PDF", _NOT_IN_PDF), ("the site", _NOT_IN_SITE)):
            if not image.startswith("data:") and image.lower().endswith(suffixes):
                yield Found(line, f"{form} can't show {image}; convert it to SVG, PNG or JPEG")


def _is_picture(file: str) -> bool:
    """Tell whether a file begins as its suffix says; SVG must be XML, without which no PDF is."""
    content = Path(file).read_bytes()
    suffix = file.rpartition(".")[2].lower()
    if suffix == "svg":
        with suppress(expat.ExpatError, LookupError, ValueError):  # encodings that it doesn't know
            return b"<svg" in content and bool(expat.ParserCreate().Parse(content, True))
        return False
    if suffix in ("md", "txt", "ipynb", "html"):
        return False
    return bool(content) and content.startswith(_BEGINNINGS.get(suffix, b""))


def _wrong_address(address: str) -> str:
    """Return what is wrong with an address that leads to nothing of the book's."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return f"{address} is not an address"
    if parts.scheme in ("http", "https") and not parts.netloc:
        return f"{address} is not an address; write {parts.scheme}://..."
    if parts.scheme and parts.scheme not in _SCHEMES:
        return f"{address} begins with the unknown {parts.scheme}:"
    if parts.scheme or parts.netloc:
        return ""
    return f"link to {address}; write it relative to this page, without a leading /"


def check_links(
    book: Book, path: Path, pages: Mapping[Path, Names], names: Names
) -> Iterator[Found]:
    """Yield a page's links to pages, parts of pages and files that don't exist."""
    for address, line in names.links:
        found = destination(path, address, pages.keys(), book.languages[1:])
        message = ""
        if not address:
            message = "link without an address"
        elif found is None:
            message = _wrong_address(address)
        elif found.path.parts[:1] == ("..",):
            message = f"link to {address}, which is outside the book's folder"
        elif found.path == path or found.is_page:
            anchors = names if found.path == path else pages[found.path]
            if found.fragment and not _has(anchors, found.fragment):
                where = "this page" if found.path == path else found.path.as_posix()
                message = f"link to #{found.fragment}, but {where} has no such heading or label"
        elif found.path.suffix in (".html", ".ipynb") and found.path.with_suffix(".md") in pages:
            page = Path(unquote(address.partition("#")[0])).with_suffix(".md").as_posix()
            message = f"link to {address}; write {page}, which leads to the page in every form"
        elif not is_file(book.root / found.path):
            message = f"link to {address}, but {found.path.as_posix()} doesn't exist"
        if message:
            yield Found(line, message)


def _has(names: Names, fragment: str) -> bool:
    return fragment in names.anchors or fragment.lower() in names.anchors
