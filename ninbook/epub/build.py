"""Makes the EPUB of one edition in one tab."""

import shutil
import uuid
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from ninbook.epub.cover import cover_of
from ninbook.files.dates import dated, source_date
from ninbook.files.write import copy_if_changed, write_atomically
from ninbook.pages.collected import EPUBS, subtitle_of
from ninbook.source import Book

_STATIC = "_epub"
"""Folder of style and cover beside Sphinx's sources."""


def make_epub(book: Book, sphinx: Callable[[Path, Mapping[str, Any]], None]) -> Path:
    """Make an EPUB, and collect it beside those of the other editions.

    Args:
        book: the book in the edition's language and tab, whose sources are written.
        sphinx: runs Sphinx with a folder and settings.
    """
    project, subtitle = book.config.project, subtitle_of(book)
    name = ", ".join(filter(None, (book.language, subtitle)))
    file = EPUBS.file(book, book.config.tab)
    print(f"{file}: {name} ...", flush=True)
    static = Path(book.config.rst_dir, _STATIC)
    static.mkdir(exist_ok=True)
    write_atomically(static / "cover.png", cover_of(project["title"], subtitle, project["author"]))
    copy_if_changed(Path(__file__).with_name("book.css"), static / "book.css")
    title = f"{project['title']} ({subtitle})" if subtitle else project["title"]
    identifier = f"book-{uuid.uuid5(uuid.NAMESPACE_DNS, file.name)}"
    settings = {
        "version": project["release"],
        "html_css_files": ["book.css"],
        "html_js_files": [],
        "html_static_path": [_STATIC],
        "epub_title": title,
        "epub_author": project["author"],
        "epub_copyright": project["copyright"],
        "epub_publisher": project["author"],
        "epub_contributor": project["author"],
        "epub_description": title,
        "epub_language": book.language,
        "epub_identifier": identifier,
        "epub_uid": identifier,
        "epub_basename": "book",
        "epub_cover": ("_static/cover.png", "epub-cover.html"),
        "epub_show_urls": "no",
        "epub_use_index": False,
    }
    pdf_folder = Path(book.config.pdf_dir)
    folder = pdf_folder.with_name(pdf_folder.name.replace("pdf", "epub", 1))
    shutil.rmtree(folder, ignore_errors=True)  # all that lies there gets into the EPUB
    with dated(source_date(book.root, book.pages)):
        sphinx(folder, settings)
    copy_if_changed(folder / "book.epub", file)
    EPUBS.remove_outdated(book)
    print(f"{file}: {file.stat().st_size / 1024:,.0f} KiB", flush=True)
    return file
