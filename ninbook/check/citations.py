"""Problems of citations: a missing or broken bibliography, and keys that it lacks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from pybtex.exceptions import PybtexError

from ninbook.check.hints import hint
from ninbook.check.names import Names
from ninbook.problems import Problem, Severity
from ninbook.source.book import Book


def check_citations(book: Book, pages: Mapping[Path, Names]) -> Iterator[Problem]:
    """Yield the problems of a book's citations.

    Args:
        book: the book.
        pages: what each page names, by its path.
    """
    uses = [(path, key, line) for path, names in pages.items() for key, line in names.citations]
    if not uses:
        return
    file = book.bibliography
    if file is None or not (book.root / file).is_file():
        named = f"{file.as_posix()} doesn't exist" if file else "is not set"
        path, _, line = uses[0]
        yield Problem(path, line, f"citation, but [pdf] bibfile of config.ini {named}")
        return
    try:
        keys = bibliography_keys(book.root / file)
    except (PybtexError, UnicodeDecodeError) as error:
        yield Problem(file, getattr(error, "lineno", None) or 1, f"can't be read: {error}")
        return
    for path, key, line in uses:
        if key not in keys:
            said = hint(key, sorted(keys))
            message = f"BibTeX key {key!r} is not in {file};{said}"
            yield Problem(path, line, message, Severity.PROBLEM)


def bibliography_keys(file: Path) -> set[str]:
    """Return the keys of a BibTeX file's entries."""
    from pybtex.database import parse_file

    return set(parse_file(str(file), bib_format="bibtex").entries.keys())
